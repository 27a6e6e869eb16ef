#include <algorithm>

#include "base/assert.hpp"
#include "simulate/model.hpp"

/// Others pay in the borrower's place, or nobody does.
namespace tributary::simulation {

using enum Refusal;

/// So many days have passed since the period was due, and since each payment that was taken back.
bool Model::is_unpaid_for(const ModelLoan& loan, const ModelPeriod& period, std::int32_t days,
                          Date on) {
  return on >= period.due + days &&
         std::ranges::all_of(loan.days_taken_back, [&](Date back) { return on >= back + days; });
}

/// All that falls due after the day, as if the borrower repaid it then.
std::optional<money::Instalment> Model::everything_after(const ModelLoan& loan, Date on) {
  if (loan.periods.back().due <= on) return std::nullopt;
  money::Instalment everything{on, {}, interest_owed(loan, on)};
  for (std::size_t i = 0; i < loan.periods.size(); ++i) {
    const ModelPeriod& period = loan.periods[i];
    if (period.due > on) {
      everything.principal += period.rest().principal;
    } else {
      everything.interest -= period.rest().interest;
    }
  }
  return everything;
}

void Model::let_everything_fall_due(ModelLoan& loan,
                                    const std::optional<money::Instalment>& everything) {
  if (!everything) return;
  std::erase_if(loan.periods,
                [&](const ModelPeriod& period) { return period.due > everything->due; });
  ModelPeriod last;
  last.due = everything->due;
  last.owed.principal = everything->principal;
  last.owed.interest = everything->interest;
  last.annual_rate = loan.terms.annual_rate;
  loan.periods.push_back(last);
}

std::optional<Model::Compensation> Model::compensation_on(const ModelLoan& loan, Date on) const {
  if (frozen(loan.borrower) != Amount{}) return std::nullopt;
  const std::int32_t days = std::max<std::int32_t>(loan.late.compensate_after_days,
                                                   std::int32_t{loan.late.grace_days} + 1);
  const auto is_ripe = [&](const ModelPeriod& period) {
    return !period.is_paid() && is_unpaid_for(loan, period, days, on);
  };
  const bool whole = loan.late.compensation == CompensationScope::loan;
  Compensation all;
  for (std::size_t i = 0; i < loan.periods.size(); ++i) {
    const ModelPeriod& period = loan.periods[i];
    if (period.is_paid() || period.payer) continue;
    const bool first = all.periods.empty();
    if (first && !is_ripe(period)) return std::nullopt;
    if (whole ? period.due > on : !is_ripe(period)) continue;
    all.periods.push_back(i);
    all.payment.principal += period.rest().principal;
    all.payment.interest += period.rest().interest;
  }
  if (all.periods.empty()) return std::nullopt;
  all.first = all.periods.front();
  all.payer = loan.late.compensator == Compensator::guarantor
                  ? loan.guarantor.value_or(AccountId{})
                  : platform_account(AccountKind::reserve_fund, loan.currency);
  if (whole) all.everything = everything_after(loan, on);
  if (all.everything) {
    all.payment.principal += all.everything->principal;
    all.payment.interest += all.everything->interest;
  }
  if (all.payment == PaidTotals{}) return std::nullopt;
  return all;
}

Reasons Model::reasons_against(Sender sender, const CompensateLoan& command) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, command.loan);
  if (loan == nullptr) return against;
  ask_date(against, sender, *loan, command.on);
  against.insert_if(!is_charged(*loan, command.on), late_interest_not_assessed);
  if (loan->late.compensator == Compensator::nobody) {
    against.insert(compensation_not_agreed);
    return against;
  }
  if (!against.empty()) return against;
  const auto due = compensation_on(*loan, command.on);
  if (!due) return {compensation_not_due};
  against.insert_if(somebody_gets_less(*loan, loan->paid, due->payment),
                    payment_too_small_to_share);
  against.insert_if(cannot_pay(*loan, due->payer, due->payment, Amount{}), insufficient_funds);
  return against;
}

void Model::effect(const CompensateLoan& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  const auto ripe = compensation_on(loan, command.on);
  ASSERT(ripe);
  const Compensation& due = *ripe;
  ModelPayment payment({sequence_}, PaymentKind::compensation, command.on);
  payment.payer = due.payer;
  payment.before = loan.paid;
  if (due.everything) {
    const auto is_due = [&](const ModelPeriod& period) { return period.due <= command.on; };
    keep_schedule(loan, payment, std::size_t(std::ranges::count_if(loan.periods, is_due)));
  }
  payment.compensated = due.periods;
  pay(loan, due.payer, due.payment);
  payment.after = loan.paid;
  loan.payments.push_back(payment);
  let_everything_fall_due(loan, due.everything);
  for (const std::size_t i : due.periods) loan.periods[i].payer = due.payer;
  // What nothing is owed of is nobody's.
  if (due.everything && !loan.periods.back().is_paid()) loan.periods.back().payer = due.payer;
  loan.last_date = command.on;
  loan.state = state_of(loan);
}

Reasons Model::reasons_against(Sender sender, const WriteOffLoan& command) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, command.loan);
  if (loan == nullptr) return against;
  ask_date(against, sender, *loan, command.on);
  against.insert_if(!is_charged(*loan, command.on), late_interest_not_assessed);
  const std::int32_t days = loan->late.write_off_after_days;
  const ModelPeriod& unpaid = loan->periods[next_period(*loan)];
  const bool ripe = is_unpaid_for(*loan, unpaid, days, command.on);
  against.insert_if(days == 0, write_off_not_agreed);
  against.insert_if(!ripe || frozen(loan->borrower) != Amount{}, write_off_not_due);
  return against;
}

void Model::effect(const WriteOffLoan& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  let_everything_fall_due(loan, everything_after(loan, command.on));
  loan.last_date = command.on;
  loan.written_off_on = command.on;
  loan.state = LoanState::written_off;
}

}  // namespace tributary::simulation
