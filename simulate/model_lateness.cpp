#include <algorithm>

#include "base/assert.hpp"
#include "simulate/model.hpp"

/// Instalments, and what becomes of those that are not paid.
namespace tributary::simulation {

using enum Refusal;

namespace {

constexpr std::int32_t reminded_before_days = 30;

PaidTotals holders_part(const Owed& parts) {
  return {parts.principal, parts.interest, {}, parts.late_interest};
}

}  // namespace

// Lateness.

bool Model::is_overdue(const ModelLoan& loan, const ModelPeriod& period, Date on) {
  return !period.is_paid() && on > period.due + loan.late.grace_days;
}

bool Model::bears_late_interest(const LateRules& late) {
  return late.contract_interest ||
         late.interest.ppm + late.interest_a_year.ppm + late.interest_of_contract.ppm != 0;
}

/// What of a period, or of a payment, late charges are a share of.
Amount Model::late_base(const ModelLoan& loan, const Owed& parts) {
  return loan.late.base == LateBase::principal ? parts.principal : parts.principal + parts.interest;
}

/// Every overdue period was charged up to the day, where anything is charged at all.
bool Model::is_charged(const ModelLoan& loan, Date on) {
  if (!loan.running() ||
      (!bears_late_interest(loan.late) && loan.late.fee.ppm + loan.late.fee_then.ppm == 0))
    return true;
  return std::ranges::none_of(loan.periods, [&](const ModelPeriod& period) {
    return is_overdue(loan, period, on) && period.charged_to < on;
  });
}

/// All that being late has cost by the day, from what was paid when: nothing is added to what was
/// charged before. False if more would be owed than there may be.
bool Model::charge_to(const ModelLoan& loan, ModelPeriod& period, Date on) {
  const Date free_until = period.due + loan.late.grace_days;
  const Date second_tier = loan.late.fee_then_after_days == 0
                               ? Date{2'000'000'000}
                               : period.due + loan.late.fee_then_after_days;
  // What was left of the period, day for day: in all, in the second tier, and of its principal.
  __int128 amount_days = 0;
  __int128 amount_days_then = 0;
  __int128 principal_days = 0;
  const auto count = [&](Date from, const Owed& parts, int sign) {
    const auto days_since = [&](Date day) {
      return std::max<std::int64_t>(
          0, std::int64_t{on.days} - std::max(std::max(from, free_until), day).days);
    };
    const __int128 amount = late_base(loan, parts).minor * sign;
    amount_days += amount * days_since(free_until);
    amount_days_then += amount * days_since(second_tier);
    principal_days += static_cast<__int128>(parts.principal.minor) * sign * days_since(free_until);
  };
  count(free_until, period.owed, 1);
  for (const auto& [day, paid] : period.paid_on) count(day, paid, -1);
  const auto rounded = [](__int128 ppm_days, std::int64_t days) {
    return (ppm_days * 2 + 1'000'000 * days) / (2'000'000 * days);
  };
  const LateRules& late = loan.late;
  const std::int64_t of_contract =
      (period.annual_rate.ppm * late.interest_of_contract.ppm + 500'000) / 1'000'000;
  const std::int64_t a_year = late.interest.ppm * 365 + late.interest_a_year.ppm + of_contract;
  const std::int64_t contract = late.contract_interest ? period.annual_rate.ppm : 0;
  const __int128 interest = rounded(amount_days * a_year + principal_days * contract, 365);
  const __int128 fee = rounded(
      (amount_days - amount_days_then) * late.fee.ppm + amount_days_then * late.fee_then.ppm, 1);
  if (std::max(interest, fee) > money::amount_max.minor) return false;
  period.owed.late_interest = {static_cast<std::int64_t>(interest)};
  period.owed.late_fee = {static_cast<std::int64_t>(fee)};
  period.found_overdue = is_overdue(loan, period, on);
  period.charged_to = period.found_overdue ? on : Date{};
  return true;
}

bool Model::charge(ModelLoan& loan, Date on) {
  return std::ranges::all_of(loan.periods, [&](ModelPeriod& period) {
    return !is_overdue(loan, period, on) || period.charged_to >= on || charge_to(loan, period, on);
  });
}

/// As the loan was on an earlier day. What a waiver has paid since may have been charged later.
void Model::go_back_to(ModelLoan& loan, Date day) {
  for (ModelPeriod& period : loan.periods) {
    if (period.charged_to > day) charge_to(loan, period, day);
  }
}

/// Up to where it had been assessed; not at all where more would be owed than there may be.
void Model::charge_again(ModelLoan& loan) {
  ModelLoan charged = loan;
  if (charge(charged, loan.assessed_to)) loan.periods = charged.periods;
}

/// However late it is entered, a payment is not dated before the one before it.
Date Model::first_payable(const ModelLoan& loan) {
  const ModelPayment* last = last_payment(loan);
  return std::max(last == nullptr ? loan.settled_on : last->on,
                  loan.written_off_on.value_or(Date{}));
}

LoanState Model::state_of(const ModelLoan& loan) {
  const auto any_unpaid = [&](auto&& which) {
    return std::ranges::any_of(loan.periods, [&](const ModelPeriod& period) {
      return !period.is_paid() && which(period);
    });
  };
  if (!any_unpaid([](const ModelPeriod&) { return true; })) return LoanState::repaid;
  if (loan.state == LoanState::written_off) return loan.state;
  if (any_unpaid([](const ModelPeriod& period) { return period.payer.has_value(); })) {
    return LoanState::compensated;
  }
  return any_unpaid([](const ModelPeriod& period) { return period.found_overdue; })
             ? LoanState::overdue
             : LoanState::repaying;
}

const ModelLoan* Model::ask_running(Reasons& against, Sender sender, LoanId id) const {
  ask_borrower_of(against, sender, id);
  const ModelLoan* loan = loan_of(id);
  if (loan == nullptr || loan->running()) return loan;
  against.insert(loan_not_repaying);
  return nullptr;
}

/// Of a loan that is paid back, or was written off.
const ModelPeriod* Model::ask_period(Reasons& against, Sender sender, LoanId id,
                                     std::uint32_t period) const {
  ask_borrower_of(against, sender, id);
  const ModelLoan* loan = loan_of(id);
  if (loan == nullptr) return nullptr;
  const bool exists = period != 0 && period <= loan->periods.size();
  against.insert_if(!loan->serviced(), loan_not_repaying);
  against.insert_if(loan->serviced() && !exists, period_not_found);
  return loan->serviced() && exists ? &loan->periods[period - 1] : nullptr;
}

/// The dates of a loan never go back.
void Model::ask_date(Reasons& against, Sender sender, const ModelLoan& loan, Date on) const {
  against.insert_if(on < loan.last_date, date_goes_back);
  ask_day(against, sender, on);
}

Reasons Model::reasons_against(Sender sender, const AssessLateInterest& command) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, command.loan);
  if (loan == nullptr) return against;
  bool overdue = false;
  bool charged = true;
  for (const ModelPeriod& period : loan->periods) {
    if (!is_overdue(*loan, period, command.on)) continue;
    overdue = true;
    charged = charged && period.charged_to >= command.on;
  }
  against.insert_if(!overdue, nothing_overdue);
  against.insert_if(overdue && charged, late_interest_already_assessed);
  ask_date(against, sender, *loan, command.on);
  if (!against.empty()) return against;
  ModelLoan tried = *loan;
  against.insert_if(!charge(tried, command.on), amount_exceeds_limit);
  return against;
}

void Model::effect(const AssessLateInterest& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  charge(loan, command.on);
  loan.assessed_to = command.on;
  loan.last_date = command.on;
  loan.state = state_of(loan);
}

// Instalments.

/// The waterfall. The penalty is late interest; of the fees the period's own comes first.
Owed Model::parts_of(const ModelLoan& loan, const ModelPeriod& period, Amount amount) {
  const Owed rest = period.rest();
  Owed parts;
  using Part = Amount Owed::*;
  static constexpr Part fees_first[] = {&Owed::fee, &Owed::late_fee, &Owed::late_interest,
                                        &Owed::interest, &Owed::principal};
  static constexpr Part principal_first[] = {&Owed::principal, &Owed::interest,
                                             &Owed::late_interest, &Owed::fee, &Owed::late_fee};
  const bool reversed = loan.allocation == Allocation::principal_interest_penalty_fee;
  for (const Part part : reversed ? principal_first : fees_first) {
    parts.*part = std::min(rest.*part, amount);
    amount -= parts.*part;
  }
  return parts;
}

/// Nobody gives a cent back for it, nor for what it leaves: where that may still grow by late
/// interest, which can cost a cent, each gets one of it.
bool Model::is_fair_part(const ModelLoan& loan, const ModelPeriod& period, Amount amount) {
  const Owed parts = parts_of(loan, period, amount);
  const PaidTotals now = holders_part(parts);
  if (now != PaidTotals{} && somebody_gets_less(loan, loan.paid, now)) return false;
  PaidTotals later = holders_part(period.rest() - parts);
  Amount least;
  if (later.principal != Amount{} || later.interest != Amount{}) {
    later.late_interest = {};
    least = {bears_late_interest(loan.late) ? 1 : 0};
  }
  if (later == PaidTotals{}) return true;
  const PaidTotals then{loan.paid.principal + now.principal, loan.paid.interest + now.interest,
                        loan.paid.compensation, loan.paid.late_interest + now.late_interest};
  return !somebody_gets_less(loan, then, later, least);
}

/// As much as is named, or the most below it that is fair. Of what holders get where it is little,
/// or leaves little, only multiples of a grain count, which is a cent unless bids are tiny.
std::optional<Amount> Model::part_taken(const ModelLoan& loan, const ModelPeriod& period,
                                        const CollectInstalment& command) {
  const Amount named = command.amount.value_or(period.left());
  if (period.payer || (named == period.left() && loan.running())) return named;
  const std::int64_t all = period.rest().to_holders().minor;
  // Seven cents for the smallest bid after fees are more than rounding can take.
  const __int128 kept =
      static_cast<__int128>(smallest_bid(loan).minor) * (1'000'000 - loan.fees.interest.ppm);
  const __int128 needed = static_cast<__int128>(loan.principal.minor) * 7'000'000;
  const __int128 plenty =
      kept == 0 ? all + 1 : std::min<__int128>(all + 1, (needed + kept - 1) / kept);
  std::int64_t grain = 1;
  while (plenty * 3 * static_cast<std::int64_t>(loan.bids.size()) / grain > 1 << 22) grain *= 10;

  Amount tried{-1};
  for (Amount part = named; part > Amount{}; part -= Amount{1}) {
    const Owed now = parts_of(loan, period, part);
    // Of those that differ by the platform's fees alone, one.
    if (now.to_holders() == tried) continue;
    tried = now.to_holders();
    const Owed later = period.rest() - now;
    const Amount scheduled = later.principal + later.interest;
    const Amount counted = scheduled == Amount{} ? later.late_interest : scheduled;
    if (tried.minor >= plenty && counted.minor >= plenty) return part;
    const bool is_tried = tried.minor % grain == 0 || tried.minor == all;
    if (is_tried && is_fair_part(loan, period, part)) return part;
  }
  return std::nullopt;
}

Reasons Model::reasons_against(Sender sender, const CollectInstalment& command) const {
  Reasons against;
  const ModelPeriod* named = ask_period(against, sender, command.loan, command.period);
  if (named == nullptr) return against;
  const ModelLoan* loan = loan_of(command.loan);
  const ModelPeriod& period = *named;
  against.insert_if(period.is_paid(), period_already_paid);
  against.insert_if(command.period - 1 > next_period(*loan), earlier_period_unpaid);
  against.insert_if(command.on < first_payable(*loan), date_goes_back);
  against.insert_if(command.on < period.due, instalment_not_due);
  ask_day(against, sender, command.on);
  against.insert_if(!is_charged(*loan, command.on), late_interest_not_assessed);
  if (!against.empty()) return against;
  ModelLoan then = *loan;
  go_back_to(then, command.on);
  ask_payment(against, then, then.periods[command.period - 1], command);
  return against;
}

void Model::ask_payment(Reasons& against, const ModelLoan& loan, const ModelPeriod& period,
                        const CollectInstalment& command) const {
  const Amount amount = command.amount.value_or(period.left());
  ask_amount(against, amount);
  against.insert_if(amount > period.left(), amount_exceeds_due);
  if (!against.empty()) return;
  const auto taken = part_taken(loan, period, command);
  if (!taken) {
    against.insert(payment_too_small_to_share);
    return;
  }
  if (period.payer) {
    against.insert_if(*taken > spendable(loan.borrower), insufficient_funds);
    return;
  }
  const Owed parts = parts_of(loan, period, *taken);
  against.insert_if(cannot_pay(loan, loan.borrower, holders_part(parts), parts.fees()),
                    insufficient_funds);
}

void Model::effect(const CollectInstalment& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  ModelPeriod& period = loan.periods[command.period - 1];
  go_back_to(loan, command.on);
  const auto taken = part_taken(loan, period, command);
  ASSERT(taken);
  const Owed parts = parts_of(loan, period, *taken);
  ModelPayment payment({sequence_}, PaymentKind::instalment, command.on);
  payment.period = command.period - 1;
  payment.parts = parts;
  payment.payer = loan.borrower;
  payment.payee = period.payer;
  payment.fees = parts.fees();
  payment.guarantee = guarantee_in(loan, period, parts.fee);
  payment.before = loan.paid;
  paid_before_ = loan.paid;
  if (period.payer) {
    move(loan.borrower, *period.payer, parts.to_holders());
  } else {
    pay(loan, loan.borrower, holders_part(parts));
  }
  payment.after = loan.paid;
  loan.payments.push_back(payment);
  pay_fees(loan, parts.fees(), payment.guarantee);
  period.paid = period.paid + parts;
  period.paid_on.emplace_back(command.on, parts);
  charge_again(loan);
  loan.last_date = std::max(loan.last_date, command.on);
  loan.state = state_of(loan);
  if (loan.state == LoanState::repaid) loan.ended_on = std::max(loan.last_date, day());
}

Reasons Model::reasons_against(Sender sender, const RemindInstalment& command) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, command.loan);
  if (loan == nullptr) return against;
  if (command.period == 0 || command.period > loan->periods.size()) {
    against.insert(period_not_found);
    return against;
  }
  const ModelPeriod& period = loan->periods[command.period - 1];
  against.insert_if(period.is_paid(), period_already_paid);
  against.insert_if(command.period - 1 > next_period(*loan), earlier_period_unpaid);
  if (!against.empty()) return against;  // of another period it cannot be asked
  const bool soon = command.on < period.due && command.on + reminded_before_days >= period.due;
  against.insert_if(!soon || period.reminded, reminder_not_due);
  ask_date(against, sender, *loan, command.on);
  return against;
}

