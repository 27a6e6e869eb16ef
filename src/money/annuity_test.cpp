#include "money/annuity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <vector>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

std::vector<YearFraction> months(std::size_t count) { return {count, YearFraction{30, 360}}; }

TEST(Annuity, AsPublished) {
  const struct {
    std::string_view principal, rate;
    std::size_t months;
    std::string_view payment, source;
  } cases[] = {
      {"10000.00", "8", 10, "1037.03", "Excel, PMT, example 1"},
      {"5000.00", "5.5", 24, "220.48", "OpenOffice Calc, PMT, first example"},
      {"21000.00", "6.9", 48, "501.90", "FileMaker Pro, PMT, example 1"},
      {"162000.00", "3.875", 360, "761.78", "CFPB, sample form H-24(B), Loan Estimate"},
      {"630000.00", "4.9", 360, "3343.58", "a bank's answer on its website, vdgb.cn/wenda/220578"},
      {"300000.00", "4.9", 360, "1592.18", "the same, 13l.net"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(level_payment(amount(c.principal), Amount{}, percent(c.rate), months(c.months),
                            Amount{1}, Rounding::half_up),
              amount(c.payment))
        << c.source;
  }
}

TEST(Annuity, WithoutInterestIsAnEqualPart) {
  EXPECT_EQ(
      level_payment(amount("1000.00"), Amount{}, Rate{}, months(3), Amount{1}, Rounding::half_up),
      amount("333.33"));
}

// By hand: what a balloon of b leaves is an annuity of P - b, and the interest on b every month:
// 600.00 at 1 % over three months is 204.01, and 6.00.
TEST(Annuity, LeavesABalloon) {
  EXPECT_EQ(level_payment(amount("1200.00"), amount("600.00"), percent("12"), months(3), Amount{1},
                          Rounding::half_up),
            amount("210.01"));
}

// By hand: without interest A = P / n is exact, so halves can be met.
TEST(Annuity, RoundsToItsUnit) {
  const struct {
    std::string_view principal, unit;
    Rounding rounding;
    std::string_view payment;
  } cases[] = {
      {"1000.00", "1.00", Rounding::half_up, "333.00"},
      {"1000.00", "10.00", Rounding::half_up, "330.00"},
      {"1000.00", "100.00", Rounding::half_up, "300.00"},
      {"1050.00", "100.00", Rounding::half_up, "400.00"},
      {"1050.00", "100.00", Rounding::half_even, "400.00"},
      {"750.00", "100.00", Rounding::half_up, "300.00"},
      {"750.00", "100.00", Rounding::half_even, "200.00"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(
        level_payment(amount(c.principal), Amount{}, Rate{}, months(3), amount(c.unit), c.rounding),
        amount(c.payment))
        << c.principal << " in units of " << c.unit;
  }
}

// The other way round: discount every payment to the start, in exact fractions.
//   P = sum of A v_k + balloon v_n,   v_k = v_(k-1) / (1 + r_k)
RC_GTEST_PROP(Annuity, DiscountsToItsPrincipal, ()) {
  using boost::multiprecision::cpp_int;
  using boost::multiprecision::cpp_rational;
  const auto days = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 400)));
  const auto year = *rc::gen::element<std::int64_t>(360, 364, 365, 365 * 366);
  const Rate rate{*rc::gen::inRange(0, 1'000'001)};
  const Amount principal{*rc::gen::inRange<std::int64_t>(1, amount_max.minor)};
  const Amount balloon{*rc::gen::inRange<std::int64_t>(0, principal.minor)};
  const Amount unit{*rc::gen::element<std::int64_t>(1, 100, 1'000)};
  const auto rounding = *rc::gen::element(Rounding::half_up, Rounding::half_even);

  std::vector<YearFraction> earning;
  cpp_rational discount = 1;
  cpp_rational discounts = 0;
  for (const auto count : days) {
    earning.push_back({count, year});
    discount /= 1 + cpp_rational(cpp_int(rate.ppm) * count, cpp_int(year) * 1'000'000);
    discounts += discount;
  }
  const cpp_rational units = (principal.minor - balloon.minor * discount) / discounts / unit.minor;
  const cpp_int below = numerator(units) / denominator(units);
  const cpp_rational rest = units - below;
  const bool up =
      rest * 2 > 1 || (rest * 2 == 1 && (rounding == Rounding::half_up || below % 2 != 0));
  RC_ASSERT(level_payment(principal, balloon, rate, earning, unit, rounding).minor ==
            (below + (up ? 1 : 0)) * unit.minor);
}

}  // namespace
}  // namespace tributary::money
