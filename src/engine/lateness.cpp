#include "engine/lateness.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "engine/limits.hpp"
#include "engine/servicing.hpp"
#include "money/rounding.hpp"
#include "money/terms_error.hpp"

namespace tributary::engine {
namespace {

constexpr std::int32_t days_a_year = 365;

/// In 64 bits: a day that a command names may be any.
std::int64_t days_late(const LoanPeriod& period, Date day) {
  return std::int64_t{day.days} - period.due.days;
}

std::int64_t days_unpaid(const Loan& loan, const LoanPeriod& period, Date day) {
  return std::int64_t{day.days} - unpaid_since(loan, period).days;
}

bool waits_for_the_gap(const State& state, const Loan& loan) {
  return state.ledger.unbacked(loan.borrower) != Amount{};
}

std::int64_t days_to_charge(const Loan& loan, const LoanPeriod& period, Date day) {
  const std::int64_t free_until = std::int64_t{period.due.days} + loan.late.grace_days;
  return day.days - std::max<std::int64_t>(free_until, period.charged_to.days);
}

/// Of so many days from where the period was charged to, those that fall under the second tier of
/// the overdue fee; below zero where days are taken off.
std::int64_t days_of_second_tier(const Loan& loan, const LoanPeriod& period, std::int64_t days) {
  if (loan.late.fee_then_after_days == 0) return 0;
  const std::int64_t begins = std::int64_t{period.due.days} + loan.late.fee_then_after_days;
  const std::int64_t from = std::max<std::int64_t>(
      std::int64_t{period.due.days} + loan.late.grace_days, period.charged_to.days);
  return std::max(from + days, begins) - std::max(from, begins);
}

/// A rate as one of a year, so that it adds up with one: of 365 days.
money::DailyRate by_the_year(money::DailyRate rate) {
  return rate.days == days_a_year ? rate
                                  : money::DailyRate{{rate.rate.ppm * days_a_year}, days_a_year};
}

/// The period after `days` more, or less. Nothing if it would owe more than any amount may be.
std::optional<LoanPeriod> charged(const Loan& loan, LoanPeriod period, std::int64_t days) {
  Amount base = period.principal_left();
  if (loan.late.base != protocol::LateBase::principal) base += period.interest_left();
  const Rate contract{period.annual_rate_ppm};
  const money::DailyRate rate = late_interest_rate(loan.late, contract);
  auto interest = charge_days(period.charged_interest(), base,
                              loan.late.contract_interest ? by_the_year(rate) : rate, days);
  if (interest && loan.late.contract_interest) {
    interest = charge_days(*interest, period.principal_left(), {contract, days_a_year}, days);
  }
  const std::int64_t days_then = days_of_second_tier(loan, period, days);
  auto fee = charge_days(period.charged_fee(), base, {loan.late.fee}, days - days_then);
  if (fee) fee = charge_days(*fee, base, {loan.late.fee_then}, days_then);
  if (!interest || !fee) return std::nullopt;
  period.late_interest = interest->charged;
  period.late_interest_rest = static_cast<std::int32_t>(interest->rest);
  period.late_fee = fee->charged;
  period.late_fee_rest = static_cast<std::int32_t>(fee->rest);
  return period;
}

bool is_waived(const LoanPeriod& period) {
  return period.late_interest_waived != Amount{} || period.late_fee_waived != Amount{};
}

/// By how much a period owes more for being late, or less.
protocol::LateCharge difference(std::uint32_t number, const LoanPeriod& before,
                                const LoanPeriod& after, std::int64_t days) {
  return {number, after.late_interest_due() - before.late_interest_due(),
          after.late_fee_due() - before.late_fee_due(), days};
}

}  // namespace

bool is_overdue(const Loan& loan, const LoanPeriod& period, Date day) {
  return !period.paid() && days_late(period, day) > loan.late.grace_days;
}

bool has_overdue_period(const Loan& loan, Date day) {
  return std::ranges::any_of(
      loan.periods, [&](const LoanPeriod& period) { return is_overdue(loan, period, day); });
}

bool can_be_reminded(const LoanPeriod& period, Date day, std::int32_t days) {
  return !period.reminded && day < period.due && days_late(period, day) >= -days;
}

money::DailyRate late_interest_rate(const protocol::LateRules& rules, Rate annual_rate) {
  if (rules.interest_a_year != Rate{}) return {rules.interest_a_year, days_a_year};
  if (rules.interest_of_contract == Rate{}) return {rules.interest};
  const __int128 rate = static_cast<__int128>(annual_rate.ppm) * rules.interest_of_contract.ppm;
  return {Rate{static_cast<std::int64_t>(
              money::divide_rounded(rate, __int128{1'000'000}, money::Rounding::half_up))},
          days_a_year};
}

bool is_possible_late_rate(const protocol::LateRules& rules, Rate annual_rate) {
  if (annual_rate < Rate{} || annual_rate > money::annual_rate_max) return false;
  return rules.interest_of_contract == Rate{} ||
         late_interest_rate(rules, annual_rate).rate <= limits::late_rate_a_year_max;
}

bool charges_late_interest(const protocol::LateRules& rules) {
  return rules.interest != Rate{} || rules.interest_a_year != Rate{} ||
         rules.interest_of_contract != Rate{} || rules.contract_interest;
}

bool charges_by_the_day(const Loan& loan) {
  return charges_late_interest(loan.late) || loan.late.fee != Rate{} ||
         loan.late.fee_then != Rate{};
}

std::expected<std::vector<protocol::LateCharge>, protocol::Refusal> late_charges(const Loan& loan,
                                                                                 Date day) {
  std::vector<protocol::LateCharge> charges;
  for (std::uint32_t number = 1; const LoanPeriod& period : loan.periods) {
    if (is_overdue(loan, period, day) && period.charged_to < day) {
      const std::int64_t days = days_to_charge(loan, period, day);
      const auto after = charged(loan, period, days);
      if (!after) return std::unexpected(protocol::Refusal::amount_exceeds_limit);
      charges.push_back(difference(number, period, *after, days));
    }
    ++number;
  }
  return charges;
}

void add_charge(Loan& loan, const protocol::LateCharge& charge, Date day) {
  LoanPeriod& period = loan.periods[charge.period - 1];
  ASSERT(!period.paid() && period.charged_to < day);
  const auto after = charged(loan, period, charge.days);
  ASSERT(after && difference(charge.period, period, *after, charge.days) == charge);
  period = *after;
  period.charged_to = day;
  period.overdue = true;
}

std::vector<protocol::LateCharge> charge_up_to(Loan& loan, Date day) {
  auto charges = late_charges(loan, day);
  if (!charges) return {};
  for (const protocol::LateCharge& charge : *charges) add_charge(loan, charge, day);
  return std::move(*charges);
}

std::vector<protocol::LateCharge> sum_of(std::vector<protocol::LateCharge> charges,
                                         std::span<const protocol::LateCharge> more) {
  for (const protocol::LateCharge& charge : more) {
    const auto same = std::ranges::find(charges, charge.period, &protocol::LateCharge::period);
    if (same == charges.end()) {
      charges.push_back(charge);
    } else {
      same->interest += charge.interest;
      same->fee += charge.fee;
      same->days += charge.days;
    }
  }
  std::erase_if(charges, [](const protocol::LateCharge& charge) {
    return charge == protocol::LateCharge{charge.period, {}, {}, 0};
  });
  return charges;
}

AsOf::AsOf(Loan& loan, Date day) : loan_(loan) {
  if (std::ranges::any_of(loan.periods, is_waived)) before_ = loan.periods;
  for (std::uint32_t number = 1; LoanPeriod & period : loan.periods) {
    // One that a waiver has paid, too: it was charged beyond its last payment.
    if (period.charged_to > day) {
      const std::int64_t free_until = std::int64_t{period.due.days} + loan.late.grace_days;
      const std::int64_t days =
          std::max<std::int64_t>(free_until, day.days) - period.charged_to.days;
      auto then = charged(loan, period, days);
      ASSERT(then);
      const bool late = days_late(period, day) > loan.late.grace_days;
      then->overdue = late && !then->paid();
      then->charged_to = late ? day : Date{};
      taken_off_.push_back(difference(number, period, *then, days));
      period = *then;
    }
    ++number;
  }
}

std::vector<protocol::LateCharge> AsOf::charge_again() {
  auto changes = sum_of(taken_off_, charge_up_to(loan_, loan_.assessed_to));
  if (before_.empty()) return changes;
  // Not their sum: what is paid or taken back between them changes what a waiver leaves due.
  for (std::uint32_t number = 1; const LoanPeriod& period : loan_.periods) {
    const auto same = std::ranges::find(changes, number, &protocol::LateCharge::period);
    const std::int64_t days = same == changes.end() ? 0 : same->days;
    const auto change = difference(number, before_[number - 1], period, days);
    if (same != changes.end()) {
      *same = change;
    } else if (change != protocol::LateCharge{number, {}, {}, 0}) {
      changes.push_back(change);
    }
    ++number;
  }
  return changes;
}

bool is_assessed(const Loan& loan, Date day) {
  if (loan.state == LoanState::written_off || !charges_by_the_day(loan)) return true;
  return std::ranges::none_of(loan.periods, [&](const LoanPeriod& period) {
    return is_overdue(loan, period, day) && period.charged_to < day;
  });
}

protocol::LateCharge waive(LoanPeriod& period, std::uint32_t number, Amount late_interest,
                           Amount late_fee) {
  const LoanPeriod before = period;
  period.late_interest_waived = late_interest;
  period.late_fee_waived = late_fee;
  return difference(number, before, period, 0);
}

LoanState state_with(const Loan& loan, std::uint32_t number, const LoanPeriod& changed) {
  bool unpaid = false;
  bool overdue = false;
  bool compensated = false;
  for (std::uint32_t at = 1; at <= loan.periods.size(); ++at) {
    const LoanPeriod& period = at == number ? changed : loan.periods[at - 1];
    if (period.paid()) continue;
    unpaid = true;
    overdue |= period.overdue;
    compensated |= static_cast<bool>(period.payer);
  }
  if (!unpaid) return LoanState::repaid;
  if (loan.state == LoanState::written_off) return LoanState::written_off;
  if (compensated) return LoanState::compensated;
  return overdue ? LoanState::overdue : LoanState::repaying;
}

LoanState state_by_periods(const Loan& loan) { return state_with(loan, 0, {}); }

Collapsed collapse(const Loan& loan, Date day) {
  const auto due = std::ranges::find_if(loan.periods,
                                        [&](const LoanPeriod& period) { return period.due > day; });
  Collapsed collapsed{static_cast<std::uint32_t>(due - loan.periods.begin()), std::nullopt};
  if (due == loan.periods.end()) return collapsed;
  money::Instalment everything{day, {}, interest_owed(loan, day)};
  for (auto period = loan.periods.begin(); period != due; ++period) {
    everything.interest -= period->interest_left();
  }
  for (auto period = due; period != loan.periods.end(); ++period) {
    everything.principal += period->principal_left();
  }
  ASSERT(everything.interest >= Amount{});
  collapsed.everything = everything;
  return collapsed;
}

void replace_rest(Loan& loan, const std::optional<money::Instalment>& everything) {
  if (!everything) return;
  std::erase_if(loan.periods,
                [&](const LoanPeriod& period) { return period.due > everything->due; });
  loan.periods.push_back(period_of(*everything, Amount{}, loan.terms.annual_rate));
}

Date unpaid_since(const Loan& loan, const LoanPeriod& period) {
  return std::max(period.due, loan.taken_back_on);
}

Date compensated_from(const Loan& loan, const LoanPeriod& period) {
  return unpaid_since(loan, period) +
         std::max<std::int32_t>(loan.late.grace_days + 1, loan.late.compensate_after_days);
}

std::optional<Compensation> compensation_due(const State& state, const Loan& loan, Date day) {
  const bool by_guarantor = loan.late.compensator == protocol::Compensator::guarantor;
  if (loan.late.compensator == protocol::Compensator::nobody || waits_for_the_gap(state, loan)) {
    return std::nullopt;
  }
  const auto is_uncompensated = [](const LoanPeriod& period) {
    return !period.paid() && !period.payer;
  };
  const auto is_due = [&](const LoanPeriod& period) {
    return !period.paid() && compensated_from(loan, period) <= day;
  };
  const auto first = std::ranges::find_if(loan.periods, is_uncompensated);
  if (first == loan.periods.end() || !is_due(*first)) return std::nullopt;

  Compensation paid;
  paid.payer = by_guarantor ? loan.guarantor
                            : state.ledger.platform(AccountKind::reserve_fund, loan.currency);
  paid.first_period = static_cast<std::uint32_t>(first - loan.periods.begin()) + 1;
  paid.paid_after = loan.paid;
  const bool whole = loan.late.compensation == protocol::CompensationScope::loan;
  const Collapsed rest = whole ? collapse(loan, day) : Collapsed{};
  for (auto period = first; period != loan.periods.end(); ++period) {
    const bool included = whole ? period->due <= day : is_due(*period);
    if (!included || !is_uncompensated(*period)) continue;
    paid.paid_after.principal += period->principal_left();
    paid.paid_after.interest += period->interest_left();
    paid.last_period = static_cast<std::uint32_t>(period - loan.periods.begin()) + 1;
  }
  if (rest.everything) {
    paid.everything = rest.everything;
    paid.paid_after.principal += rest.everything->principal;
    paid.paid_after.interest += rest.everything->interest;
    paid.last_period = rest.periods_kept + 1;
  }
  // Of what being late has cost alone the holders are not owed in the borrower's place.
  if (paid.paid_after == loan.paid) return std::nullopt;
  return paid;
}

bool write_off_due(const State& state, const Loan& loan, Date day) {
  if (loan.late.write_off_after_days == 0 || !loan.running()) return false;
  if (waits_for_the_gap(state, loan)) return false;
  const auto unpaid =
      std::ranges::find_if(loan.periods, [](const LoanPeriod& period) { return !period.paid(); });
  return unpaid != loan.periods.end() &&
         days_unpaid(loan, *unpaid, day) >= loan.late.write_off_after_days;
}

}  // namespace tributary::engine
