#include "api/password_guesses.hpp"

#include <gtest/gtest.h>

namespace tributary::api {
namespace {

using namespace std::chrono_literals;
using protocol::ActorId;
using protocol::ActorKind;
using protocol::LoanId;
using protocol::Refusal;

constexpr Bucket::Time start{1h};
constexpr ActorId caller = ActorId::of(ActorKind::member, 7);
constexpr LoanId loan{3};

/// The record of a bid with a password.
class RecordedBid {
 public:
  explicit RecordedBid(Refusal refusal, std::uint64_t digest = 99) {
    protocol::PlaceBid bid;
    bid.loan = loan;
    bid.access_code = {digest};
    protocol::encode_framed(bytes_, bid);
    protocol::Reader in(bytes_.view());
    record.sender.actor = caller;
    record.command = protocol::read_frame(in);
    record.refusal = refusal;
  }
  protocol::Record record;

 private:
  base::ByteBuffer bytes_;
};

TEST(PasswordGuesses, FiveOfAListingThenOneInTenMinutes) {
  PasswordGuesses guesses;
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(guesses.begin(caller, loan, start)) << i;
    guesses.end(RecordedBid(Refusal::access_code_wrong).record, start);
  }
  EXPECT_EQ(guesses.begin(caller, loan, start), 10min);
  EXPECT_FALSE(guesses.begin(caller, LoanId{4}, start));
  EXPECT_FALSE(guesses.begin(ActorId::of(ActorKind::member, 8), loan, start));
  EXPECT_FALSE(guesses.begin(caller, loan, start + 10min));
  EXPECT_TRUE(guesses.begin(caller, loan, start + 10min));
}

TEST(PasswordGuesses, TwentyOfAllListings) {
  PasswordGuesses guesses;
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_FALSE(guesses.begin(caller, LoanId{i + 1}, start));
  EXPECT_EQ(guesses.begin(caller, LoanId{21}, start), 3min);
}

/// Before the engine has said anything.
TEST(PasswordGuesses, ThoseSentAtOnceCount) {
  PasswordGuesses guesses;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(guesses.begin(caller, loan, start));
  EXPECT_TRUE(guesses.begin(caller, loan, start));
  guesses.end(RecordedBid(Refusal::insufficient_funds).record, start);
  EXPECT_FALSE(guesses.begin(caller, loan, start));
}

TEST(PasswordGuesses, RightOnesLeaveNothing) {
  PasswordGuesses guesses;
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(guesses.begin(caller, loan, start));
    guesses.end(RecordedBid(Refusal::none).record, start);
  }
  EXPECT_EQ(guesses.places(), 0U);
}

TEST(PasswordGuesses, ABidWithoutAPasswordIsNone) {
  PasswordGuesses guesses;
  EXPECT_FALSE(guesses.begin(caller, loan, start));
  guesses.end(RecordedBid(Refusal::none, 0).record, start);
  EXPECT_EQ(guesses.places(), 2U);
}

TEST(PasswordGuesses, WhenAllPlacesAreTakenNoneIsTried) {
  PasswordGuesses guesses;
  for (std::uint64_t i = 0; i < PasswordGuesses::places_max / 2; ++i) {
    EXPECT_FALSE(guesses.begin(ActorId::of(ActorKind::member, 100 + i), loan, start));
  }
  EXPECT_TRUE(guesses.begin(caller, loan, start));
  EXPECT_EQ(guesses.places(), PasswordGuesses::places_max);
  EXPECT_FALSE(guesses.begin(caller, loan, start + 10min));
}

}  // namespace
}  // namespace tributary::api
