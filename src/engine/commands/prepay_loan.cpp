#include "engine/commands/checks.hpp"
#include "engine/commands/prepayment.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::LoanPrepaid, Refused> decide(const State& state, const Context& context,
                                                     const protocol::PrepayLoan& command) {
  if (auto against = check_prepayment(state, context, command.loan, command.on);
      against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_day(state, context, command.on); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (auto against = check_blocks(state, {loan.borrower}); against != Refusal::none) {
    return refuse(against);
  }
  const Amount outstanding = loan.principal_outstanding();
  const PaidTotals after = after_prepayment(loan, outstanding, command.on);
  const Amount service_fee = loan.periods[loan.next_period() - 1].fee;
  const Amount interest_fee = interest_fees(loan, loan.paid, after);
  if (!reaches_all(loan, loan.paid, after)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  if (auto against = check_funds(state, loan, loan.borrower, after, service_fee, interest_fee);
      against != Refusal::none) {
    return refuse(against);
  }
  return protocol::LoanPrepaid{
      command.loan, command.on,  loan.borrower, loan.paid,
      after,        service_fee, interest_fee,  charged_since(loan, command.on)};
}

}  // namespace tributary::engine
