#include "engine/servicing.hpp"

#include <span>

#include "base/assert.hpp"
#include "money/accrual.hpp"

namespace tributary::engine {
namespace {

/// The event's schedule takes the place of all periods from its first on.
template <class Event>
void begin_schedule(Loan& loan, const Event& event) {
  loan.terms = event.terms;
  loan.schedule_principal = {};
  loan.schedule_start = event.schedule_start;
  loan.schedule_first_due = event.first_due;
  loan.schedule_first_period = event.first_period;
  loan.periods.resize(event.first_period - 1);
  for (const money::Instalment& line : event.schedule) {
    loan.schedule_principal += line.principal;
    loan.periods.push_back(period_of(line, event.fee_per_period, event.terms.annual_rate));
  }
}

/// Where the lines, of which the first has this number in its schedule, fall due by the calendar:
/// of those that move, their places from 1 on and both days.
std::vector<protocol::DueDateMoved> moved(std::span<const LoanPeriod> lines, int first_line,
                                          const money::LoanPeriods& periods,
                                          money::BusinessDayRule rule, Date today,
                                          const money::Calendar& calendar) {
  std::vector<protocol::DueDateMoved> dues;
  Date last = today;
  for (std::uint32_t place = 1; const LoanPeriod& line : lines) {
    if (line.due > today) {
      const int number = first_line + static_cast<int>(place) - 1;
      const Date is = calendar.adjust(periods.due(number), rule);
      if (is <= last) return {};
      last = is;
      if (is != line.due) dues.push_back({place, line.due, is});
    }
    ++place;
  }
  return dues;
}

}  // namespace

money::LoanPeriods periods_of(const Loan& loan) {
  return {loan.terms, loan.schedule_start, loan.schedule_first_due};
}

Elapsed elapsed(const Loan& loan, Date day) {
  const money::LoanPeriods periods = periods_of(loan);
  const auto lines = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  const bool one_line = loan.terms.method == money::Method::bullet;
  std::int32_t ended = 0;
  while (ended + 1 < loan.terms.periods &&
         (periods.period_end(ended + 1) <= day ||
          (!one_line && lines[static_cast<std::size_t>(ended)].due <= day))) {
    ++ended;
  }
  return {ended, one_line ? 0 : ended, periods.period_end(ended), periods.period_end(ended + 1)};
}

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

bool has_named_principals(const Loan& loan) {
  if (loan.terms.level_part != Amount{}) return false;
  money::Terms terms = loan.terms;
  terms.business_days = money::BusinessDayRule::as_is;
  const auto shaped = money::make_schedule(terms, loan.schedule_principal, loan.schedule_start,
                                           loan.schedule_first_due, money::Calendar{});
  const auto lines = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  return !shaped || !std::ranges::equal(*shaped, lines, {}, &money::Instalment::principal,
                                        &LoanPeriod::principal);
}

Amount guarantee_part_of(const Loan& loan, const LoanPeriod& period, Amount paid) {
  return money::guarantee_part(loan.fees, period.fee_paid + paid) -
         money::guarantee_part(loan.fees, period.fee_paid);
}

Amount interest_owed(const Loan& loan, Date day) {
  const money::LoanPeriods periods = periods_of(loan);
  const auto lines = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  const auto ended = static_cast<std::size_t>(elapsed(loan, day).lines);
  Amount owed = loan.interest_carried;
  // Of the schedule before, what was asked for and not paid: it may wait for a business day.
  for (const LoanPeriod& period : std::span(loan.periods).first(loan.schedule_first_period - 1)) {
    owed += period.interest_left();
  }
  money::ScheduleInterest earned(loan.terms, periods, loan.schedule_principal);
  for (const LoanPeriod& line : lines.first(ended)) {
    owed += earned.whole() - line.interest_paid;
    earned.repay(line.principal);
  }
  return owed + earned.until(day);
}

LoanPeriod period_of(const money::Instalment& line, Amount fee, Rate annual_rate) {
  LoanPeriod period;
  period.due = line.due;
  period.principal = line.principal;
  period.interest = line.interest;
  period.fee = fee;
  period.annual_rate_ppm = static_cast<std::int32_t>(annual_rate.ppm);
  return period;
}

void replace_schedule(Loan& loan, const protocol::PrincipalPrepaid& event) {
  loan.paid = event.paid_after;
  loan.interest_carried = {};
  begin_schedule(loan, event);
}

void replace_schedule(Loan& loan, const protocol::LoanRescheduled& event) {
  loan.interest_carried = event.interest_carried;
  begin_schedule(loan, event);
}

protocol::LoanDueDatesMoved moved_due_dates(const Loan& loan, Date today,
                                            const money::Calendar& calendar) {
  protocol::LoanDueDatesMoved all{loan.id, {}, {}};
  if (!loan.running()) return all;
  const auto schedule = std::span(loan.periods).subspan(loan.schedule_first_period - 1);
  all.dues = moved(schedule, 1, periods_of(loan), loan.terms.business_days, today, calendar);
  for (protocol::DueDateMoved& due : all.dues) due.period += loan.schedule_first_period - 1;
  std::uint32_t at = 0;
  for (const ScheduleBefore& before : loan.schedules_before) {
    const money::LoanPeriods periods(before.terms, before.schedule_start,
                                     before.schedule_first_due);
    const auto lines = std::span(loan.periods_replaced).subspan(at, before.periods_replaced);
    const auto first_line = static_cast<int>(before.first_period - before.schedule_first_period);
    auto dues = moved(lines, first_line + 1, periods, before.terms.business_days, today, calendar);
    for (protocol::DueDateMoved& due : dues) {
      due.period += at;
      all.dues_before.push_back(due);
    }
    at += before.periods_replaced;
  }
  return all;
}

std::size_t due_dates_of(const Loan& loan) {
  return loan.running() ? loan.periods.size() + loan.periods_replaced.size() : 0;
}

void change_borrowing(State& state, AccountId borrower, Amount difference) {
  const Account& account = state.ledger[borrower];
  const auto change = [&](Borrowing& borrowing) {
    borrowing.owed += difference;
    ASSERT(borrowing.owed >= Amount{});
  };
  state.borrowings.change(account.owner, account.currency, change);
  const std::uint32_t group = state.parties[account.owner].related_group;
  if (group != 0) state.group_borrowings.change(group, account.currency, change);
}

void end_settled_loan(State& state, LoanId id, LoanState end) {
  const Loan& loan = state.loans[id];
  ASSERT(loan.principal_owed() == Amount{});
  state.ledger.loan_ended(loan.borrower);
  if (loan.guarantor) state.ledger.loan_ended(loan.guarantor);
  state.loans.change(id, [&](Loan& ended) { ended.state = end; });
  for (const Claim& claim : loan.claims) state.ledger.claim_ended(claim.holder);
  state.loans.end(id, state.day());
}

}  // namespace tributary::engine
