#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "money/accrual.hpp"
#include "money/loan_periods.hpp"
#include "money/schedule.hpp"
#include "money/test_values.hpp"

namespace tributary::money {
namespace {

/// Any terms that fit together; most of them plain, so that most loans can be made.
Terms any_terms() {
  using rc::gen::element;
  using rc::gen::inRange;
  const auto mostly_none = [](std::int32_t last) {
    return *rc::gen::weightedOneOf<std::int32_t>(
        {{3, rc::gen::just(0)}, {1, inRange<std::int32_t>(0, last + 1)}});
  };
  Terms terms;
  terms.method = *element(Method::annuity, Method::equal_principal, Method::interest_only,
                          Method::bullet, Method::flat);
  terms.annual_rate = {*rc::gen::oneOf(inRange(0, 400'000), inRange(0, 1'000'001))};
  terms.periods =
      *rc::gen::weightedOneOf<std::int32_t>({{4, inRange(1, 61)}, {1, inRange(1, 601)}});
  terms.every = *element(Period{1, PeriodUnit::month}, Period{3, PeriodUnit::month},
                         Period{1, PeriodUnit::week}, Period{15, PeriodUnit::day},
                         Period{1, PeriodUnit::day});
  terms.basis =
      *element(Basis::thirty_360, Basis::act_365, Basis::act_360, Basis::act_364, Basis::act_act);
  terms.rounding = *element(Rounding::half_up, Rounding::half_even);
  terms.month_end = *element(MonthEnd::anchor, MonthEnd::stick);
  terms.business_days =
      *element(BusinessDayRule::as_is, BusinessDayRule::next, BusinessDayRule::previous);
  terms.interest_free_periods = mostly_none(terms.periods);
  if (terms.method != Method::bullet)
    terms.interest_deferred_periods = mostly_none(terms.periods - 1);
  if (terms.every.unit == PeriodUnit::month) terms.due_day = mostly_none(31);
  const bool by_months = terms.basis == Basis::thirty_360 && terms.every.unit == PeriodUnit::month;
  if (by_months && mostly_none(1) != 0) terms.broken_periods = BrokenPeriods::real_days;
  if (terms.method != Method::bullet && terms.method != Method::interest_only) {
    terms.grace_principal_periods = mostly_none(terms.periods - 1);
    terms.instalment_unit = *element(Amount{1}, Amount{1}, Amount{100}, Amount{10'000});
  }
  return terms;
}

struct Loan {
  Terms terms;
  Amount principal;
  Date start;
};

Loan any_loan() {
  Loan loan{.terms = any_terms(),
            .principal = {*rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 10'000'000),
                                          rc::gen::inRange<std::int64_t>(1, amount_max.minor + 1))},
            .start = {*rc::gen::inRange(start_min.days, start_max.days + 1)}};
  const bool in_parts =
      loan.terms.method != Method::bullet && loan.terms.method != Method::interest_only;
  if (in_parts && *rc::gen::inRange(0, 4) == 0) {
    loan.terms.balloon = {*rc::gen::inRange<std::int64_t>(0, loan.principal.minor)};
  }
  return loan;
}

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
  Amount balance = loan.principal;
  for (int k = 1; k <= periods.instalments(); ++k) {
    const Instalment& line = (*schedule)[static_cast<std::size_t>(k - 1)];
    const Amount earns = loan.terms.method == Method::flat ? loan.principal : balance;
    RC_ASSERT(interest_accrued(loan.terms, periods, k, earns, periods.due(k)) == line.interest);
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
