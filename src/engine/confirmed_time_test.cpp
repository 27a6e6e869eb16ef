#include "engine/confirmed_time.hpp"

#include <gtest/gtest.h>

#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using protocol::Time;

constexpr std::int64_t hour_ms = 3'600'000;

TEST(ConfirmedTime, CountsUntilTheEnginesTimeGoesOn) {
  StateHash hash;
  ConfirmedTime time{hash};
  EXPECT_EQ(hash.value(), time.full_hash());
  EXPECT_EQ(time.at({7}), Time{7});
  time.set_back({90}, {10});
  EXPECT_EQ(hash.value(), time.full_hash());
  EXPECT_EQ(time.at({90}), Time{10});
  EXPECT_EQ(time.at({91}), Time{91});
  const std::uint64_t before = hash.value();
  time.set_back({90}, {11});
  EXPECT_NE(hash.value(), before);
}

/// A listing is open for a day; one command is decided with the clock eight days ahead.
TEST(ConfirmedTime, LeavesAListingTheDaysItHas) {
  TestMarket market;
  market.at({hour_ms});
  const AccountId alice = market.investor(1001, {1'000'00});
  const LoanId loan = market.listing(market.open(1002), {500'00});
  market.at({8 * 24 * hour_ms});
  const protocol::PlaceBid bid{loan, alice, {100'00}, false, {}};
  EXPECT_EQ(market.send(staff, bid), Refusal::listing_closed);
  const auto work = [&] {
    return std::get<protocol::WorkView>(market.engine().answer(staff, protocol::WorkQuery{}));
  };
  ASSERT_EQ(work().items.size(), 1U) << "the timers would let it fail";

  const protocol::SetTimeBack back{{2 * hour_ms}};
  EXPECT_EQ(market.send(staff, back), Refusal::agents_only);
  EXPECT_EQ(market.send(protocol::Sender::partner(1), back), Refusal::agents_only);
  market.must(back, protocol::timers_agent);
  EXPECT_TRUE(work().items.empty());
  EXPECT_EQ(work().now, market.state().now) << "what orders groups never goes back";
  EXPECT_EQ(market.send(staff, protocol::FailListing{loan}), Refusal::listing_still_open);
  EXPECT_EQ(market.send(staff, bid), Refusal::none);

  const auto again = loaded(saved(market.state()));
  EXPECT_EQ(again->state().time(), Time{2 * hour_ms});
  EXPECT_EQ(again->state().hash.value(), full_hash(again->state()));
  EXPECT_EQ(replayed(market.journal())->state().time(), Time{2 * hour_ms});

  market.at({8 * 24 * hour_ms + 1});
  EXPECT_EQ(market.send(staff, protocol::FailListing{loan}), Refusal::none);
}

}  // namespace
}  // namespace tributary::engine
