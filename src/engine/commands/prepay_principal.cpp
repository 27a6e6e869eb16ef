#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/commands/prepayment.hpp"
#include "engine/lateness.hpp"
#include "money/accrual.hpp"

namespace tributary::engine {
namespace {

Amount largest_before_last(std::span<const money::Instalment> lines) {
  Amount largest;
  for (const auto& line : lines.first(lines.size() - 1)) {
    largest = std::max(largest, line.principal + line.interest);
  }
  return largest;
}

/// What instalments repay again and again: all of it, or without interest where that shrinks.
Amount level_part_of(const Loan& loan) {
  if (loan.terms.level_part != Amount{}) return loan.terms.level_part;
  const auto schedule = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  // The last may take a rest, and first ones may have a grace.
  const std::size_t line = schedule.size() < 2 ? 0 : schedule.size() - 2;
  Amount level = schedule[line].principal;
  if (line + 1 == schedule.size()) level -= loan.terms.balloon;
  if (loan.terms.method != money::Method::annuity) return level;
  const money::LoanPeriods periods = periods_of(loan);
  money::ScheduleInterest earned(loan.terms, periods, loan.schedule_principal);
  for (const LoanPeriod& before : schedule.first(line)) earned.repay(before.principal);
  return level + earned.whole();
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
/// prepaid is used up. The terms keep what instalments were, for prepayments to come.
Rest skip_dues(const Loan& loan, Amount prepaid, Date start, const Elapsed& passed) {
  Rest rest{terms_of_rest(loan, passed.periods), {}};
  rest.terms.level_part = level_part_of(loan);
  const std::size_t kept = loan.schedule_first_period - 1 + static_cast<std::size_t>(passed.lines);
  for (const LoanPeriod& period : std::span(loan.periods).subspan(kept)) {
    const Amount skipped = std::min(prepaid, period.principal);
    rest.schedule.push_back({period.due, period.principal - skipped, {}});
    prepaid -= skipped;
  }
  money::fill_interest(rest.schedule, rest.terms, {rest.terms, start, passed.next_end});
  return rest;
}

/// The principals that were named, from the next one on, until `principal` is used up.
std::optional<Rest> keep_principals(const Loan& loan, Amount principal, Date start,
                                    const Elapsed& passed, const money::Calendar& calendar) {
  const std::size_t kept = loan.schedule_first_period - 1 + static_cast<std::size_t>(passed.lines);
  std::vector<Amount> principals;
  for (const LoanPeriod& period : std::span(loan.periods).subspan(kept)) {
    principals.push_back(std::min(principal, period.principal));
    principal -= principals.back();
    if (principal == Amount{}) break;
  }
  Rest rest{terms_of_rest(loan, passed.periods), {}};
  rest.terms.periods = static_cast<std::int32_t>(principals.size());
  auto schedule = money::make_schedule(rest.terms, principals, start, passed.next_end, calendar);
  if (!schedule) return std::nullopt;
  rest.schedule = std::move(*schedule);
  return rest;
}

/// The schedule for `principal` from `start`. With fewer periods: the fewest whose instalments do
/// not exceed those the borrower had agreed to. With the same instalment: that, as often as it
/// takes, or with all periods and a larger last one where it never was enough.
std::optional<Rest> reschedule(const Loan& loan, Amount principal, Date start,
                               const Elapsed& passed, protocol::AfterPrepayment way,
                               const money::Calendar& calendar) {
  money::Terms terms = terms_of_rest(loan, passed.periods);
  terms.level_part = {};
  const auto schedule_of = [&](std::int32_t periods) {
    money::Terms rest = terms;
    rest.periods = periods;
    return money::make_schedule(rest, principal, start, passed.next_end, calendar);
  };
  const auto with_periods = [&](std::int32_t periods) -> std::optional<Rest> {
    auto schedule = schedule_of(periods);
    if (!schedule) return std::nullopt;
    Rest rest{terms, std::move(*schedule)};
    rest.terms.periods = periods;
    return rest;
  };
  // More periods never make an instalment larger: the fewest that are enough are found by halving.
  const auto fewest = [&](auto&& enough) {
    std::int32_t low = 1;
    std::int32_t high = terms.periods;
    while (low < high) {
      const std::int32_t middle = low + (high - low) / 2;
      const bool fits = enough(middle);
      (fits ? high : low) = fits ? middle : middle + 1;
    }
    return low;
  };
  if (way == protocol::AfterPrepayment::same_instalment && repays_along(terms.method)) {
    if (has_named_principals(loan)) {
      return keep_principals(loan, principal, start, passed, calendar);
    }
    terms.level_part = level_part_of(loan);
    const Amount last_max = terms.level_part + terms.balloon;
    return with_periods(fewest([&](std::int32_t periods) {
      const auto schedule = schedule_of(periods);
      if (!schedule) return schedule.error() == money::TermsError::repaid_before_last_instalment;
      const money::Instalment& last = schedule->back();
      const bool with_interest = terms.method == money::Method::annuity;
      return last.principal + (with_interest ? last.interest : Amount{}) <= last_max;
    }));
  }
  if (way == protocol::AfterPrepayment::fewer_periods && repays_along(terms.method)) {
    const auto left = std::span(loan.periods).subspan(loan.next_period() - 1);
    Amount agreed;
    for (const LoanPeriod& period : left) {
      agreed = std::max(agreed, period.principal + period.interest);
    }
    return with_periods(fewest([&](std::int32_t periods) {
      const auto schedule = schedule_of(periods);
      return schedule && largest_before_last(*schedule) <= agreed &&
             schedule->back().principal + schedule->back().interest <= agreed;
    }));
  }
  return with_periods(terms.periods);
}

/// What prepaying an amount comes to.
struct Plan {
  std::optional<Rest> rest;  ///< nothing where the terms give no schedule
  PaidTotals after;
};

/// Prepayments of a loan that differ by their amounts alone.
class Plans {
 public:
  Plans(const State& state, const Loan& loan, const protocol::PrepayPrincipal& command,
        const Elapsed& passed)
      : state_(state), loan_(loan), command_(command), passed_(passed) {}

  Date start() const { return std::max(command_.on, passed_.last_end); }

  Plan of(Amount amount) const {
    const bool skips = command_.after == protocol::AfterPrepayment::skip_next_dues &&
                       repays_along(loan_.terms.method);
    return {skips ? skip_dues(loan_, amount, start(), passed_)
                  : reschedule(loan_, loan_.principal_outstanding() - amount, start(), passed_,
                               command_.after, state_.days.calendar()),
            after_prepayment(loan_, amount, command_.on)};
  }

  bool can_be_shared(const Plan& plan) const {
    return plan.rest && reaches_all(loan_, loan_.paid, plan.after) &&
           engine::can_be_shared(plan.rest->schedule, smallest_claim(loan_), loan_.principal,
                                 loan_.fees.interest, charges_late_interest(loan_.late));
  }

  /// An amount below the one named that can be shared, to be told: found at twice the distance each
  /// time and then by halving, so what lies between it and the one named mostly cannot.
  std::optional<Amount> largest_below(Amount amount) const {
    const auto fits = [&](Amount below) { return can_be_shared(of(amount - below)); };
    Amount too_near;
    Amount below{1};
    while (below < amount && !fits(below)) {
      too_near = below;
      below = below + below;
    }
    if (below >= amount) return std::nullopt;
    while (below - too_near > Amount{1}) {
      const Amount middle{(below + too_near).minor / 2};
      (fits(middle) ? below : too_near) = middle;
    }
    return amount - below;
  }

 private:
  const State& state_;
  const Loan& loan_;
  const protocol::PrepayPrincipal& command_;
  const Elapsed& passed_;
};

}  // namespace

std::expected<protocol::PrincipalPrepaid, Refused> prepayment_of(
    const State& state, const Loan& loan, const protocol::PrepayPrincipal& command) {
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  if (command.amount >= loan.principal_outstanding()) {
    return refuse(Refusal::amount_exceeds_outstanding, loan.principal_outstanding(),
                  command.amount);
  }
  const Elapsed passed = elapsed(loan, command.on);
  const Plans plans(state, loan, command, passed);
  Plan plan = plans.of(command.amount);
  if (!plans.can_be_shared(plan)) {
    return refuse(plan.rest ? Refusal::payment_too_small_to_share : Refusal::loan_terms_invalid);
  }
  ASSERT(plan.rest);
  protocol::PrincipalPrepaid event{
      command.loan,
      command.on,
      loan.borrower,
      loan.paid,
      plan.after,
      interest_fees(loan, loan.paid, plan.after),
      loan.schedule_first_period + static_cast<std::uint32_t>(passed.lines),
      plan.rest->terms,
      passed.next_end,
      std::move(plan.rest->schedule),
      plans.start(),
      money::fee_per_period(loan.fees, loan.principal - plan.after.principal),
      {},
      LoanState::repaying};
  if (loan.assessed_to > command.on) {  // entered later than it was made
    Loan then = loan;
    const AsOf as_of(then, command.on);
    replace_schedule(then, event);
    event.late = sum_of(as_of.taken_off(), charge_up_to(then, then.assessed_to));
    event.state = state_by_periods(then);
  }
  return event;
}

namespace {

/// Of an amount that cannot be prepaid, tells one that can. It changes what the borrower owes from
/// then on: another amount is the borrower's to name.
Refused with_largest(const State& state, const Loan& loan, const protocol::PrepayPrincipal& command,
                     const Refused& against) {
  const bool another_may_do =
      against == Refusal::payment_too_small_to_share || against == Refusal::loan_terms_invalid;
  if (!another_may_do) return against;
  const auto largest =
      Plans(state, loan, command, elapsed(loan, command.on)).largest_below(command.amount);
  if (!largest) return against;
  return {against.refusal, protocol::RefusalDetail::of(*largest, command.amount)};
}

}  // namespace

Refusal check_part(const Loan& loan, Date on) {
  const Elapsed passed = elapsed(loan, on);
  const std::uint32_t first_period =
      loan.schedule_first_period + static_cast<std::uint32_t>(passed.lines);
  const bool waits = loan.next_period() < first_period || on >= passed.next_end;
  return waits ? Refusal::due_instalments_unpaid : Refusal::none;
}

template <>
std::expected<protocol::PrincipalPrepaid, Refused> decide(
    const State& state, const Context& context, const protocol::PrepayPrincipal& command) {
  if (auto against = check_prepayment(state, context, command.loan, command.on);
      against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (auto against = check_part(loan, command.on); against != Refusal::none) return refuse(against);
  if (auto against = check_day(state, context, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_blocks(state, {loan.borrower}); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_schedules_kept(loan); against != Refusal::none) return refuse(against);
  auto event = prepayment_of(state, loan, command);
  if (!event) return refuse(with_largest(state, loan, command, event.error()));
  if (auto against =
          check_funds(state, loan, loan.borrower, event->paid_after, Amount{}, event->interest_fee);
      against != Refusal::none) {
    return refuse(against);
  }
  return event;
}

}  // namespace tributary::engine
