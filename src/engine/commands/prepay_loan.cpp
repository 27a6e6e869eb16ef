#include "engine/commands/checks.hpp"
#include "engine/commands/prepayment.hpp"

namespace tributary::engine {

std::expected<protocol::LoanPrepaid, Refused> prepayment_of(const Loan& loan,
                                                            const protocol::PrepayLoan& command) {
  const PaidTotals after = after_prepayment(loan, loan.principal_outstanding(), command.on);
  if (!reaches_all(loan, loan.paid, after)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  const LoanPeriod& next = loan.periods[loan.next_period() - 1];
  const Amount guarantee_fee = guarantee_part_of(loan, next, next.fee);
  return protocol::LoanPrepaid{command.loan,
                               command.on,
                               loan.borrower,
                               loan.paid,
                               after,
                               next.fee - guarantee_fee,
                               interest_fees(loan, loan.paid, after),
                               charged_since(loan, command.on),
                               guarantee_fee};
}

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
  auto event = prepayment_of(loan, command);
  if (!event) return event;
  const Amount fees = event->service_fee + event->guarantee_fee;
  if (auto against =
          check_funds(state, loan, loan.borrower, event->paid_after, fees, event->interest_fee);
      against != Refusal::none) {
    return refuse(against);
  }
  return event;
}

}  // namespace tributary::engine
