#include <algorithm>
#include <utility>

#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {
namespace {

bool changes_something(const protocol::RescheduleLoan& command) {
  return command.annual_rate || command.more_periods != 0 || command.skipped_dues != 0 ||
         command.first_due || !command.principals.empty();
}

/// What is still to fall due of a loan, and can be agreed on anew.
struct Rest {
  Elapsed passed;
  Date start;
  std::uint32_t first_period = 0;
  std::vector<money::Instalment> lines;
  Amount principal;
  Amount interest_earned;  ///< up to `start`, and not asked for by lines before
};

/// Nothing where all has fallen due, or waits for a business day alone.
std::optional<Rest> rest_of(const Loan& loan, Date on) {
  if (loan.periods.back().due <= on) return std::nullopt;
  Rest rest{elapsed(loan, on), {}, loan.schedule_first_period, {}, {}, {}};
  if (on >= rest.passed.next_end) return std::nullopt;
  rest.start = std::max(on, rest.passed.last_end);
  rest.first_period += static_cast<std::uint32_t>(rest.passed.lines);
  for (const LoanPeriod& period : std::span(loan.periods).subspan(rest.first_period - 1)) {
    rest.lines.push_back({period.due, period.principal, period.interest});
    rest.principal += period.principal;
  }
  rest.interest_earned = interest_owed(loan, on);
  for (const LoanPeriod& kept : std::span(loan.periods).first(rest.first_period - 1)) {
    rest.interest_earned -= kept.interest_left();
  }
  return rest;
}

money::Terms terms_agreed(const Loan& loan, const Rest& rest,
                          const protocol::RescheduleLoan& command) {
  money::Terms terms = terms_of_rest(loan, rest.passed.periods);
  terms.level_part = {};
  terms.annual_rate = command.annual_rate.value_or(terms.annual_rate);
  // So many more, or fewer, that no terms have them, are none.
  const std::int64_t periods = std::int64_t{terms.periods} + command.more_periods;
  terms.periods = periods > money::periods_max
                      ? 0
                      : static_cast<std::int32_t>(std::max<std::int64_t>(periods, 0));
  if (command.first_due) terms.due_day = 0;
  if (command.skipped_dues != 0) {
    std::int32_t& deferred = terms.interest_deferred_periods;
    deferred = std::max(deferred, command.skipped_dues);
    std::int32_t& grace = terms.grace_principal_periods;
    if (terms.method != money::Method::interest_only) grace = std::max(grace, command.skipped_dues);
  }
  if (!command.principals.empty()) {
    terms.grace_principal_periods = 0;
    terms.balloon = {};
  }
  return terms;
}

/// Why the principals that are named cannot be those of the rest.
Refused check_principals(const std::vector<Amount>& named, const money::Terms& terms,
                         Amount principal) {
  if (named.empty()) return Refusal::none;
  const std::int64_t lines = terms.method == money::Method::bullet ? 1 : terms.periods;
  if (!std::cmp_equal(named.size(), lines)) {
    return {Refusal::principals_do_not_add_up,
            protocol::RefusalDetail::of_counts(lines, static_cast<std::int64_t>(named.size()))};
  }
  Amount sum;
  for (const Amount part : named) {
    if (part < Amount{} || part > principal - sum) return Refusal::principals_do_not_add_up;
    sum += part;
  }
  if (sum == principal) return Refusal::none;
  return {Refusal::principals_do_not_add_up, protocol::RefusalDetail::of(principal, sum)};
}

/// What the rest is repaid by, where it is named one by one: as the agreement says, or as before
/// where it says nothing and leaves as many instalments. For another number they are named anew.
std::expected<std::vector<Amount>, Refused> principals_agreed(
    const Loan& loan, const Rest& rest, const money::Terms& terms,
    const protocol::RescheduleLoan& command) {
  if (!command.principals.empty() || !has_named_principals(loan)) return command.principals;
  const std::int64_t lines = terms.method == money::Method::bullet ? 1 : terms.periods;
  if (command.skipped_dues != 0 || !std::cmp_equal(rest.lines.size(), lines)) {
    return refuse({Refusal::principals_do_not_add_up,
                   protocol::RefusalDetail::of_counts(lines, std::int64_t{0})});
  }
  std::vector<Amount> kept;
  for (const money::Instalment& line : rest.lines) kept.push_back(line.principal);
  return kept;
}

}  // namespace

template <>
std::expected<protocol::LoanRescheduled, Refused> decide(const State& state, const Context& context,
                                                         const protocol::RescheduleLoan& command) {
  if (auto against = check_running(state, context, command.loan, command.on);
      against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (auto against = check_blocks(state, {loan.borrower}); against != Refusal::none) {
    return refuse(against);
  }
  const std::optional<Rest> rest = rest_of(loan, command.on);
  if (!rest || !changes_something(command)) return refuse(Refusal::nothing_to_reschedule);
  const money::Terms terms = terms_agreed(loan, *rest, command);
  const auto principals = principals_agreed(loan, *rest, terms, command);
  if (!principals) return refuse(principals.error());
  if (auto against = check_principals(*principals, terms, rest->principal);
      against != Refusal::none) {
    return refuse(against);
  }
  if (command.skipped_dues < 0) {
    return refuse(against_terms(money::TermsError::interest_deferral_out_of_range));
  }
  if (const auto error = money::find_error(terms)) return refuse(against_terms(*error));
  if (!is_possible_late_rate(loan.late, terms.annual_rate)) {
    return refuse(
        against_rule(Refusal::loan_terms_invalid, protocol::RuleFault::late_interest_in_all));
  }
  const Date first_due = command.first_due.value_or(rest->passed.next_end);
  const money::Calendar& calendar = state.days.calendar();
  auto schedule =
      principals->empty()
          ? money::make_schedule(terms, rest->principal, rest->start, first_due, calendar)
          : money::make_schedule(terms, *principals, rest->start, first_due, calendar);
  if (!schedule) return refuse(against_schedule(schedule.error()));
  if (command.first_due > money::latest_first_due(terms, rest->start)) {
    return refuse(Refusal::first_due_invalid);
  }
  const auto asks_first = static_cast<std::size_t>(terms.interest_deferred_periods);
  (*schedule)[asks_first].interest += rest->interest_earned;
  if (!can_be_shared(*schedule, smallest_claim(loan), loan.principal, loan.fees.interest,
                     charges_late_interest(loan.late))) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  return protocol::LoanRescheduled{command.loan,
                                   command.on,
                                   loan.borrower,
                                   rest->first_period,
                                   loan.terms,
                                   terms,
                                   rest->start,
                                   first_due,
                                   rest->lines,
                                   std::move(*schedule),
                                   rest->interest_earned,
                                   loan.periods[rest->first_period - 1].fee,
                                   command.memo.text};
}

}  // namespace tributary::engine
