#include "money/schedule.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <span>
#include <vector>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

using Lines = std::vector<Instalment>;

Lines schedule_of(const Terms& terms, std::string_view principal,
                  std::string_view start = "2024-01-01", std::string_view first_due = "") {
  const auto schedule =
      make_schedule(terms, amount(principal), day(start), parse_date(first_due), Calendar{});
  if (!schedule) {
    ADD_FAILURE() << explain(schedule.error());
    return {};
  }
  return *schedule;
}

Amount sum(std::span<const Instalment> lines, Amount Instalment::* member) {
  Amount total;
  for (const Instalment& line : lines) total += line.*member;
  return total;
}

/// `1200.00` at 12 % a year (1 % a month) over three months, and one change to it.
Terms simple(Method method) {
  return {.method = method, .annual_rate = percent("12"), .periods = 3};
}

template <class Change>
Terms simple(Method method, Change change) {
  Terms terms = simple(method);
  change(terms);
  return terms;
}

struct Case {
  std::string_view what;
  Terms terms;
  std::vector<std::pair<std::string_view, std::string_view>> lines;  // principal, interest
};

void expect_lines(const Case& c, std::string_view principal = "1200.00") {
  SCOPED_TRACE(c.what);
  const Lines lines = schedule_of(c.terms, principal);
  ASSERT_EQ(lines.size(), c.lines.size());
  for (std::size_t k = 0; k < lines.size(); ++k) {
    EXPECT_EQ(lines[k].principal, amount(c.lines[k].first)) << "principal of line " << k + 1;
    EXPECT_EQ(lines[k].interest, amount(c.lines[k].second)) << "interest of line " << k + 1;
  }
}

// By hand, formulas in `schedule.hpp`.
TEST(Schedule, EveryMethod) {
  const Case cases[] = {
      {"annuity: A = 1200 * 0.01 / (1 - 1.01^-3) = 408.03",
       simple(Method::annuity),
       {{"396.03", "12.00"}, {"399.99", "8.04"}, {"403.98", "4.04"}}},
      {"equal principal",
       simple(Method::equal_principal),
       {{"400.00", "12.00"}, {"400.00", "8.00"}, {"400.00", "4.00"}}},
      {"interest only",
       simple(Method::interest_only),
       {{"0.00", "12.00"}, {"0.00", "12.00"}, {"1200.00", "12.00"}}},
      {"bullet: simple interest", simple(Method::bullet), {{"1200.00", "36.00"}}},
      {"flat: interest on the whole principal throughout",
       simple(Method::flat),
       {{"400.00", "12.00"}, {"400.00", "12.00"}, {"400.00", "12.00"}}},
  };
  for (const Case& c : cases) expect_lines(c);
}

/// Its source is the year's interest: 10,000.00 at 10 % is 1,000.00 however often it is paid, and
/// 100.00 at 1.79 % is 1.79, though no day's comes to half a cent.
TEST(Schedule, InterestOfShortPeriodsAddsUpToTheYears) {
  const auto in_all = [](std::string_view principal, std::string_view rate, Period every,
                         std::int32_t periods) {
    const Terms terms{.method = Method::interest_only,
                      .annual_rate = percent(rate),
                      .periods = periods,
                      .every = every,
                      .basis = Basis::act_365};
    return sum(schedule_of(terms, principal, "2026-01-01"), &Instalment::interest);
  };
  EXPECT_EQ(in_all("10000.00", "10", {1, PeriodUnit::day}, 365), amount("1000.00"));
  EXPECT_EQ(in_all("100.00", "1.79", {1, PeriodUnit::day}, 365), amount("1.79"));
  EXPECT_EQ(in_all("10000.00", "10", {73, PeriodUnit::day}, 5), amount("1000.00"));
  // 52 weeks are 364 days: 997.26; a week at a time it would be 52 x 19.18 = 997.36.
  EXPECT_EQ(in_all("10000.00", "10", {1, PeriodUnit::week}, 52), amount("997.26"));
}

