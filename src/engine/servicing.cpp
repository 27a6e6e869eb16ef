#include "engine/servicing.hpp"

#include <span>

#include "base/assert.hpp"
#include "money/accrual.hpp"
#include "money/fee.hpp"

namespace tributary::engine {
namespace {

/// The interest each line of the present schedule earns, whenever it asks for it.
std::vector<money::Instalment> lines_as_earned(const Loan& loan) {
  money::Terms terms = loan.terms;
  terms.interest_deferred_periods = 0;
  auto lines = money::make_schedule(terms, loan.schedule_principal, loan.schedule_start,
                                    loan.schedule_first_due, business_days());
  ASSERT(lines.has_value());
  return std::move(*lines);
}

}  // namespace

Amount fee_half_up(Amount base, Rate rate) {
  return money::fee(base, rate, money::Rounding::half_up);
}

const money::Calendar& business_days() {
  static const money::Calendar weekdays;
  return weekdays;
}

money::LoanPeriods periods_of(const Loan& loan) {
  return {loan.terms, loan.schedule_start, loan.schedule_first_due};
}

Elapsed elapsed(const Loan& loan, Date day) {
  const money::LoanPeriods periods = periods_of(loan);
  const auto lines = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  const bool one_line = loan.terms.method == money::Method::bullet;
  std::int32_t ended = 0;
  while (ended + 1 < loan.terms.periods &&
         (periods.period_end(ended + 1) <= day ||
          (!one_line && lines[static_cast<std::size_t>(ended)].due <= day))) {
    ++ended;
  }
  return {ended, one_line ? 0 : ended, periods.period_end(ended), periods.period_end(ended + 1)};
}

Amount interest_owed(const Loan& loan, Date day) {
  const auto ended = static_cast<std::size_t>(elapsed(loan, day).lines);
  const auto earned = lines_as_earned(loan);
  Amount owed;
  Amount balance = loan.principal_outstanding();
  for (std::size_t line = 0; line < ended; ++line) {
    const LoanPeriod& period = loan.periods[loan.schedule_first_period - 1 + line];
    owed += earned[line].interest - period.interest_paid;
    balance -= period.principal - period.principal_paid;
  }
  const Amount earning =
      loan.terms.method == money::Method::flat ? loan.schedule_principal : balance;
  return owed + money::interest_accrued(loan.terms, periods_of(loan), static_cast<int>(ended) + 1,
                                        earning, day);
}

FeesWithheld fees_withheld(const protocol::LoanFees& fees, Amount principal) {
  return {fee_half_up(principal, fees.service), fee_half_up(principal, fees.guarantee)};
}

void end_settled_loan(State& state, LoanId id, LoanState end) {
  const Loan& loan = state.loans[id];
  const PartyNumber borrower = state.ledger[loan.borrower].owner;
  ASSERT(loan.principal_outstanding() == Amount{});
  state.ledger.loan_ended(loan.borrower);
  if (loan.guarantor) state.ledger.loan_ended(loan.guarantor);
  // Principal paid back has left the borrower's total already, payment by payment.
  ASSERT(state.parties[borrower].borrowing >= Amount{});
  state.loans.change(id, [&](Loan& ended) { ended.state = end; });
  for (const Claim& claim : loan.claims) state.ledger.loan_ended(claim.holder);
  state.loans.forget_details(id);
}

}  // namespace tributary::engine
