#include "money/daily_charge.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

Amount after(std::string_view base, std::int64_t rate_ppm, std::int64_t days) {
  return charge_days({}, amount(base), {{rate_ppm}}, days)->charged;
}

TEST(DailyCharge, RoundsTheSumAndNotADay) {
  // By hand: 30 days at 0.05 % a day. A day of 8.63 is 0.43 cents.
  EXPECT_EQ(after("8.63", 500, 30), amount("0.13"));
  EXPECT_EQ(after("10.35", 500, 30), amount("0.16"));
  EXPECT_EQ(after("172.55", 500, 30), amount("2.59"));
  EXPECT_EQ(after("17254.84", 500, 30), amount("258.82"));
  EXPECT_EQ(after("16875.00", 3'000, 30), amount("1518.75"));
  EXPECT_EQ(after("0.01", 500'000, 1), amount("0.01")) << "a half goes up";
  EXPECT_EQ(after("0.01", 499'999, 1), amount("0.00"));
}

TEST(DailyCharge, TakesTheRateOfAYear) {
  const auto after = [](std::int64_t days) {
    return charge_days({}, amount("1120.00"), {{120'000}, 365}, days)->charged;
  };
  EXPECT_EQ(after(10), amount("3.68"));
  EXPECT_EQ(after(365), amount("134.40"));
  EXPECT_EQ(after(0), Amount{});
}

TEST(DailyCharge, HasAnEnd) {
  EXPECT_EQ(charge_days({}, amount_max, {{1'000'000}}, 1)->charged, amount_max);
  EXPECT_EQ(charge_days({}, amount_max, {{1'000'000}}, 2), std::nullopt);
  EXPECT_EQ(charge_days({}, amount_max + amount_max, {{1'000'000}}, std::int64_t{1} << 32),
            std::nullopt);
}

RC_GTEST_PROP(DailyCharge, ManyDaysAtOnceAreSingleOnes, ()) {
  DailyCharge daily;
  const std::int32_t of_days = *rc::gen::element(1, 365);
  const __int128 whole = 1'000'000 * static_cast<__int128>(of_days);
  __int128 exact = 0;  // in millionths over `of_days`
  for (int round = *rc::gen::inRange(1, 5); round > 0; --round) {
    const Amount base{*rc::gen::inRange<std::int64_t>(0, 10'000'000)};
    const DailyRate rate{{*rc::gen::inRange(0, 20'000)}, of_days};
    const int days = *rc::gen::inRange(0, 40);
    const auto at_once = charge_days(daily, base, rate, days);
    for (int day = 0; day < days; ++day) daily = *charge_days(daily, base, rate, 1);
    RC_ASSERT(at_once == daily);
    exact += static_cast<__int128>(base.minor) * rate.rate.ppm * days;
    RC_ASSERT(daily.charged.minor == static_cast<std::int64_t>((2 * exact + whole) / (2 * whole)));
    RC_ASSERT(charge_days(*charge_days(daily, base, rate, 7), base, rate, -7) == daily);
  }
}

}  // namespace
}  // namespace tributary::money
