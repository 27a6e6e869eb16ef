#pragma once

#include "engine/loan.hpp"
#include "engine/state.hpp"
#include "money/loan_periods.hpp"
#include "money/schedule.hpp"

/// The arithmetic that commands and events of a running loan share.
namespace tributary::engine {

/// The schedule's periods as they are counted, before any move to business days.
money::LoanPeriods periods_of(const Loan& loan);

/// How far a day is into the present schedule. A period has ended when its counted end has come, or
/// when it was due ahead of that because business days moved it; the last never counts as ended.
struct Elapsed {
  std::int32_t periods = 0;  ///< ended
  std::int32_t lines = 0;    ///< of the schedule that ended with them: none of a bullet loan's
  Date last_end;             ///< of the last period that ended; the schedule's start if none has
  Date next_end;
};
Elapsed elapsed(const Loan& loan, Date day);

/// The terms for what is left after the periods of the present schedule that have ended.
money::Terms terms_of_rest(const Loan& loan, std::int32_t periods_ended);

/// The interest that is owed on `day` if the loan is prepaid then: all that was earned, also what
/// was deferred, less what was paid. Principal that waits for a business day earns nothing
/// meanwhile. Needs: a running loan whose last period is due after `day`.
Amount interest_owed(const Loan& loan, Date day);

/// Whether the principals of its schedule are named one by one, and no terms shape them.
bool has_named_principals(const Loan& loan);

/// A line of a schedule by terms with this rate, nothing paid of it yet.
LoanPeriod period_of(const money::Instalment& line, Amount fee, Rate annual_rate);

/// Of `paid` of a period's fee, which comes to what was paid of it before, what is the guarantor's.
Amount guarantee_part_of(const Loan& loan, const LoanPeriod& period, Amount paid);

/// What the borrower has prepaid is paid, and the rest falls due as the event says.
void replace_schedule(Loan& loan, const protocol::PrincipalPrepaid& event);

/// What is not yet due falls due as the event says.
void replace_schedule(Loan& loan, const protocol::LoanRescheduled& event);

/// The due dates of a running loan that the calendar moves: those that come after `today`. None
/// where two would fall on one day, or one on a day that has passed. Of the schedules before, too,
/// in case they come back.
protocol::LoanDueDatesMoved moved_due_dates(const Loan& loan, Date today,
                                            const money::Calendar& calendar);
/// How many are looked at for that.
std::size_t due_dates_of(const Loan& loan);

/// Changes what the borrower owes and has listed in all, in the currency of the account.
void change_borrowing(State& state, AccountId borrower, Amount difference);

/// Ends a loan that was settled: its borrower, guarantor and holders are free of it. Its details
/// stay for a while, as its payments may bounce.
void end_settled_loan(State& state, LoanId loan, LoanState end);

}  // namespace tributary::engine
