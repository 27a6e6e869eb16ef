#include "money/fee.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

TEST(Fee, RoundsDownUnlessToldOtherwise) {
  // By hand: 10 % of 0.19 is 1.9 cents.
  EXPECT_EQ(fee(amount("0.19"), percent("10")), amount("0.01"));
  EXPECT_EQ(fee(amount("0.19"), percent("10"), Rounding::half_up), amount("0.02"));
  EXPECT_EQ(fee(amount("0.25"), percent("10"), Rounding::half_up), amount("0.03"));
  EXPECT_EQ(fee(amount("0.25"), percent("10"), Rounding::half_even), amount("0.02"));
  EXPECT_EQ(fee(amount_max, percent("100")), amount_max);
}

RC_GTEST_PROP(Fee, IsThePartOfItsBaseWithoutFractionsOfACent, ()) {
  const Amount base{*rc::gen::inRange<std::int64_t>(0, amount_max.minor + 1)};
  const Rate rate{*rc::gen::inRange(0, 1'000'001)};
  const auto exact = static_cast<__int128>(base.minor) * rate.ppm;
  const auto charged = static_cast<__int128>(fee(base, rate).minor) * 1'000'000;
  RC_ASSERT(charged <= exact && exact < charged + 1'000'000);
}

RC_GTEST_PROP(Fee, PayoutsTogetherAreChargedAsTheirSum, (std::uint32_t start)) {
  const Rate rate{*rc::gen::inRange(0, 1'000'001)};
  Amount received{start};
  Amount charged = fee(received, rate);
  for (const auto payout :
       *rc::gen::container<std::vector<std::uint16_t>>(rc::gen::arbitrary<std::uint16_t>())) {
    const Amount after = received + Amount{payout};
    const Amount now = interest_fee(received, after, rate);
    RC_ASSERT(now >= Amount{} && now <= Amount{payout});
    charged += now;
    received = after;
  }
  RC_ASSERT(charged == fee(received, rate));
}

}  // namespace
}  // namespace tributary::money
