#include "verticals/clock/field_notes.hpp"

#include <array>

namespace tributary::clock {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    // What one kind of work came to.
    {"WorkKind", "", "The kind of work", "collect_instalment"},
    {"PlannedKind", "items", "How many there are", "17"},
    {"PlannedKind", "amount", "What they ask for, all together", "149141.00"},
    {"PlannedKind", "lacking", "How many have a payer without enough money now", "0"},
    {"PlannedKind", "amount_lacking", "What these payers lack, summed over them", "0.00"},
    {"PlannedKind", "currency",
     "Currency of the amounts; absent in a sum over all, kept by an older program", "CNY"},
    {"DoneKind", "currency", "Currency of the amount", "CNY"},
    {"Difference", "currency", "Currency of the amount; absent where the plan has none", "CNY"},
    {"DoneKind", "accepted", "How many were done", "16"},
    {"DoneKind", "amount", "What those that were done came to", "140368.00"},
    {"DoneKind", "refused", "How many were refused", "1"},
    {"DoneKind", "refusals", "How often for which reason"},
    {"RefusedFor", "refusal", "The code of the refusal", "insufficient_funds"},
    {"RefusedFor", "items", "How many", "1"},
    {"Difference", "items", "How many were planned and not done; below zero: more were done", "1"},
    {"Difference", "amount", "The amount planned and not done; below zero: more was done",
     "8773.00"},
    {"WorkedKind", "accepted", "How many were done", "16"},
    {"WorkedKind", "refused", "How many were refused", "1"},
    {"WorkedKind", "repeated", "How many had been sent before: nothing happened twice", "0"},

    // Days and their items.
    {"DayView", "day", "The business day", "2024-01-31"},
    {"DayView", "began", "When it began"},
    {"DayView", "sequence", "Place in the journal where it began", "1042"},
    {"DayView", "planned", "What was to be done when it began"},
    {"DayView", "done", "What was done"},
    {"PlanView", "day", "The business day", "2024-01-31"},
    {"PlanView", "dry_run", "Whether `planned` is listed now; else it was kept when the day began",
     "false"},
    {"PlanView", "planned", "What there is to do"},
    {"PlanView", "done", "What was done"},
    {"PlanView", "difference", "What was planned and not done"},
    {"DaysPage", "lines", "Business days, newest first"},
    {"ItemsPage", "lines", "What was done or refused on the day, oldest first"},
    {"DaysPage, ItemsPage", "sequence", "Place in the journal up to which this is so", "1042"},
    {"DaysPage, ItemsPage", "next_cursor", "The `cursor` of the next page; absent on the last one"},
    {"ItemsQuery", "state", "Only what was accepted, or only what was refused"},
    {"ItemsQuery", "kind", "Only this kind of work"},
    {"list_business_day_items, get_business_day_plan", "date", "The business day", "2024-01-31"},
    {"ItemLine", "sequence", "Place of the command in the journal", "1042"},
    {"ItemLine", "time", "When it was decided"},
    {"ItemLine", "period", "Number of the instalment, from 1", "1"},
    {"ItemLine", "amount",
     "What was moved or charged; of one that was refused, what was asked for, if it named an "
     "amount",
     "8773.00"},
    {"ItemLine", "posting", "The deposit whose bounce goes on"},
    {"ItemLine", "round",
     "Round of the run that did it; `retry` where it was ordered by hand; empty where its id names "
     "none",
     "1"},
    {"ItemLine", "refusal", "The code of the refusal, if it was refused"},
    {"ItemLine", "reason", "The refusal in words"},

    // Runs and retries.
    {"RunWish", "to", "The last day to begin and to work", "2024-01-31"},
    {"RunWish", "round", "From 1; another number tries again what was refused"},
    {"RunWish", "confirmed_on", "The day `to` again, where it is later than today", "2024-01-31"},
    {"RunView", "confirmed_on",
     "The last day again, where somebody confirmed days later than today"},
    {"RunView", "run", "Number of the run; 0: the run of the clock", "3"},
    {"RunView", "state", "How far it is", "running"},
    {"RunView", "to", "The last business day whose work it does", "2024-01-31"},
    {"RunView", "round", "Its round; another one tries again what was refused", "1"},
    {"RunView", "day", "The business day whose work it does now"},
    {"RunView", "listed", "Items of `day` found so far", "17"},
    {"RunView", "finished", "How many of those are finished", "12"},
    {"RunView", "worked", "What it has done, by kind"},
    {"RunView", "fault", "The fault because of which it waits and tries again"},
    {"RetryWish", "kind", "What to do again", "collect_instalment"},
    {"RetryWish", "loan", "The loan whose work it is", "7"},
    {"RetryWish", "account", "Instead of a loan: the account, to collect what it owes"},
    {"RetryWish", "period", "Number of the instalment, from 1", "1"},
    {"RetryWish", "amount", "A part of an instalment, to collect only that"},
    {"RetryView", "request_id", "The id under which it was sent", "retry-1"},
    {"RetryView", "sequence", "Place of the command in the journal", "1042"},
    {"RetryView", "refusal", "The code of the refusal, if it was refused"},
    {"RetryView", "reason", "The refusal in words"},

    // The clock.
    {"ClockView", "shows", "The time by the machine's clock"},
    {"ClockView", "in_doubt", "Whether it has jumped: nothing is decided meanwhile", "false"},
    {"ClockView", "reason", "Why it is in doubt, and what to do"},
    {"ClockView", "engine_time",
     "The time of the last decision in the journal; it never goes back"},
    {"ClockWish", "time", "What time it is by a watch; the clock must show it, within ten minutes"},

    // The timers.
    {"TimersView", "state", "Whether they run in this process", "following"},
    {"TimersView", "reason", "Why they are stopped"},
    {"TimersView", "fault", "The fault because of which the timers wait and try again"},
    {"TimersView", "business_day", "The present business day"},
    {"TimersView", "today", "The day by the clock"},
    {"TimersView", "last_run", "When the last run ended"},
    {"TimersView", "clock_run", "The present or last run of the clock"},
    {"TimersView", "runs", "The last runs that were ordered, newest first"},
    {"TimersView", "worked", "What was done since the start, by kind"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::clock