void Model::effect(const RemindInstalment& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  loan.periods[command.period - 1].reminded = true;
  loan.last_date = command.on;
}

/// What is waived in all, where a part is not named: all that is charged and not paid.
Owed Model::waived_by(const ModelPeriod& period, const WaiveLateCharges& command) {
  const Owed unpaid = period.owed - period.paid;
  Owed waived;
  waived.late_interest = command.late_interest.value_or(unpaid.late_interest);
  waived.late_fee = command.late_fee.value_or(unpaid.late_fee);
  return waived;
}

Reasons Model::reasons_against(Sender sender, const WaiveLateCharges& command) const {
  Reasons against;
  const ModelPeriod* named = ask_period(against, sender, command.loan, command.period);
  if (named == nullptr) return against;
  const ModelLoan* loan = loan_of(command.loan);
  const ModelPeriod& period = *named;
  against.insert_if(period.is_paid(), period_already_paid);
  ask_date(against, sender, *loan, command.on);
  const Owed waived = waived_by(period, command);
  const Owed unpaid = period.owed - period.paid;
  for (const Amount Owed::* part : {&Owed::late_interest, &Owed::late_fee}) {
    if (waived.*part != Amount{}) ask_amount(against, waived.*part);
    against.insert_if(waived.*part > unpaid.*part, amount_exceeds_due);
  }
  against.insert_if(waived == period.waived, nothing_to_waive);
  return against;
}

void Model::effect(const WaiveLateCharges& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  ModelPeriod& period = loan.periods[command.period - 1];
  period.waived = waived_by(period, command);
  loan.last_date = command.on;
  loan.state = state_of(loan);
  if (loan.state == LoanState::repaid) loan.ended_on = std::max(loan.last_date, day());
}

}  // namespace tributary::simulation
