#include "protocol/request_digest.hpp"

#include <gtest/gtest.h>

#include "protocol/test_values.hpp"

namespace tributary::protocol {
namespace {

template <class Command>
std::uint64_t digest_by_bytes(const Command& command) {
  base::ByteBuffer bytes;
  encode_framed(bytes, command);
  return digest_of_framed(bytes.view());
}

TEST(RequestDigest, IsTheSameOfACommandAndOfItsBytes) {
  for_each_type<Commands>([]<class Command>(const Command& defaults) {
    EXPECT_EQ(request_digest(defaults), digest_by_bytes(defaults)) << Command::number;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      base::Dice dice(seed);
      Command command;
      fill(dice, command);
      EXPECT_EQ(request_digest(command), digest_by_bytes(command)) << Command::number;
    }
  });
}

TEST(RequestDigest, DiffersWithEveryField) {
  for_each_type<Commands>([]<class Command>(const Command&) {
    base::Dice dice(7);
    for (int i = 0; i < 50; ++i) {
      Command one;
      fill(dice, one);
      boost::mp11::mp_for_each<detail::Members<Command>>([&](auto member) {
        Command other = one;
        fill(dice, other.*member.pointer);
        const bool same_field = same(one.*member.pointer, other.*member.pointer);
        EXPECT_EQ(request_digest(one) == request_digest(other), same_field)
            << Command::number << ' ' << member.name;
      });
    }
  });
}

TEST(RequestDigest, DiffersWithTheCommand) {
  EXPECT_NE(request_digest(ApproveListing{{7}}), request_digest(OpenListing{{7}}));
}

/// `PlaceBid` as a later version of the platform might have it.
struct LaterRules {
  Amount bid_amount_min{10000};
  std::uint8_t colour = 4;
  friend bool operator==(const LaterRules&, const LaterRules&) = default;
};
BOOST_DESCRIBE_STRUCT(LaterRules, (), (bid_amount_min, colour))

struct LaterBid {
  static constexpr std::uint16_t number = PlaceBid::number;
  LoanId loan;
  AccountId account;
  Amount amount;
  bool fill_remaining = false;
  AccessCode access_code{};
  Note memo{};
  std::optional<Date> good_until{};
  LaterRules rules{};
};
BOOST_DESCRIBE_STRUCT(LaterBid, (),
                      (loan, account, amount, fill_remaining, access_code, memo, good_until, rules))

TEST(RequestDigest, StaysWhenACommandGainsFields) {
  const PlaceBid sent{{3}, {200}, {10000}, true, {0}};
  LaterBid again{.loan = {3}, .account = {200}, .amount = {10000}, .fill_remaining = true};
  EXPECT_EQ(request_digest(sent), request_digest(again));
  again.rules.colour = 5;
  EXPECT_NE(request_digest(sent), request_digest(again));
}

/// A list of structs, one with a field more.
struct Line1 {
  Amount amount;
  friend bool operator==(const Line1&, const Line1&) = default;
};
BOOST_DESCRIBE_STRUCT(Line1, (), (amount))
struct Line2 {
  Amount amount;
  std::uint32_t count = 1;
  friend bool operator==(const Line2&, const Line2&) = default;
};
BOOST_DESCRIBE_STRUCT(Line2, (), (amount, count))
struct Lines1 {
  static constexpr std::uint16_t number = 900;
  std::vector<Line1> lines;
};
BOOST_DESCRIBE_STRUCT(Lines1, (), (lines))
struct Lines2 {
  static constexpr std::uint16_t number = 900;
  std::vector<Line2> lines;
};
BOOST_DESCRIBE_STRUCT(Lines2, (), (lines))

TEST(RequestDigest, StaysWhenTheItemsOfAListGainFields) {
  EXPECT_EQ(request_digest(Lines1{{{{1}}, {{2}}}}), request_digest(Lines2{{{{1}, 1}, {{2}, 1}}}));
  EXPECT_NE(request_digest(Lines1{{{{1}}, {{2}}}}), request_digest(Lines2{{{{1}, 1}, {{2}, 2}}}));
}

// XXH3 over number 30; 1: loan 3, 2: account 200, 3: amount 100.00, 4: true, 0. Journals keep it:
// another value would refuse a repeated request as `request_id_reused`.
TEST(RequestDigest, StaysWhatItIs) {
  const std::array<std::uint8_t, 12> form{30, 1, 3, 2, 0xc8, 0x01, 3, 0xa0, 0x9c, 0x01, 4, 1};
  base::ByteBuffer bytes;
  bytes.append(std::as_bytes(std::span(form)));
  bytes.push(std::byte{0});
  EXPECT_EQ(request_digest(PlaceBid{{3}, {200}, {10000}, true, {0}}),
            base::hash_bytes(bytes.view()));
}

}  // namespace
}  // namespace tributary::protocol
