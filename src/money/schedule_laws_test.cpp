#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "money/accrual.hpp"
#include "money/loan_periods.hpp"
#include "money/schedule.hpp"
#include "money/test_loans.hpp"
#include "money/test_values.hpp"

namespace tributary::money {
namespace {

/// What only shows when the instalments are computed.
bool may_be_refused(TermsError error) {
  using enum TermsError;
  return error == term_too_long || error == due_dates_do_not_increase ||
         error == instalment_rounds_to_zero || error == instalment_below_interest ||
         error == repaid_before_last_instalment;
}

RC_GTEST_PROP(ScheduleLaws, HoldForEveryLoan, ()) {
  const Loan loan = any_loan();
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  RC_CLASSIFY(!schedule.has_value(), "refused");
  if (!schedule) {
    RC_ASSERT(may_be_refused(schedule.error()));
    return;
  }
  Amount balance = loan.principal;
  Date previous = loan.start;
  for (const Instalment& line : *schedule) {
    RC_ASSERT(previous < line.due);
    RC_ASSERT(line.principal >= Amount{} && line.interest >= Amount{});
    RC_ASSERT(balance > Amount{} && balance >= loan.terms.balloon);
    balance -= line.principal;
    previous = line.due;
  }
  RC_ASSERT(balance == Amount{});
}

RC_GTEST_PROP(ScheduleLaws, DeferralMovesInterestAndChangesNothingElse, ()) {
  Loan loan = any_loan();
  const auto deferred = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  loan.terms.interest_deferred_periods = 0;
  const auto plain = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  RC_ASSERT(deferred.has_value() == plain.has_value());
  if (!plain) return;
  Amount interest_plain;
  Amount interest_deferred;
  for (std::size_t k = 0; k < plain->size(); ++k) {
    RC_ASSERT((*deferred)[k].principal == (*plain)[k].principal);
    interest_plain += (*plain)[k].interest;
    interest_deferred += (*deferred)[k].interest;
    RC_ASSERT(interest_deferred <= interest_plain);
  }
  RC_ASSERT(interest_deferred == interest_plain);
}

RC_GTEST_PROP(ScheduleLaws, LevelInstalmentsAreLevelAndMultiplesOfTheirUnit, ()) {
  Loan loan = any_loan();
  loan.terms.method = Method::annuity;
  loan.terms.interest_deferred_periods = 0;
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  if (!schedule) return;
  const auto first = static_cast<std::size_t>(loan.terms.grace_principal_periods);
  for (std::size_t k = first; k + 1 < schedule->size(); ++k) {
    const Amount total = (*schedule)[k].principal + (*schedule)[k].interest;
    RC_ASSERT(total == (*schedule)[first].principal + (*schedule)[first].interest);
    RC_ASSERT(total.minor % loan.terms.instalment_unit.minor == 0);
  }
}

RC_GTEST_PROP(ScheduleLaws, ALevelPartThatIsNamedStaysToTheLast, ()) {
  Loan loan = any_loan();
  loan.terms.method = *rc::gen::element(Method::annuity, Method::equal_principal, Method::flat);
  loan.terms.interest_deferred_periods = 0;
  loan.terms.instalment_unit = {1};
  loan.terms.level_part = {*rc::gen::inRange<std::int64_t>(1, loan.principal.minor + 1)};
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  if (!schedule) return;
  Amount principal;
  const auto first = static_cast<std::size_t>(loan.terms.grace_principal_periods);
  for (std::size_t k = 0; k < schedule->size(); ++k) {
    const Instalment& line = (*schedule)[k];
    principal += line.principal;
    if (k < first || k + 1 == schedule->size()) continue;
    const bool whole = loan.terms.method == Method::annuity;
    RC_ASSERT(line.principal + (whole ? line.interest : Amount{}) == loan.terms.level_part);
  }
  RC_ASSERT(principal == loan.principal);
}

RC_GTEST_PROP(ScheduleLaws, InterestAccruesToWhatIsScheduled, ()) {
  Loan loan = any_loan();
  loan.terms.interest_deferred_periods = 0;
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  if (!schedule) return;
  const LoanPeriods periods(loan.terms, loan.start, {});
  ScheduleInterest earned(loan.terms, periods, loan.principal);
  Date begin = loan.start;
  for (int k = 1; const Instalment& line : *schedule) {
    const Date end = periods.due(k++);
    RC_ASSERT(earned.until(begin) == Amount{});
    const Date day = begin + *rc::gen::inRange(0, end - begin + 1);
    RC_ASSERT(Amount{} <= earned.until(day) && earned.until(day) <= line.interest);
    RC_ASSERT(earned.until(end) == line.interest && earned.whole() == line.interest);
    earned.repay(line.principal);
    begin = end;
  }
}

/// Of months each by itself, of weeks and days the sum of all so far.
RC_GTEST_PROP(ScheduleLaws, InterestIsRoundedOncePerMonthAndOnTheSumOfShorterPeriods, ()) {
  Loan loan = any_loan();
  loan.terms.interest_deferred_periods = 0;
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  if (!schedule) return;
  const LoanPeriods periods(loan.terms, loan.start, {});
  const __int128 whole = static_cast<__int128>(year_length(loan.terms.basis)) * 1'000'000;
  const bool by_months = loan.terms.every.unit == PeriodUnit::month;
  Amount balance = loan.principal;
  Amount told;
  __int128 exact = 0;
  for (int k = 1; const Instalment& line : *schedule) {
    const Amount earns = loan.terms.method == Method::flat ? loan.principal : balance;
    exact += static_cast<__int128>(earns.minor) * loan.terms.annual_rate.ppm *
             periods.earning(k++).numerator;
    told += line.interest;
    // Off by no more than half a minor unit, however many there were.
    const __int128 twice_off = (static_cast<__int128>(told.minor) * whole - exact) * 2;
    RC_ASSERT(-whole <= twice_off && twice_off <= whole);
    if (by_months) {
      told = {};
      exact = 0;
    }
    balance -= line.principal;
  }
}

RC_GTEST_PROP(ScheduleLaws, InterestFollowsFromThePrincipalParts, ()) {
  const Loan loan = any_loan();
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, Calendar{});
  if (!schedule) return;
  std::vector<Instalment> filled = *schedule;
  for (Instalment& line : filled) line.interest = {};
  fill_interest(filled, loan.terms, {loan.terms, loan.start, {}});
  RC_ASSERT(filled == *schedule);
}

}  // namespace
}  // namespace tributary::money
