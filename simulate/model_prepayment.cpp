#include <algorithm>

#include "money/loan_periods.hpp"
#include "simulate/model.hpp"
#include "simulate/model_fees.hpp"
#include "simulate/model_schedule.hpp"

/// Principal that comes back ahead of its time, all of it or a part.
namespace tributary::simulation {

using enum Refusal;

/// All that was earned since the present schedule began, less what its lines were paid.
Amount Model::interest_owed(const ModelLoan& loan, Date day) {
  Amount owed = earned_until(loan, day);
  for (std::size_t i = 0; i < loan.lines_before; ++i) owed += loan.periods[i].rest().interest;
  for (std::size_t line = 0; line < lines_over(loan, day); ++line) {
    owed -= loan.periods[loan.lines_before + line].paid.interest;
  }
  return owed;
}

PaidTotals Model::prepayment_of(const ModelLoan& loan, Amount principal, Date on) {
  Date interest_to = on;
  if (principal == loan.outstanding() &&
      loan.fees.payoff_interest == money::PayoffInterest::to_next_due) {
    const money::LoanPeriods periods(loan.terms, loan.schedule_start, loan.first_due);
    const std::size_t next = next_period(loan);
    const auto line = static_cast<int>(next - std::min(next, loan.lines_before)) + 1;
    interest_to = std::max(on, next < loan.lines_before ? loan.schedule_start : periods.due(line));
  }
  const __int128 days_interest = static_cast<__int128>(principal.minor) *
                                 loan.terms.annual_rate.ppm * loan.fees.prepayment_days;
  const auto of_days =
      static_cast<std::int64_t>((days_interest * 2 + 365'000'000) / (2 * 365'000'000));
  return {principal,
          interest_owed(loan, interest_to),
          half_up(principal, loan.fees.prepayment) + Amount{of_days},
          {}};
}

/// Something due by `on` has not been paid, or is past its counted end and only waits for a
/// business day.
bool Model::waits_for_instalment(const ModelLoan& loan, Date on) {
  const std::size_t next = next_period(loan);
  if (on >= loan.periods[next].due) return true;
  const money::LoanPeriods periods(loan.terms, loan.schedule_start, loan.first_due);
  return next < loan.lines_before + lines_over(loan, on) ||
         on >= periods.period_end(periods_over(loan, on) + 1);
}

/// The next lines ask for no principal until what was prepaid is used up, and for interest on what
/// is left.
Lines Model::lines_skipping(const ModelLoan& loan, Amount prepaid, const Rest& rest) {
  Lines lines;
  for (std::size_t i = rest.lines_kept; i < loan.periods.size(); ++i) {
    const Amount agreed = loan.periods[i].owed.principal;
    const Amount skipped = std::min(agreed, prepaid);
    prepaid -= skipped;
    lines.push_back({loan.periods[i].due, agreed - skipped, {}});
  }
  return *with_interest(lines, rest.terms, rest.start, rest.first_due);
}

/// What the instalments before the last one have in common: the sum of an annuity, the principal of
/// the other methods.
Amount Model::level_part(const ModelLoan& loan) {
  if (loan.terms.level_part != Amount{}) return loan.terms.level_part;
  const std::size_t lines = loan.periods.size() - loan.lines_before;
  const std::size_t at = loan.periods.size() - std::min<std::size_t>(lines, 2);
  Amount level = loan.periods[at].owed.principal;
  if (lines == 1) level = level - loan.terms.balloon;
  if (loan.terms.method != money::Method::annuity) return level;
  const money::LoanPeriods periods(loan.terms, loan.schedule_start, loan.first_due);
  return level +
         earned_by(principals_of_schedule(loan), loan.terms, periods)[at - loan.lines_before];
}

Model::Rest Model::rest_on(const ModelLoan& loan, Date on) {
  const money::LoanPeriods periods(loan.terms, loan.schedule_start, loan.first_due);
  const int over = periods_over(loan, on);
  Rest rest;
  rest.terms = loan.terms;
  rest.terms.due_day = periods.due_day();
  for (std::int32_t* periods_left :
       {&rest.terms.periods, &rest.terms.grace_principal_periods,
        &rest.terms.interest_deferred_periods, &rest.terms.interest_free_periods}) {
    *periods_left = std::max(*periods_left - over, 0);
  }
  rest.start = std::max(on, periods.period_end(over));
  rest.first_due = periods.period_end(over + 1);
  rest.lines_kept = loan.lines_before + lines_over(loan, on);
  return rest;
}

std::optional<Model::Rest> Model::rest_after(const ModelLoan& loan,
                                             const PrepayPrincipal& command) const {
  Rest rest = rest_on(loan, command.on);
  const bool bullet = loan.terms.method == money::Method::bullet;
  const bool repays_along = !bullet && loan.terms.method != money::Method::interest_only;
  if (repays_along && command.after == AfterPrepayment::skip_next_dues) {
    rest.terms.level_part = level_part(loan);
    rest.lines = lines_skipping(loan, command.amount, rest);
    return rest;
  }
  const Amount principal = loan.outstanding() - command.amount;
  rest.terms.level_part = {};
  const auto try_periods = [&](std::int32_t count) {
    rest.terms.periods = count;
    auto lines = lines_of(rest.terms, principal, rest.start, rest.first_due, calendar);
    if (lines) rest.lines = *lines;
    return lines.has_value();
  };
  const std::int32_t all = rest.terms.periods;
  if (repays_along && command.after == AfterPrepayment::same_instalment) {
    if (loan.has_own_principals) {
      std::vector<Amount> parts;
      Amount left = principal;
      for (std::size_t i = rest.lines_kept; left != Amount{}; ++i) {
        parts.push_back(std::min(left, loan.periods[i].owed.principal));
        left = left - parts.back();
      }
      rest.terms.periods = static_cast<std::int32_t>(parts.size());
      auto lines = lines_of(rest.terms, parts, rest.start, rest.first_due, calendar);
      if (!lines) return std::nullopt;
      rest.lines = *lines;
      return rest;
    }
    rest.terms.level_part = level_part(loan);
    const bool annuity = loan.terms.method == money::Method::annuity;
    for (std::int32_t count = 1; count <= all; ++count) {
      if (!try_periods(count)) continue;
      const money::Instalment& last = rest.lines.back();
      const Amount repeated = last.principal + (annuity ? last.interest : Amount{});
      if (repeated <= rest.terms.level_part + rest.terms.balloon) return rest;
    }
    if (!try_periods(all)) return std::nullopt;
    return rest;  // with a last instalment above the others, as there was
  }
  if (repays_along && command.after == AfterPrepayment::fewer_periods) {
    Amount agreed;
    for (std::size_t i = next_period(loan); i < loan.periods.size(); ++i) {
      agreed = std::max(agreed, loan.periods[i].owed.principal + loan.periods[i].owed.interest);
    }
    // Found by halving: where the terms give no schedule for some numbers of periods, that matters.
    std::int32_t enough = all;
    for (std::int32_t fewest = 1; fewest < enough;) {
      const std::int32_t count = fewest + (enough - fewest) / 2;
      const bool fits =
          try_periods(count) && std::ranges::all_of(rest.lines, [&](const money::Instalment& line) {
            return line.principal + line.interest <= agreed;
          });
      if (fits) enough = count;
      if (!fits) fewest = count + 1;
    }
    if (!try_periods(enough)) return std::nullopt;
    return rest;
  }
  if (!try_periods(all)) return std::nullopt;
  return rest;
}

Reasons Model::reasons_against(Sender sender, const PrepayLoan& command) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, command.loan);
  if (loan == nullptr) return against;
  against.insert_if(command.on < first_payable(*loan), date_goes_back);
  ask_day(against, sender, command.on);
  against.insert_if(command.on < loan->rescheduled_on.value_or(command.on), date_goes_back);
  if (command.on >= loan->periods[next_period(*loan)].due) against.insert(due_instalments_unpaid);
  against.insert_if(is_frozen(loan->borrower), party_blocked);
  if (!against.empty()) return against;
  const PaidTotals payment = prepayment_of(*loan, loan->outstanding(), command.on);
  against.insert_if(somebody_gets_less(*loan, loan->paid, payment), payment_too_small_to_share);
  if (cannot_pay(*loan, loan->borrower, payment, loan->periods[next_period(*loan)].owed.fee)) {
    against.insert(insufficient_funds);
  }
  return against;
}