// By hand. From 2024-01-01: 31, 29 and 31 days; 1200.00 * 12 % is 144.00 a year.
TEST(Schedule, EveryBasis) {
  const auto with = [](Method method, Basis basis) {
    return simple(method, [&](Terms& terms) { terms.basis = basis; });
  };
  const Case cases[] = {
      {"interest only, 144 * days / 365",
       with(Method::interest_only, Basis::act_365),
       {{"0.00", "12.23"}, {"0.00", "11.44"}, {"1200.00", "12.23"}}},
      {"bullet, 144 * 91 / 365", with(Method::bullet, Basis::act_365), {{"1200.00", "35.90"}}},
      {"bullet, 144 * 91 / 360", with(Method::bullet, Basis::act_360), {{"1200.00", "36.40"}}},
      {"bullet, 144 * 91 / 364", with(Method::bullet, Basis::act_364), {{"1200.00", "36.00"}}},
      {"bullet, 144 * 91 / 366", with(Method::bullet, Basis::act_act), {{"1200.00", "35.80"}}},
      {"bullet, 144 * 3 / 12", with(Method::bullet, Basis::thirty_360), {{"1200.00", "36.00"}}},
  };
  for (const Case& c : cases) expect_lines(c);
}

// By hand, formulas in `schedule.hpp`.
TEST(Schedule, EveryOption) {
  const Case cases[] = {
      {"grace of one: annuity of the other two, A = 1200 * 0.01 / (1 - 1.01^-2) = 609.01",
       simple(Method::annuity, [](Terms& t) { t.grace_principal_periods = 1; }),
       {{"0.00", "12.00"}, {"597.01", "12.00"}, {"602.99", "6.03"}}},
      {"grace of one: equal principal of the other two",
       simple(Method::equal_principal, [](Terms& t) { t.grace_principal_periods = 1; }),
       {{"0.00", "12.00"}, {"600.00", "12.00"}, {"600.00", "6.00"}}},
      {"grace of all but the last",
       simple(Method::annuity, [](Terms& t) { t.grace_principal_periods = 2; }),
       {{"0.00", "12.00"}, {"0.00", "12.00"}, {"1200.00", "12.00"}}},
      {"deferral of one: the second line pays both",
       simple(Method::annuity, [](Terms& t) { t.interest_deferred_periods = 1; }),
       {{"396.03", "0.00"}, {"399.99", "20.04"}, {"403.98", "4.04"}}},
      {"deferral of two: the last line pays all",
       simple(Method::interest_only, [](Terms& t) { t.interest_deferred_periods = 2; }),
       {{"0.00", "0.00"}, {"0.00", "0.00"}, {"1200.00", "36.00"}}},
      {"one period free: A = 1200 * 1.01^2 / (1.01^2 + 1.01 + 1) = 403.99",
       simple(Method::annuity, [](Terms& t) { t.interest_free_periods = 1; }),
       {{"403.99", "0.00"}, {"396.03", "7.96"}, {"399.98", "4.00"}}},
      {"all free",
       simple(Method::equal_principal, [](Terms& t) { t.interest_free_periods = 3; }),
       {{"400.00", "0.00"}, {"400.00", "0.00"}, {"400.00", "0.00"}}},
      {"one period free of a bullet loan",
       simple(Method::bullet, [](Terms& t) { t.interest_free_periods = 1; }),
       {{"1200.00", "24.00"}}},
      {"balloon: A = 204.01 + 6.00, and 600.00 with the last",
       simple(Method::annuity, [](Terms& t) { t.balloon = amount("600.00"); }),
       {{"198.01", "12.00"}, {"199.99", "10.02"}, {"802.00", "8.02"}}},
      {"balloon: equal parts of the rest",
       simple(Method::flat, [](Terms& t) { t.balloon = amount("600.00"); }),
       {{"200.00", "12.00"}, {"200.00", "12.00"}, {"800.00", "12.00"}}},
      {"unit of 1.00: A = 408.00",
       simple(Method::annuity, [](Terms& t) { t.instalment_unit = amount("1.00"); }),
       {{"396.00", "12.00"}, {"399.96", "8.04"}, {"404.04", "4.04"}}},
      {"unit of 10.00: A = 410.00, the last pays less",
       simple(Method::annuity, [](Terms& t) { t.instalment_unit = amount("10.00"); }),
       {{"398.00", "12.00"}, {"401.98", "8.02"}, {"400.02", "4.00"}}},
      {"unit of 500.00 for the level principal, the last pays less",
       simple(Method::flat, [](Terms& t) { t.instalment_unit = amount("500.00"); }),
       {{"500.00", "12.00"}, {"500.00", "12.00"}, {"200.00", "12.00"}}},
      {"without interest",
       simple(Method::annuity, [](Terms& t) { t.annual_rate = Rate{}; }),
       {{"400.00", "0.00"}, {"400.00", "0.00"}, {"400.00", "0.00"}}},
      {"one period",
       simple(Method::annuity, [](Terms& t) { t.periods = 1; }),
       {{"1200.00", "12.00"}}},
  };
  for (const Case& c : cases) expect_lines(c);
}

