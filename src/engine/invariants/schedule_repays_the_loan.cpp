#include "engine/invariants/invariants.hpp"

namespace tributary::engine {
namespace {

bool is_paid_within_what_is_due(const LoanPeriod& period) {
  return period.principal_paid <= period.principal && period.interest_paid <= period.interest &&
         period.fee_paid <= period.fee && period.late_interest_paid <= period.late_interest &&
         period.late_fee_paid <= period.late_fee;
}

}  // namespace

/// What the holders were paid and what is still scheduled for them is the principal, whoever paid;
/// what is scheduled for somebody who paid in the borrower's place, the holders have received.
/// Nothing is paid beyond what is due, and the holders got no less interest than the periods tell.
Broken schedule_repays_the_loan(const State& state) {
  for (const Loan& loan : state.loans.all()) {
    if (!loan.live() || loan.state < LoanState::repaying) continue;
    std::string name = "loan " + std::to_string(loan.id.value);
    Amount principal_left;
    Amount interest_received;
    Amount late_interest_received;
    for (const LoanPeriod& period : loan.periods) {
      if (!is_paid_within_what_is_due(period)) return name;
      if (period.payer) {
        interest_received += period.interest;
      } else {
        principal_left += period.principal_left();
        interest_received += period.interest_paid;
        late_interest_received += period.late_interest_paid;
      }
    }
    if (principal_left != loan.principal_outstanding()) return name;
    if (interest_received > loan.paid.interest || loan.paid.principal > loan.principal ||
        late_interest_received > loan.paid.late_interest) {
      return name;
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
