#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {
namespace {

/// Why that cannot be what is waived in all of what was charged.
Refused check_waiver(Amount waived, Amount charged, Amount paid) {
  if (auto against = check_fee(waived); against != Refusal::none) return against;
  const Amount most = charged - paid;
  if (waived <= most) return Refusal::none;
  return {Refusal::amount_exceeds_due, protocol::RefusalDetail::of(most, waived)};
}

}  // namespace

template <>
std::expected<protocol::LateChargesWaived, Refused> decide(
    const State& state, const Context& context, const protocol::WaiveLateCharges& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!loan.running() && loan.state != LoanState::written_off) {
    return refuse(Refusal::loan_not_repaying);
  }
  if (command.period == 0 || command.period > loan.periods.size()) {
    return refuse(Refusal::period_not_found);
  }
  LoanPeriod period = loan.periods[command.period - 1];
  if (period.paid()) return refuse(Refusal::period_already_paid);
  if (auto against = check_date(state, context, loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  const Amount late_interest =
      command.late_interest.value_or(period.late_interest - period.late_interest_paid);
  const Amount late_fee = command.late_fee.value_or(period.late_fee - period.late_fee_paid);
  const Refused against =
      first_of(check_waiver(late_interest, period.late_interest, period.late_interest_paid),
               check_waiver(late_fee, period.late_fee, period.late_fee_paid));
  if (against != Refusal::none) return refuse(against);
  const bool same =
      late_interest == period.late_interest_waived && late_fee == period.late_fee_waived;
  if (same) return refuse(Refusal::nothing_to_waive);

  const auto change = waive(period, command.period, late_interest, late_fee);
  return protocol::LateChargesWaived{
      command.loan,     command.period, command.on,    late_interest,
      late_fee,         change,         period.paid(), state_with(loan, command.period, period),
      command.memo.text};
}

}  // namespace tributary::engine
