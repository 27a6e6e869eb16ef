#include "money/loan_periods.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "money/accrual.hpp"
#include "money/test_values.hpp"

namespace tributary::money {
namespace {

Terms terms_of(std::int32_t periods, Period every, Basis basis = Basis::thirty_360) {
  return {.periods = periods, .every = every, .basis = basis};
}

constexpr Period monthly{1, PeriodUnit::month};

std::vector<std::string> dates(const LoanPeriods& periods) {
  std::vector<std::string> texts;
  for (int k = 1; k <= periods.instalments(); ++k) texts.push_back(to_string(periods.due(k)));
  return texts;
}

using Dates = std::vector<std::string>;

TEST(LoanPeriods, KeepTheAnchorDayWhereTheMonthHasIt) {
  EXPECT_EQ(dates({terms_of(4, monthly), day("2024-01-31"), {}}),
            (Dates{"2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"}));
  EXPECT_EQ(dates({terms_of(3, monthly), day("2023-11-30"), {}}),
            (Dates{"2023-12-30", "2024-01-30", "2024-02-29"}));
  EXPECT_EQ(dates({terms_of(2, {3, PeriodUnit::month}), day("2023-11-30"), {}}),
            (Dates{"2024-02-29", "2024-05-30"}));
}

TEST(LoanPeriods, StickToTheMonthEndOnlyFromAMonthEnd) {
  Terms terms = terms_of(3, monthly);
  terms.month_end = MonthEnd::stick;
  EXPECT_EQ(dates({terms, day("2024-02-29"), {}}),
            (Dates{"2024-03-31", "2024-04-30", "2024-05-31"}));
  EXPECT_EQ(dates({terms, day("2024-04-30"), {}}),
            (Dates{"2024-05-31", "2024-06-30", "2024-07-31"}));
  EXPECT_EQ(dates({terms, day("2024-02-28"), {}}),
            (Dates{"2024-03-28", "2024-04-28", "2024-05-28"}));
}

TEST(LoanPeriods, CountWeeksAndDays) {
  EXPECT_EQ(dates({terms_of(3, {2, PeriodUnit::week}), day("2024-02-20"), {}}),
            (Dates{"2024-03-05", "2024-03-19", "2024-04-02"}));
  EXPECT_EQ(dates({terms_of(3, {15, PeriodUnit::day}), day("2024-02-20"), {}}),
            (Dates{"2024-03-06", "2024-03-21", "2024-04-05"}));
}

TEST(LoanPeriods, CountFromAnOddFirstDueDate) {
  const LoanPeriods periods(terms_of(3, monthly), day("2024-01-10"), day("2024-02-29"));
  EXPECT_TRUE(periods.has_odd_first_period());
  EXPECT_EQ(dates(periods), (Dates{"2024-02-29", "2024-03-29", "2024-04-29"}));
}

TEST(LoanPeriods, TakeTheRegularFirstDueDateForNone) {
  const LoanPeriods periods(terms_of(3, monthly), day("2024-01-31"), day("2024-02-29"));
  EXPECT_FALSE(periods.has_odd_first_period());
  EXPECT_EQ(dates(periods), (Dates{"2024-02-29", "2024-03-31", "2024-04-30"}));
}

TEST(LoanPeriods, KeepADueDayOfTheirOwn) {
  Terms terms = terms_of(3, monthly);
  terms.due_day = 20;
  EXPECT_EQ(dates({terms, day("2024-01-10"), {}}),
            (Dates{"2024-02-20", "2024-03-20", "2024-04-20"}));
  terms.due_day = 31;
  EXPECT_EQ(dates({terms, day("2024-01-10"), day("2024-01-31")}),
            (Dates{"2024-01-31", "2024-02-29", "2024-03-31"}));
}

TEST(LoanPeriods, GoOnUnchangedAsTheRestOfALoan) {
  Terms terms = terms_of(12, monthly);
  for (const std::string_view start : {"2023-01-28", "2023-01-31", "2023-02-28"}) {
    for (const MonthEnd rule : {MonthEnd::anchor, MonthEnd::stick}) {
      terms.month_end = rule;
      const LoanPeriods whole(terms, day(start), {});
      for (int done = 1; done < 12; ++done) {
        Terms rest_terms = terms;
        rest_terms.periods = 12 - done;
        rest_terms.due_day = whole.due_day();
        const LoanPeriods within(rest_terms, whole.due(done) + 3, whole.due(done + 1));
        const LoanPeriods on_due_day(rest_terms, whole.due(done), whole.due(done + 1));
        EXPECT_TRUE(within.has_odd_first_period());
        EXPECT_FALSE(on_due_day.has_odd_first_period());
        for (int k = 1; k + done <= 12; ++k) {
          ASSERT_EQ(within.due(k), whole.due(done + k)) << start << ", " << done << " done";
          ASSERT_EQ(on_due_day.due(k), whole.due(done + k)) << start << ", " << done << " done";
          ASSERT_EQ(on_due_day.earning(k), whole.earning(done + k));
        }
      }
    }
  }
}

TEST(LoanPeriods, BeginAWholeMonthOnADueDateOfAShortOne) {
  Terms terms = terms_of(2, monthly);
  terms.due_day = 31;
  const LoanPeriods periods(terms, day("2024-02-29"), day("2024-03-31"));
  EXPECT_FALSE(periods.has_odd_first_period());
  EXPECT_EQ(periods.earning(1).numerator, 30);
  EXPECT_TRUE(LoanPeriods(terms, day("2024-02-28"), day("2024-03-31")).has_odd_first_period());
}

TEST(LoanPeriods, EndABulletLoanOnce) {
  Terms terms = terms_of(12, monthly);
  terms.method = Method::bullet;
  EXPECT_EQ(dates({terms, day("2024-01-31"), {}}), (Dates{"2025-01-31"}));
}

// Numerators over `year_length`.
TEST(LoanPeriods, ShareOfAYearEachInstalmentIsFor) {
  const struct {
    std::string_view what;
    Terms terms;
    std::string_view first_due;
    std::vector<std::int64_t> earning;
  } cases[] = {
      {"whole months are 30 of 360", terms_of(3, monthly), "", {30, 30, 30}},
      {"quarters are 90 of 360", terms_of(2, {3, PeriodUnit::month}), "", {90, 90}},
      {"actual days", terms_of(3, monthly, Basis::act_365), "", {29, 31, 30}},
      {"30/360 of a short first period: ISDA's rule, then whole months",
       terms_of(3, monthly),
       "2024-02-10",
       {10, 30, 30}},
      {"30/360 of a long first period", terms_of(2, monthly), "2024-03-10", {40, 30}},
      {"30/360 of 15-day periods: ISDA's rule, 31 January is a 30th",
       terms_of(2, {15, PeriodUnit::day}),
       "",
       {15, 16}},
  };
  for (const auto& c : cases) {
    const LoanPeriods periods(c.terms, day("2024-01-31"), parse_date(c.first_due));
    for (int k = 1; k <= periods.instalments(); ++k) {
      EXPECT_EQ(periods.earning(k), (YearFraction{c.earning[static_cast<std::size_t>(k - 1)],
                                                  year_length(c.terms.basis)}))
          << c.what << ", instalment " << k;
    }
  }
}

TEST(LoanPeriods, CountTheRealDaysOfBrokenPeriodsWhereTermsSaySo) {
  Terms terms = terms_of(3, monthly);
  const auto first = [&] {
    return LoanPeriods(terms, day("2023-02-15"), day("2023-03-01")).earning(1).numerator;
  };
  const auto within = [&](const char* on) {
    return LoanPeriods(terms, day("2023-02-15"), {}).earning_until(1, day(on)).numerator;
  };
  EXPECT_EQ(first(), 16);
  EXPECT_EQ(within("2023-03-01"), 16);
  terms.broken_periods = BrokenPeriods::real_days;
  EXPECT_EQ(first(), 14);
  EXPECT_EQ(within("2023-03-01"), 14);
  EXPECT_EQ(within("2023-03-15"), 30) << "a whole month is one";
  EXPECT_EQ(LoanPeriods(terms, day("2023-03-15"), {}).earning_until(1, day("2023-04-14")).numerator,
            30)
      << "never more than the whole";
  EXPECT_EQ(LoanPeriods(terms, day("2023-02-15"), day("2023-03-01")).earning(2).numerator, 30);
  EXPECT_EQ(interest(amount("36000.00"), {120'000}, {14, 360}, Rounding::half_up),
            amount("168.00"));
}

TEST(LoanPeriods, EarnNothingInInterestFreePeriods) {
  Terms terms = terms_of(3, monthly);
  terms.interest_free_periods = 2;
  const LoanPeriods monthly_periods(terms, day("2024-01-31"), {});
  EXPECT_EQ(monthly_periods.earning(2).numerator, 0);
  EXPECT_EQ(monthly_periods.earning(3).numerator, 30);
  terms.method = Method::bullet;
  EXPECT_EQ(LoanPeriods(terms, day("2024-01-31"), {}).earning(1).numerator, 30);
  terms.interest_free_periods = 3;
  EXPECT_EQ(LoanPeriods(terms, day("2024-01-31"), {}).earning(1).numerator, 0);
}

TEST(LoanPeriods, EarnFromTheFirstDayToTheLastNeverMoreThanTheWhole) {
  for (const Method method : {Method::annuity, Method::bullet}) {
    for (const Basis basis : {Basis::thirty_360, Basis::act_365, Basis::act_act}) {
      for (const int interest_free : {0, 2}) {
        Terms terms = terms_of(14, monthly, basis);
        terms.method = method;
        terms.interest_free_periods = interest_free;
        const LoanPeriods periods(terms, day("2023-08-31"), day("2023-10-15"));
        for (int k = 1; k <= periods.instalments(); ++k) {
          const YearFraction whole = periods.earning(k);
          std::int64_t before = 0;
          for (Date date = periods.period_end(0); date <= periods.due(k); date = date + 1) {
            const YearFraction now = periods.earning_until(k, date);
            ASSERT_LE(before, now.numerator);
            ASSERT_LE(now.numerator, whole.numerator);
            before = now.numerator;
          }
          const Date begins =
              method == Method::bullet ? periods.period_end(0) : periods.period_end(k - 1);
          EXPECT_EQ(periods.earning_until(k, begins).numerator, 0);
          EXPECT_EQ(periods.earning_until(k, periods.due(k)), whole);
          EXPECT_EQ(periods.earning_until(k, periods.due(k) + 40), whole);
        }
      }
    }
  }
}

}  // namespace
}  // namespace tributary::money