TEST(Schedule, LastInstalmentTakesWhatRoundingLeaves) {
  // By hand: 1000.00 / 3.
  expect_lines({"rounded down",
                simple(Method::equal_principal),
                {{"333.33", "10.00"}, {"333.33", "6.67"}, {"333.34", "3.33"}}},
               "1000.00");
  expect_lines({"rounded up",
                simple(Method::equal_principal),
                {{"666.67", "20.00"}, {"666.67", "13.33"}, {"666.66", "6.67"}}},
               "2000.00");
}

TEST(Schedule, RoundsInterestAsTheProductSays) {
  // CFPB, sample form H-24(B): 162,000.00 at 3.875 %; by hand, the first interest is 523.125.
  Terms terms{.annual_rate = percent("3.875"), .periods = 360};
  EXPECT_EQ(schedule_of(terms, "162000.00")[0].interest, amount("523.13"));
  EXPECT_EQ(schedule_of(terms, "162000.00")[0].principal, amount("238.65"));
  terms.rounding = Rounding::half_even;
  EXPECT_EQ(schedule_of(terms, "162000.00")[0].interest, amount("523.12"));
}

TEST(Schedule, CumulativeInterestAsExcel) {
  // Excel, CUMIPMT: 125,000 at 9 % over 30 years, 937.50 in the first month, 11135.23213 in months
  // 13 to 24; ours rounds each month to a cent.
  const Lines lines = schedule_of({.annual_rate = percent("9"), .periods = 360}, "125000.00");
  EXPECT_EQ(lines[0].interest, amount("937.50"));
  const Amount second_year = sum(std::span(lines).subspan(12, 12), &Instalment::interest);
  EXPECT_LE(std::abs(second_year.minor - amount("11135.23").minor), 6);
}

TEST(Schedule, EqualPrincipalAsABankQuotesIt) {
  // A bank's answer on its website, vdgb.cn/wenda/220578: 630,000 at 4.9 % over 30 years, 4322.50
  // first, 7.15 less each month, 464336.25 of interest in all (unrounded).
  const Lines lines = schedule_of(
      {.method = Method::equal_principal, .annual_rate = percent("4.9"), .periods = 360},
      "630000.00");
  const auto total = [&](std::size_t k) { return lines[k].principal + lines[k].interest; };
  EXPECT_EQ(total(0), amount("4322.50"));
  EXPECT_EQ(total(0) - total(1), amount("7.15"));
  EXPECT_LE(std::abs(sum(lines, &Instalment::interest).minor - amount("464336.25").minor), 180);
}

TEST(Schedule, FlatAsAnAddOnLoan) {
  // HP 12C Solutions Handbook, "Add-On Interest Rate Converted to APR": 10 % add-on for 36 months
  // on 3,000 is 3,900 / 36 = 108.33 a month.
  const Lines lines =
      schedule_of({.method = Method::flat, .annual_rate = percent("10"), .periods = 36}, "3000.00");
  EXPECT_EQ(lines[0].principal + lines[0].interest, amount("108.33"));
  EXPECT_EQ(sum(lines, &Instalment::interest), amount("900.00"));
}

TEST(Schedule, BulletOverMonthsAndDaysAsThePeoplesBank) {
  // People's Bank of China, Yinfa [2005] 129: principal * months * rate a month + principal * odd
  // days * rate a year / 360. By hand for 100,000.00 at 6 %: 1 month and 9 days, 500.00 + 150.00.
  const Terms terms{.method = Method::bullet, .annual_rate = percent("6"), .periods = 1};
  EXPECT_EQ(schedule_of(terms, "100000.00", "2024-01-15", "2024-02-24")[0].interest,
            amount("650.00"));
}

TEST(Schedule, OddFirstPeriodEarnsItsOwnDays) {
  // By hand: 1200.00 * 12 % * 45 / 360, then whole months.
  const Lines lines =
      schedule_of(simple(Method::interest_only), "1200.00", "2024-01-01", "2024-02-16");
  EXPECT_EQ(lines[0].interest, amount("18.00"));
  EXPECT_EQ(lines[1].interest, amount("12.00"));
  EXPECT_EQ(lines[2].due, day("2024-04-16"));
}

