#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/commands/prepayment.hpp"

namespace tributary::engine {
namespace {

/// The terms for what is left after the periods of the present schedule that have ended.
money::Terms terms_of_rest(const Loan& loan, std::int32_t periods_ended) {
  money::Terms rest = loan.terms;
  const auto shorten = [&](std::int32_t& count) { count = std::max(0, count - periods_ended); };
  rest.periods -= periods_ended;
  // Counted anew from a short month, the due dates would stay on its last day.
  rest.due_day = periods_of(loan).due_day();
  shorten(rest.grace_principal_periods);
  shorten(rest.interest_deferred_periods);
  shorten(rest.interest_free_periods);
  return rest;
}

Amount largest_before_last(std::span<const money::Instalment> lines) {
  Amount largest;
  for (const auto& line : lines.first(lines.size() - 1)) {
    largest = std::max(largest, line.principal + line.interest);
  }
  return largest;
}

/// Loans that repay their principal at the end have no periods to drop before it.
bool repays_along(money::Method method) {
  return method != money::Method::interest_only && method != money::Method::bullet;
}

struct Rest {
  money::Terms terms;
  std::vector<money::Instalment> schedule;
};

/// The lines not yet due as they are, but that the next ones ask for no principal until what was
/// prepaid is used up.
Rest skip_dues(const Loan& loan, Amount prepaid, Date start, const Elapsed& passed) {
  Rest rest{terms_of_rest(loan, passed.periods), {}};
  const std::size_t kept = loan.schedule_first_period - 1 + static_cast<std::size_t>(passed.lines);
  for (const LoanPeriod& period : std::span(loan.periods).subspan(kept)) {
    const Amount skipped = std::min(prepaid, period.principal);
    rest.schedule.push_back({period.due, period.principal - skipped, {}});
    prepaid -= skipped;
  }
  money::fill_interest(rest.schedule, rest.terms, {rest.terms, start, passed.next_end});
  return rest;
}

/// The schedule for `principal` from `start`. With fewer periods: the fewest whose instalments do
/// not exceed those the borrower had agreed to.
std::optional<Rest> reschedule(const Loan& loan, Amount principal, Date start,
                               const Elapsed& passed, protocol::AfterPrepayment way,
                               const money::Calendar& calendar) {
  const money::Terms terms = terms_of_rest(loan, passed.periods);
  const auto with_periods = [&](std::int32_t periods) -> std::optional<Rest> {
    money::Terms rest = terms;
    rest.periods = periods;
    auto schedule = money::make_schedule(rest, principal, start, passed.next_end, calendar);
    if (!schedule) return std::nullopt;
    return Rest{rest, std::move(*schedule)};
  };
  if (way == protocol::AfterPrepayment::fewer_periods && repays_along(terms.method)) {
    const auto left = std::span(loan.periods).subspan(loan.next_period() - 1);
    Amount agreed;
    for (const LoanPeriod& period : left) {
      agreed = std::max(agreed, period.principal + period.interest);
    }
    // More periods never make an instalment larger: the fewest are found by halving.
    std::int32_t low = 1;
    std::int32_t high = terms.periods;
    while (low < high) {
      const std::int32_t middle = low + (high - low) / 2;
      const auto rest = with_periods(middle);
      const bool fits = rest && largest_before_last(rest->schedule) <= agreed &&
                        rest->schedule.back().principal + rest->schedule.back().interest <= agreed;
      (fits ? high : low) = fits ? middle : middle + 1;
    }
    return with_periods(low);
  }
  return with_periods(terms.periods);
}

}  // namespace

template <>
std::expected<protocol::PrincipalPrepaid, Refused> decide(
    const State& state, const Context& context, const protocol::PrepayPrincipal& command) {
  if (auto against = check_prepayment(state, context, command.loan, command.on);
      against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  const Elapsed passed = elapsed(loan, command.on);
  const std::uint32_t first_period =
      loan.schedule_first_period + static_cast<std::uint32_t>(passed.lines);
  if (loan.next_period() < first_period || command.on >= passed.next_end) {
    return refuse(Refusal::due_instalments_unpaid);
  }
  if (auto against = check_day(state, context, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_blocks(state, {loan.borrower}); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  if (command.amount >= loan.principal_outstanding()) {
    return refuse(Refusal::amount_exceeds_outstanding, loan.principal_outstanding(),
                  command.amount);
  }
  const Date start = std::max(command.on, passed.last_end);
  const bool skips =
      command.after == protocol::AfterPrepayment::skip_next_dues && repays_along(loan.terms.method);
  auto rest = skips ? skip_dues(loan, command.amount, start, passed)
                    : reschedule(loan, loan.principal_outstanding() - command.amount, start, passed,
                                 command.after, state.days.calendar());
  if (!rest) return refuse(Refusal::loan_terms_invalid);
  const PaidTotals after = after_prepayment(loan, command.amount, command.on);
  if (!reaches_all(loan, loan.paid, after) ||
      !can_be_shared(rest->schedule, smallest_claim(loan), loan.principal, loan.fees.interest,
                     loan.late.interest)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  const Amount interest_fee = interest_fees(loan, loan.paid, after);
  if (!can_be_paid(state, loan, loan.borrower, after, Amount{}, interest_fee)) {
    return refuse(Refusal::insufficient_funds);
  }
  if (loan.schedules_before.size() >= limits::schedules_kept_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::PrincipalPrepaid{
      command.loan,    command.on,
      loan.borrower,   loan.paid,
      after,           interest_fee,
      first_period,    rest->terms,
      passed.next_end, std::move(rest->schedule),
      start,           fee_half_up(loan.principal - after.principal, loan.fees.service_per_period)};
}

}  // namespace tributary::engine