void Model::effect(const PrepayLoan& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  const ModelPeriod& period = loan.periods[next_period(loan)];
  const Amount fee = period.owed.fee;
  const Amount guarantee = guarantee_in(loan, period, fee);
  ModelPayment payment({sequence_}, PaymentKind::prepayment, command.on);
  payment.payer = loan.borrower;
  payment.fees = fee;
  payment.guarantee = guarantee;
  payment.before = loan.paid;
  go_back_to(loan, command.on);
  pay(loan, loan.borrower, prepayment_of(loan, loan.outstanding(), command.on));
  payment.after = loan.paid;
  loan.payments.push_back(payment);
  pay_fees(loan, fee, guarantee);
  loan.last_date = std::max(loan.last_date, command.on);
  loan.state = LoanState::prepaid;
  loan.ended_on = std::max(loan.last_date, day());
}

Reasons Model::reasons_against(Sender sender, const PrepayPrincipal& command) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, command.loan);
  if (loan == nullptr) return against;
  against.insert_if(command.on < first_payable(*loan), date_goes_back);
  ask_day(against, sender, command.on);
  against.insert_if(command.on < loan->rescheduled_on.value_or(command.on), date_goes_back);
  if (waits_for_instalment(*loan, command.on)) against.insert(due_instalments_unpaid);
  against.insert_if(is_frozen(loan->borrower), party_blocked);
  ask_amount(against, command.amount);
  if (command.amount >= loan->outstanding()) against.insert(amount_exceeds_outstanding);
  if (!against.empty()) return against;
  const auto rest = rest_after(*loan, command);
  if (!rest) return {loan_terms_invalid};
  const PaidTotals payment = prepayment_of(*loan, command.amount, command.on);
  if (somebody_gets_less(*loan, loan->paid, payment) ||
      takes_back(rest->lines, smallest_bid(*loan), loan->principal, loan->fees, loan->late)) {
    against.insert(payment_too_small_to_share);
  }
  against.insert_if(cannot_pay(*loan, loan->borrower, payment, Amount{}), insufficient_funds);
  return against;
}

void Model::effect(const PrepayPrincipal& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  const Rest rest = rest_after(loan, command).value();
  const Amount fee = period_fee(loan.fees, loan.outstanding() - command.amount);
  ModelPayment payment({sequence_}, PaymentKind::part_prepayment, command.on);
  payment.payer = loan.borrower;
  payment.before = loan.paid;
  go_back_to(loan, command.on);
  for (std::size_t i = rest.lines_kept; i < loan.periods.size(); ++i) loan.periods[i].waived = {};
  keep_schedule(loan, payment, rest.lines_kept);
  pay(loan, loan.borrower, prepayment_of(loan, command.amount, command.on));
  payment.after = loan.paid;
  loan.payments.push_back(payment);
  loan.last_date = std::max(loan.last_date, command.on);
  begin_schedule(loan, rest, fee);
  charge_again(loan);
  loan.state = state_of(loan);
}

}  // namespace tributary::simulation