TEST(Schedule, BusinessDaysMoveThePaymentAndLeaveTheInterest) {
  // 2024-06-01, 2024-09-01 and 2024-12-01 are Saturday, Sunday and Sunday.
  Terms terms = simple(Method::annuity);
  terms.every = {3, PeriodUnit::month};
  terms.basis = Basis::act_365;
  const Lines as_is = schedule_of(terms, "1200.00", "2024-03-01");
  terms.business_days = BusinessDayRule::next;
  const Lines next = schedule_of(terms, "1200.00", "2024-03-01");
  terms.business_days = BusinessDayRule::previous;
  const Lines previous = schedule_of(terms, "1200.00", "2024-03-01");
  const std::string_view expected[][3] = {{"2024-06-01", "2024-06-03", "2024-05-31"},
                                          {"2024-09-01", "2024-09-02", "2024-08-30"},
                                          {"2024-12-01", "2024-12-02", "2024-11-29"}};
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(as_is[k].due, day(expected[k][0]));
    EXPECT_EQ(next[k].due, day(expected[k][1]));
    EXPECT_EQ(previous[k].due, day(expected[k][2]));
    for (const Lines* moved : {&next, &previous}) {
      EXPECT_EQ((*moved)[k].principal, as_is[k].principal);
      EXPECT_EQ((*moved)[k].interest, as_is[k].interest);
    }
  }
}

/// By hand: 1 % a month of what is left.
TEST(Schedule, ByPrincipalsThatAreNamed) {
  const auto lines_of = [](std::vector<Amount> principals, std::string_view principal) {
    return make_schedule(simple(Method::annuity), principals, amount(principal), day("2024-01-01"),
                         std::nullopt, Calendar{});
  };
  const std::vector named{amount("200.00"), amount("0.00"), amount("1000.00")};
  EXPECT_EQ(*lines_of(named, "1200.00"),
            (Lines{{day("2024-02-01"), amount("200.00"), amount("12.00")},
                   {day("2024-03-01"), amount("0.00"), amount("10.00")},
                   {day("2024-04-01"), amount("1000.00"), amount("10.00")}}));
  // A third of them raised, to the nearest cent of what is repaid up to each: 66.67, 66.67, 400.00.
  EXPECT_EQ(*lines_of(named, "400.00"),
            (Lines{{day("2024-02-01"), amount("66.67"), amount("4.00")},
                   {day("2024-03-01"), amount("0.00"), amount("3.33")},
                   {day("2024-04-01"), amount("333.33"), amount("3.33")}}));
  EXPECT_EQ(lines_of({amount("999.99"), {}, amount("0.01")}, "100.00").error(),
            TermsError::repaid_before_last_instalment);
  EXPECT_EQ(*lines_of({}, "1200.00"), schedule_of(simple(Method::annuity), "1200.00"))
      << "none named: by the terms";
}

TEST(Schedule, PrincipalsThatAreNamedAddUpAndNothingElseShapesThem) {
  const auto error = [](const Terms& terms, std::vector<Amount> principals) {
    return find_error(terms, principals, amount("1200.00"));
  };
  using enum TermsError;
  const Terms plain = simple(Method::annuity);
  const std::vector good{amount("0.00"), amount("200.00"), amount("1000.00")};
  EXPECT_EQ(error(plain, good), std::nullopt);
  EXPECT_EQ(error(plain, {}), std::nullopt);
  EXPECT_EQ(error(simple(Method::bullet), {amount("1200.00")}), std::nullopt);
  EXPECT_EQ(error(simple(Method::bullet), good), principals_do_not_fit_periods);
  EXPECT_EQ(error(plain, {amount("600.00"), amount("600.00")}), principals_do_not_fit_periods);
  for (const std::vector<Amount>& wrong :
       {std::vector{amount("0.00"), amount("200.00"), amount("999.99")},
        std::vector{amount("0.00"), amount("200.00"), amount("1000.01")},
        std::vector{amount("200.00"), amount("1000.00"), amount("0.00")},
        std::vector{amount("-1.00"), amount("201.00"), amount("1000.00")},
        std::vector{amount("1201.00"), amount("-2.00"), amount("1.00")}}) {
    EXPECT_EQ(error(plain, wrong), principals_do_not_add_up);
  }
  for (const Terms& shaped :
       {simple(Method::annuity, [](Terms& t) { t.grace_principal_periods = 1; }),
        simple(Method::annuity, [](Terms& t) { t.balloon = amount("1.00"); }),
        simple(Method::annuity, [](Terms& t) { t.level_part = amount("1.00"); }),
        simple(Method::annuity, [](Terms& t) { t.instalment_unit = amount("1.00"); })}) {
    EXPECT_EQ(error(shaped, good), principals_do_not_fit_terms);
  }
}

}  // namespace
}  // namespace tributary::money
