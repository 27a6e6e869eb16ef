#include "engine/servicing.hpp"

#include <span>

#include "base/assert.hpp"
#include "money/accrual.hpp"

namespace tributary::engine {

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

Amount line_interest(const money::Terms& terms, const money::LoanPeriods& periods, int line,
                     Amount balance, Amount schedule_principal) {
  const Amount earning = terms.method == money::Method::flat ? schedule_principal : balance;
  return money::interest(earning, terms.annual_rate, periods.earning(line), terms.rounding);
}

Amount interest_owed(const Loan& loan, Date day) {
  const money::LoanPeriods periods = periods_of(loan);
  const auto lines = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  const auto ended = static_cast<std::size_t>(elapsed(loan, day).lines);
  Amount owed;
  Amount balance = loan.schedule_principal;
  for (std::size_t line = 0; line < ended; ++line) {
    owed += line_interest(loan.terms, periods, static_cast<int>(line) + 1, balance,
                          loan.schedule_principal) -
            lines[line].interest_paid;
    balance -= lines[line].principal;
  }
  const Amount earning =
      loan.terms.method == money::Method::flat ? loan.schedule_principal : balance;
  return owed +
         money::interest_accrued(loan.terms, periods, static_cast<int>(ended) + 1, earning, day);
}

LoanPeriod period_of(const money::Instalment& line, Amount fee) {
  LoanPeriod period;
  period.due = line.due;
  period.principal = line.principal;
  period.interest = line.interest;
  period.fee = fee;
  return period;
}

void replace_schedule(Loan& loan, const protocol::PrincipalPrepaid& event) {
  loan.paid = event.paid_after;
  loan.terms = event.terms;
  loan.schedule_principal = loan.principal_outstanding();
  loan.schedule_start = event.schedule_start;
  loan.schedule_first_due = event.first_due;
  loan.schedule_first_period = event.first_period;
  loan.periods.resize(event.first_period - 1);
  for (const money::Instalment& line : event.schedule) {
    loan.periods.push_back(period_of(line, event.fee_per_period));
  }
}

void change_borrowing(State& state, AccountId borrower, Amount difference) {
  const Account& account = state.ledger[borrower];
  state.borrowings.change(account.owner, account.currency, [&](Borrowing& borrowing) {
    borrowing.owed += difference;
    ASSERT(borrowing.owed >= Amount{});
  });
}

void end_settled_loan(State& state, LoanId id, LoanState end) {
  const Loan& loan = state.loans[id];
  ASSERT(loan.principal_owed() == Amount{});
  state.ledger.loan_ended(loan.borrower);
  if (loan.guarantor) state.ledger.loan_ended(loan.guarantor);
  state.loans.change(id, [&](Loan& ended) { ended.state = end; });
  for (const Claim& claim : loan.claims) state.ledger.claim_ended(claim.holder);
  state.loans.end(id, state.day());
}

}  // namespace tributary::engine
