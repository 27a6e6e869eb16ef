#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "money/wide_amount.hpp"
#include "protocol/command.hpp"
#include "protocol/query.hpp"

namespace tributary::clock {

using money::Amount;
using money::Date;
using money::WideAmount;
using protocol::AccountId;
using protocol::Currency;
using protocol::LoanId;
using protocol::WorkItem;
using protocol::WorkKind;

using protocol::timers_agent;

using TimerCommand =
    std::variant<protocol::BeginBusinessDay, protocol::OpenListing, protocol::FailListing,
                 protocol::RemindInstalment, protocol::AssessLateInterest,
                 protocol::CollectInstalment, protocol::CompensateLoan, protocol::WriteOffLoan,
                 protocol::CollectReceivable, protocol::ContinueBounce>;

/// A set of kinds of work.
struct Kinds {
  std::uint32_t bits = 0;

  static constexpr Kinds of(std::initializer_list<WorkKind> kinds) {
    Kinds set;
    for (const WorkKind kind : kinds) set.bits |= bit(kind);
    return set;
  }
  static constexpr Kinds all() { return {~std::uint32_t{0}}; }
  /// What may run at any hour of the day, again and again.
  static constexpr Kinds any_hour() {
    return of({WorkKind::open_listing, WorkKind::fail_listing, WorkKind::continue_bounce});
  }
  /// What needs nobody's balance: it is done as soon as the day has begun.
  static constexpr Kinds without_money() {
    return of({WorkKind::open_listing, WorkKind::fail_listing, WorkKind::remind_instalment,
               WorkKind::assess_late_interest, WorkKind::continue_bounce});
  }
  constexpr bool has(WorkKind kind) const { return (bits & bit(kind)) != 0; }
  friend bool operator==(Kinds, Kinds) = default;

 private:
  static constexpr std::uint32_t bit(WorkKind kind) {
    return std::uint32_t{1} << static_cast<unsigned>(kind);
  }
};

/// Which thing a task does, and its place among all tasks: kind after kind, what was due first
/// before what was due later. The order is the same for everybody who runs the day.
struct TaskKey {
  WorkKind kind = WorkKind::open_listing;
  Date due;
  LoanId loan;
  AccountId account;              ///< told apart by it only where there is no loan
  std::uint32_t period = 0;       ///< of commands that name one
  protocol::PostingId posting{};  ///< of a bounce
  protocol::PostingId payment{};  ///< that it takes back next
  friend auto operator<=>(const TaskKey&, const TaskKey&) = default;
};

/// One command to send, under an id that is a function of what it does, when and in which round.
struct Task {
  TaskKey key;
  std::string id;
  TimerCommand command;
  Amount amount;             ///< as in WorkItem
  Amount available;          ///< as in WorkItem
  std::uint32_t claims = 0;  ///< as in WorkItem
  Currency currency = Currency::CNY;

  bool lacks_funds() const {
    const bool pays =
        key.kind == WorkKind::collect_instalment || key.kind == WorkKind::compensate_loan;
    return pays && available < amount;
  }
};

/// "collect", "write-off": as ids and people say it.
std::string_view word_of(WorkKind);

/// "collect:loan-17:period-3:2026-11-22:r1". A reminder is sent once: the day it names is that of
/// the instalment, and no round.
std::string task_id(const TaskKey&, Date day, std::string_view round);

/// "begin:2026-11-22:after-2026-11-21"; of the first day there is, "begin:2026-11-22:first". With
/// the day before in it, a first day that came too late cannot stand in the way of that day later.
std::string begin_id(Date day, Date before);

/// How much of an instalment is taken when the account does not have it all.
enum class PartPayments : std::uint8_t {
  never,
  when_overdue,  ///< on the due date all or nothing; from the day after what is there
};

/// The task of a work item on a day, in a round.
Task task_of(const WorkItem&, Date day, std::string_view round, PartPayments);

}  // namespace tributary::clock
