#include "money/terms_error.hpp"

#include <gtest/gtest.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <functional>
#include <set>

#include "money/schedule.hpp"
#include "money/test_values.hpp"

namespace tributary::money {
namespace {

struct Loan {
  Terms terms{.annual_rate = percent("9.6")};
  Amount principal = amount("100000.00");
  Date start = day("2024-01-01");
  std::optional<Date> first_due{};
};

struct Case {
  TermsError error;
  std::function<void(Loan&)> break_it;
};

/// In order of precedence: a loan broken by a case and by any later one shows the earlier error.
const std::vector<Case>& cases() {
  using enum TermsError;
  static const std::vector<Case> all{
      {unknown_choice, [](Loan& l) { l.terms.basis = Basis{0}; }},
      {unknown_choice, [](Loan& l) { l.terms.broken_periods = static_cast<BrokenPeriods>(3); }},
      {annual_rate_out_of_range, [](Loan& l) { l.terms.annual_rate = {10'000'001}; }},
      {periods_out_of_range, [](Loan& l) { l.terms.periods = 601; }},
      {period_length_out_of_range, [](Loan& l) { l.terms.every.count = 0; }},
      {due_day_out_of_range, [](Loan& l) { l.terms.due_day = 32; }},
      {instalment_unit_out_of_range, [](Loan& l) { l.terms.instalment_unit = {0}; }},
      {grace_out_of_range, [](Loan& l) { l.terms.grace_principal_periods = l.terms.periods; }},
      {interest_deferral_out_of_range,
       [](Loan& l) { l.terms.interest_deferred_periods = l.terms.periods; }},
      {interest_free_periods_out_of_range,
       [](Loan& l) { l.terms.interest_free_periods = l.terms.periods + 1; }},
      {balloon_out_of_range, [](Loan& l) { l.terms.balloon = {-1}; }},
      {level_part_out_of_range, [](Loan& l) { l.terms.level_part = {-1}; }},
      {level_part_out_of_range, [](Loan& l) { l.terms.level_part = amount_max + Amount{1}; }},
      {level_part_does_not_fit_method,
       [](Loan& l) {
         l.terms.method = Method::bullet;
         l.terms.level_part = {1};
       }},
      {broken_periods_do_not_fit_basis,
       [](Loan& l) {
         l.terms.basis = Basis::act_365;
         l.terms.broken_periods = BrokenPeriods::real_days;
       }},
      {broken_periods_do_not_fit_basis,
       [](Loan& l) {
         l.terms.every = {1, PeriodUnit::week};
         l.terms.broken_periods = BrokenPeriods::real_days;
       }},
      {principal_out_of_range, [](Loan& l) { l.principal = amount_max + Amount{1}; }},
      {start_out_of_range, [](Loan& l) { l.start = start_max + 1; }},
      {first_due_out_of_range, [](Loan& l) { l.first_due = l.start; }},
  };
  return all;
}

std::optional<TermsError> error_of(const Loan& loan) {
  const auto schedule =
      make_schedule(loan.terms, loan.principal, loan.start, loan.first_due, Calendar{});
  return schedule ? std::nullopt : std::optional(schedule.error());
}

TEST(TermsError, AnswersInOrderOfPrecedence) {
  EXPECT_EQ(error_of(Loan{}), std::nullopt);
  for (auto earlier = cases().begin(); earlier != cases().end(); ++earlier) {
    for (auto later = earlier; later != cases().end(); ++later) {
      Loan loan;
      later->break_it(loan);
      earlier->break_it(loan);
      EXPECT_EQ(error_of(loan), earlier->error) << explain(earlier->error);
    }
  }
}

TEST(TermsError, AcceptsTheBoundsAndRefusesWhatLiesBeyond) {
  const struct {
    std::string_view what;
    std::function<void(Loan&)> change;
    std::optional<TermsError> error;
  } bounds[] = {
      {"no interest", [](Loan& l) { l.terms.annual_rate = {0}; }, {}},
      {"negative rate", [](Loan& l) { l.terms.annual_rate = {-1}; },
       TermsError::annual_rate_out_of_range},
      {"100 %", [](Loan& l) { l.terms.annual_rate = {1'000'000}; }, {}},
      {"one period", [](Loan& l) { l.terms.periods = 1; }, {}},
      {"no period", [](Loan& l) { l.terms.periods = 0; }, TermsError::periods_out_of_range},
      {"600 periods", [](Loan& l) { l.terms.periods = 600; }, {}},
      {"366 days", [](Loan& l) { l.terms.every = {366, PeriodUnit::day}; }, {}},
      {"367 days", [](Loan& l) { l.terms.every = {367, PeriodUnit::day}; },
       TermsError::period_length_out_of_range},
      {"smallest principal",
       [](Loan& l) {
         l.principal = {1};
         l.terms.periods = 1;
       },
       {}},
      {"no principal", [](Loan& l) { l.principal = {0}; }, TermsError::principal_out_of_range},
      {"largest principal", [](Loan& l) { l.principal = amount_max; }, {}},
      {"balloon just below", [](Loan& l) { l.terms.balloon = l.principal - amount("12.00"); }, {}},
      {"balloon of all", [](Loan& l) { l.terms.balloon = l.principal; },
       TermsError::balloon_out_of_range},
      {"first day", [](Loan& l) { l.start = day("1900-01-01"); }, {}},
      {"before it", [](Loan& l) { l.start = day("1899-12-31"); }, TermsError::start_out_of_range},
      {"last day", [](Loan& l) { l.start = day("2199-12-31"); }, {}},
      {"due tomorrow", [](Loan& l) { l.first_due = l.start + 1; }, {}},
      {"due the same day", [](Loan& l) { l.first_due = l.start; },
       TermsError::first_due_out_of_range},
      {"due day 31 met in February",
       [](Loan& l) {
         l.terms.due_day = 31;
         l.first_due = day("2024-02-29");
       },
       {}},
      {"due day 31 missed",
       [](Loan& l) {
         l.terms.due_day = 31;
         l.first_due = day("2024-02-28");
       },
       TermsError::first_due_out_of_range},
      {"due day of weeks",
       [](Loan& l) {
         l.terms.due_day = 1;
         l.terms.every.unit = PeriodUnit::week;
       },
       TermsError::due_day_out_of_range},
      {"a hundred years",
       [](Loan& l) {
         l.terms.periods = 100;
         l.terms.every = {12, PeriodUnit::month};
       },
       {}},
      {"a year more",
       [](Loan& l) {
         l.terms.periods = 101;
         l.terms.every = {12, PeriodUnit::month};
       },
       TermsError::term_too_long},
  };
  for (const auto& bound : bounds) {
    Loan loan;
    loan.terms.annual_rate = percent("1");
    bound.change(loan);
    EXPECT_EQ(error_of(loan), bound.error) << bound.what;
  }
}

TEST(TermsError, RefusesOptionsThatTheMethodCannotHave) {
  using enum TermsError;
  const struct {
    Method method;
    std::function<void(Terms&)> option;
    std::optional<TermsError> error;
  } options[] = {
      {Method::interest_only, [](Terms& t) { t.instalment_unit = {100}; },
       instalment_unit_does_not_fit_method},
      {Method::bullet, [](Terms& t) { t.instalment_unit = {100}; },
       instalment_unit_does_not_fit_method},
      {Method::flat, [](Terms& t) { t.instalment_unit = {100}; }, {}},
      {Method::interest_only, [](Terms& t) { t.grace_principal_periods = 1; },
       grace_does_not_fit_method},
      {Method::bullet, [](Terms& t) { t.grace_principal_periods = 1; }, grace_does_not_fit_method},
      {Method::bullet, [](Terms& t) { t.interest_deferred_periods = 1; },
       interest_deferral_does_not_fit_method},
      {Method::interest_only, [](Terms& t) { t.interest_deferred_periods = 1; }, {}},
      {Method::interest_only, [](Terms& t) { t.balloon = {1}; }, balloon_does_not_fit_method},
      {Method::bullet, [](Terms& t) { t.balloon = {1}; }, balloon_does_not_fit_method},
      {Method::equal_principal, [](Terms& t) { t.balloon = {1}; }, {}},
  };
  for (const auto& c : options) {
    Terms terms{.method = c.method, .annual_rate = percent("9.6")};
    c.option(terms);
    EXPECT_EQ(find_error(terms), c.error) << to_string(c.method);
  }
}

// By hand.
TEST(TermsError, RefusesInstalmentsThatDoNotWork) {
  using enum TermsError;
  const struct {
    std::string_view what;
    std::function<void(Loan&)> change;
    TermsError error;
  } faults[] = {
      {"every day, moved over a weekend: Saturday to Monday fall on one day",
       [](Loan& l) {
         l.terms.every = {1, PeriodUnit::day};
         l.terms.business_days = BusinessDayRule::next;
       },
       due_dates_do_not_increase},
      {"from a Saturday to the Sunday, moved back to the Friday before",
       [](Loan& l) {
         l.terms.periods = 1;
         l.start = day("2024-01-06");
         l.terms.every = {1, PeriodUnit::day};
         l.terms.business_days = BusinessDayRule::previous;
       },
       due_dates_do_not_increase},
      {"0.05 over 12 months: less than half a cent each",
       [](Loan& l) {
         l.principal = amount("0.05");
         l.terms.method = Method::equal_principal;
       },
       instalment_rounds_to_zero},
      {"0.07 over 12 months: a cent each, repaid after seven",
       [](Loan& l) {
         l.principal = amount("0.07");
         l.terms.method = Method::flat;
       },
       repaid_before_last_instalment},
      {"0.11 over 12 months: a cent each, nothing for the last",
       [](Loan& l) {
         l.principal = amount("0.11");
         l.terms.method = Method::equal_principal;
       },
       repaid_before_last_instalment},
      {"8,773.00 in units of 5,000.00: 10,000.00 each repay it with the eleventh",
       [](Loan& l) { l.terms.instalment_unit = amount("5000.00"); }, repaid_before_last_instalment},
      {"the same would dip into the balloon",
       [](Loan& l) {
         l.terms.method = Method::equal_principal;
         l.terms.balloon = amount("99999.00");
         l.terms.instalment_unit = amount("100.00");
         l.principal = amount("100599.00");
       },
       repaid_before_last_instalment},
      {"50 years at 100 %: level 8,333.33 and a fraction, a long month costs 8,493.15",
       [](Loan& l) {
         l.terms.annual_rate = percent("100");
         l.terms.periods = 600;
         l.terms.basis = Basis::act_365;
       },
       instalment_below_interest},
  };
  for (const auto& fault : faults) {
    Loan loan;
    fault.change(loan);
    EXPECT_EQ(error_of(loan), fault.error) << fault.what;
  }
}

TEST(TermsError, EachHasAnExplanationOfItsOwn) {
  std::set<std::string_view> explanations;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<TermsError>>([&](auto error) {
    EXPECT_FALSE(explain(error.value).empty());
    EXPECT_TRUE(explanations.insert(explain(error.value)).second) << error.name;
    EXPECT_TRUE(explanations.insert(explain_in_chinese(error.value)).second) << error.name;
  });
}

}  // namespace
}  // namespace tributary::money
