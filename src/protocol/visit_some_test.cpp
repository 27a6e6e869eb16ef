#include "protocol/visit_some.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "protocol/event.hpp"

namespace tributary::protocol {
namespace {

using Some = std::tuple<LoanSettled, BidPlaced>;

template <class Event>
int visits(const Event& event) {
  base::ByteBuffer bytes;
  encode_framed(bytes, event);
  int visits = 0;
  Reader in(bytes.view());
  visit_some<Some, Events>(read_frame(in), [&](const auto& seen) {
    if constexpr (std::is_same_v<std::decay_t<decltype(seen)>, Event>) {
      base::ByteBuffer again;
      encode_framed(again, seen);
      EXPECT_TRUE(std::ranges::equal(again.view(), bytes.view()));
      ++visits;
    } else {
      ADD_FAILURE() << "another event";
    }
  });
  return visits;
}

TEST(VisitSome, VisitsWhatIsAmongThemAndPassesOverTheRest) {
  BidPlaced bid;
  bid.loan = {7};
  bid.amount = {100};
  EXPECT_EQ(visits(bid), 1);
  EXPECT_EQ(visits(AccountOpened{{1}, {2}}), 0);
  EXPECT_EQ(visits(ListingOpened{{3}}), 0);
}

TEST(VisitSome, RefusesANumberThatNoEventHas) {
  const Frame unknown{.number = 60'000, .fields = {}};
  EXPECT_THROW((visit_some<Some, Events>(unknown, [](const auto&) {})), CodecError);
}

}  // namespace
}  // namespace tributary::protocol
