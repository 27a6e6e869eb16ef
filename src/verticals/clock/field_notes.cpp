#include "verticals/clock/field_notes.hpp"

#include <array>

namespace tributary::clock {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    // What one kind of work came to.
    {"PlannedKind.kind", "The kind of work", "collect_instalment"},
    {"PlannedKind.items", "How many there are", "17"},
    {"PlannedKind.amount", "What they ask for together", "149141.00"},
    {"PlannedKind.lacking", "How many have a payer without enough money now", "0"},
    {"PlannedKind.amount_lacking", "What these payers miss, each by itself", "0.00"},
    {"PlannedKind.currency", "Of the amounts; none: an older program's sum over all", "CNY"},
    {"DoneKind.currency", "Of the amount", "CNY"},
    {"Difference.currency", "Of the amount, as the plan has it", "CNY"},
    {"DoneKind.kind", "The kind of work", "collect_instalment"},
    {"DoneKind.accepted", "How many were done", "16"},
    {"DoneKind.amount", "Of those that were done", "140368.00"},
    {"DoneKind.refused", "How many were refused", "1"},
    {"DoneKind.refusals", "How often for which reason"},
    {"RefusedFor.refusal", "The code of the refusal", "insufficient_funds"},
    {"RefusedFor.items", "How many", "1"},
    {"Difference.kind", "The kind of work", "collect_instalment"},
    {"Difference.items", "How many were planned and not done; less than none: more were done", "1"},
    {"Difference.amount", "The same of the amount", "8773.00"},
    {"WorkedKind.kind", "The kind of work", "collect_instalment"},
    {"WorkedKind.accepted", "How many were done", "16"},
    {"WorkedKind.refused", "How many were refused", "1"},
    {"WorkedKind.repeated", "Sent before: nothing happened twice", "0"},

    // Days and their items.
    {"DayView.day", "The business day", "2024-01-31"},
    {"DayView.began", "When it began"},
    {"DayView.planned", "What was to be done when it began"},
    {"DayView.done", "What was done"},
    {"PlanView.day", "The business day", "2024-01-31"},
    {"PlanView.dry_run", "Whether this is listed now; else it was kept when the day began",
     "false"},
    {"PlanView.planned", "What there is to do"},
    {"PlanView.done", "What was done"},
    {"PlanView.difference", "What was planned and not done"},
    {"ItemLine.kind", "The kind of work", "collect_instalment"},
    {"ItemLine.posting", "The deposit whose bounce goes on"},
    {"ItemLine.round", "The run that did it", "1"},
    {"ItemLine.refusal", "The code of the refusal, if it was refused"},
    {"ItemLine.reason", "The refusal in words"},

    // Runs and retries.
    {"RunWish.to", "The last day to begin and to work", "2024-01-31"},
    {"RunWish.round", "From 1; another number tries again what was refused"},
    {"RunWish.confirmed_on", "The same day again, where it is later than today", "2024-01-31"},
    {"RunView.confirmed_on", "Given where somebody has confirmed days that had not come"},
    {"RunView.run", "Number of the run; 0 is that of the clock", "3"},
    {"RunView.state", "How far it is", "running"},
    {"RunView.to", "The last day that it works", "2024-01-31"},
    {"RunView.round", "The round that it works", "1"},
    {"RunView.day", "The day that it works now"},
    {"RunView.listed", "Items of this day so far", "17"},
    {"RunView.finished", "Of these, how many were dealt with", "12"},
    {"RunView.worked", "What it has done, by kind"},
    {"RunView.fault", "What it waits to get over"},
    {"RetryWish.kind", "What to do again", "collect_instalment"},
    {"RetryWish.loan", "Whose work it is", "7"},
    {"RetryWish.account", "In the place of a loan, to collect what it owes"},
    {"RetryWish.period", "Of the instalment", "1"},
    {"RetryWish.amount", "Of an instalment, to collect a part"},
    {"RetryView.request_id", "The id under which it was sent", "retry-1"},
    {"RetryView.refusal", "The code of the refusal, if it was refused"},
    {"RetryView.reason", "The refusal in words"},

    // The clock.
    {"ClockView.shows", "The time by the machine's clock"},
    {"ClockView.in_doubt", "Whether it has jumped: nothing is decided meanwhile", "false"},
    {"ClockView.reason", "Why it is in doubt, and what to do"},
    {"ClockView.engine_time", "The time that the journal has come to; it never goes back"},
    {"ClockWish.time", "What time it is by a watch: the clock has to show it, to ten minutes"},

    // The timers.
    {"TimersView.state", "Whether they run in this process", "following"},
    {"TimersView.reason", "Why they are stopped"},
    {"TimersView.fault", "What is being retried"},
    {"TimersView.business_day", "The present business day"},
    {"TimersView.today", "The day by the clock"},
    {"TimersView.last_run", "When the last run ended"},
    {"TimersView.clock_run", "The present or last run of the clock"},
    {"TimersView.runs", "The last that were ordered, newest first"},
    {"TimersView.worked", "What was done since the start, by kind"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::clock
