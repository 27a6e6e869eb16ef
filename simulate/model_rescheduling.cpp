#include <algorithm>
#include <numeric>

#include "simulate/model.hpp"
#include "simulate/model_schedule.hpp"

/// What is not yet due of a loan falls due otherwise: as is agreed, or as the calendar has it.
namespace tributary::simulation {

using enum Refusal;

namespace {

constexpr std::int64_t late_ppm_a_year_max = 50'000 * 365;

bool is_something(const RescheduleLoan& wish) {
  return wish.annual_rate || wish.first_due || wish.more_periods != 0 || wish.skipped_dues != 0 ||
         !wish.principals.empty();
}

/// All that was earned by the day, less what the lines over by then have asked for.
Amount earned_and_not_asked(const ModelLoan& loan, Date on) {
  Amount amount = earned_until(loan, on);
  for (std::size_t line = 0; line < lines_over(loan, on); ++line) {
    amount -= loan.periods[loan.lines_before + line].owed.interest;
  }
  return amount;
}

}  // namespace

Model::Rest Model::rest_after(const ModelLoan& loan, const RescheduleLoan& wish) {
  Rest rest = rest_on(loan, wish.on);
  rest.carried = earned_and_not_asked(loan, wish.on);
  money::Terms& terms = rest.terms;
  terms.level_part = {};
  if (wish.annual_rate) terms.annual_rate = *wish.annual_rate;
  if (wish.first_due) {
    rest.first_due = *wish.first_due;
    terms.due_day = 0;
  }
  // Too many, or fewer than none, are refused alike.
  terms.periods = static_cast<std::int32_t>(
      std::clamp<std::int64_t>(std::int64_t{terms.periods} + wish.more_periods, 0, 601));
  terms.interest_deferred_periods = std::max(terms.interest_deferred_periods, wish.skipped_dues);
  if (terms.method != money::Method::interest_only) {
    terms.grace_principal_periods = std::max(terms.grace_principal_periods, wish.skipped_dues);
  }
  if (!wish.principals.empty()) {
    terms.balloon = {};
    terms.grace_principal_periods = 0;
  }
  return rest;
}

std::optional<Refusal> Model::against_lines(const ModelLoan& loan, const RescheduleLoan& wish,
                                            Rest& rest) const {
  Amount to_come;
  for (std::size_t i = rest.lines_kept; i < loan.periods.size(); ++i) {
    to_come += loan.periods[i].owed.principal;
  }
  std::vector<Amount> principals = wish.principals;
  const bool stays_named = principals.empty() && loan.has_own_principals;
  for (std::size_t i = rest.lines_kept; stays_named && i < loan.periods.size(); ++i) {
    principals.push_back(loan.periods[i].owed.principal);
  }
  if (stays_named && wish.skipped_dues != 0) return principals_do_not_add_up;
  const bool named = !principals.empty();
  const std::size_t needed =
      rest.terms.method == money::Method::bullet ? 1 : static_cast<std::size_t>(rest.terms.periods);
  __int128 sum = 0;
  bool any_below = false;
  for (const Amount principal : principals) {
    sum += principal.minor;
    any_below = any_below || principal < Amount{};
  }
  if (named && (any_below || sum != to_come.minor || principals.size() != needed)) {
    return principals_do_not_add_up;
  }
  const std::int64_t late = rest.terms.annual_rate.ppm * loan.late.interest_of_contract.ppm;
  if (wish.skipped_dues < 0 || (late + 500'000) / 1'000'000 > late_ppm_a_year_max) {
    return loan_terms_invalid;
  }
  const auto lines = named ? lines_of(rest.terms, principals, rest.start, rest.first_due, calendar)
                           : lines_of(rest.terms, to_come, rest.start, rest.first_due, calendar);
  if (!lines) {
    return lines.error() == money::TermsError::first_due_out_of_range ? first_due_invalid
                                                                      : loan_terms_invalid;
  }
  if (wish.first_due && *wish.first_due > two_periods_after(rest.start, rest.terms)) {
    return first_due_invalid;
  }
  rest.lines = *lines;
  for (money::Instalment& line :
       std::span(rest.lines)
           .subspan(static_cast<std::size_t>(rest.terms.interest_deferred_periods), 1)) {
    line.interest += rest.carried;
  }
  return std::nullopt;
}

Reasons Model::reasons_against(Sender sender, const RescheduleLoan& wish) const {
  Reasons against;
  const ModelLoan* loan = ask_running(against, sender, wish.loan);
  if (loan == nullptr) return against;
  ask_date(against, sender, *loan, wish.on);
  against.insert_if(is_frozen(loan->borrower), party_blocked);
  const money::LoanPeriods periods(loan->terms, loan->schedule_start, loan->first_due);
  const bool is_over = loan->periods.back().due <= wish.on ||
                       periods.period_end(periods_over(*loan, wish.on) + 1) <= wish.on;
  against.insert_if(is_over || !is_something(wish), nothing_to_reschedule);
  if (!against.empty()) return against;
  Rest rest = rest_after(*loan, wish);
  if (const auto refusal = against_lines(*loan, wish, rest)) return {*refusal};
  against.insert_if(
      takes_back(rest.lines, smallest_bid(*loan), loan->principal, loan->fees, loan->late),
      payment_too_small_to_share);
  return against;
}

void Model::begin_schedule(ModelLoan& loan, const Rest& rest, Amount fee) const {
  loan.terms = rest.terms;
  loan.schedule_start = rest.start;
  loan.first_due = rest.first_due;
  loan.lines_before = rest.lines_kept;
  loan.interest_carried = rest.carried;
  loan.schedule_principal = {};
  loan.has_own_principals = has_own_principals(rest.lines, rest.terms, rest.start, rest.first_due);
  loan.periods.resize(rest.lines_kept);
  for (const money::Instalment& line : rest.lines) {
    loan.schedule_principal += line.principal;
    loan.periods.push_back(period_of(line, fee, rest.terms.annual_rate));
  }
}

void Model::effect(const RescheduleLoan& wish) {
  ModelLoan& loan = loans.at(wish.loan.value);
  Rest rest = rest_after(loan, wish);
  against_lines(loan, wish, rest);
  replaced_.clear();
  for (std::size_t i = rest.lines_kept; i < loan.periods.size(); ++i) {
    const ModelPeriod& period = loan.periods[i];
    replaced_.push_back({period.due, period.owed.principal, period.owed.interest});
  }
  begin_schedule(loan, rest, loan.periods[rest.lines_kept].owed.fee);
  loan.last_date = wish.on;
  loan.rescheduled_on = wish.on;
}

Reasons Model::reasons_against(Sender, const MoveDueDates& wish) const {
  const bool is_next = due_dates_from && wish.first.value_or(*due_dates_from) == *due_dates_from;
  return is_next ? Reasons{} : Reasons{no_due_dates_to_move};
}

/// Of the lines from `from` on; all of them, or none where two would fall on one day.
void Model::move_due_dates(std::vector<ModelPeriod>& periods, std::size_t lines_before,
                           std::size_t from, const money::Terms& terms,
                           const money::LoanPeriods& counted) const {
  const Date present = business_day.value_or(Date{});
  std::vector<ModelPeriod> moved = periods;
  for (std::size_t i = from; i < moved.size(); ++i) {
    if (moved[i].due <= present) continue;
    const int line = static_cast<int>(i - lines_before) + 1;
    moved[i].due = calendar.adjust(counted.due(line), terms.business_days);
    if (moved[i].due <= present || (i > from && moved[i].due <= moved[i - 1].due)) return;
  }
  periods = std::move(moved);
}

/// One step is enough for as few loans as live here.
void Model::effect(const MoveDueDates&) {
  for (std::uint64_t number = 1; number <= loans.size(); ++number) {
    ModelLoan& loan = loans.at(number);
    if (!loan.running()) continue;
    move_due_dates(loan.periods, loan.lines_before, loan.lines_before, loan.terms,
                   {loan.terms, loan.schedule_start, loan.first_due});
    for (ModelPayment& payment : loan.payments) {
      if (payment.reversed || !payment.changed_schedule) continue;
      move_due_dates(payment.periods, payment.lines_before, payment.lines_kept, payment.terms,
                     {payment.terms, payment.schedule_start, payment.first_due});
    }
  }
  due_dates_from.reset();
}

}  // namespace tributary::simulation
