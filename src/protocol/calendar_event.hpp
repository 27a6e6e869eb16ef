#pragma once

#include <string>
#include <vector>

#include "protocol/types.hpp"

/// Days and time: which days banks work, the business day, the engine's time. As in
/// `event.hpp`, fields are only ever added.
namespace tributary::protocol {

struct CalendarSet {
  static constexpr std::uint16_t number = 12;
  std::string source;
  std::vector<Date> holidays;
  std::vector<Date> working_weekends;
};
BOOST_DESCRIBE_STRUCT(CalendarSet, (), (source, holidays, working_weekends))

struct DueDateMoved {
  std::uint32_t period = 0;  ///< from 1; of a schedule before, its place among what is kept of them
  Date was;
  Date is;

  friend bool operator==(const DueDateMoved&, const DueDateMoved&) = default;
};
BOOST_DESCRIBE_STRUCT(DueDateMoved, (), (period, was, is))

struct LoanDueDatesMoved {
  LoanId loan;
  std::vector<DueDateMoved> dues;
  std::vector<DueDateMoved>
      dues_before;  ///< of schedules that come back if payments are taken back

  friend bool operator==(const LoanDueDatesMoved&, const LoanDueDatesMoved&) = default;
};
BOOST_DESCRIBE_STRUCT(LoanDueDatesMoved, (), (loan, dues, dues_before))

/// Interest stays as it is: the calendar moves the day of payment alone.
struct DueDatesMoved {
  static constexpr std::uint16_t number = 62;
  LoanId first;  ///< that was looked at
  LoanId next;   ///< from which the next step goes on
  bool finished = false;
  std::vector<LoanDueDatesMoved> loans;  ///< of which something moved
};
BOOST_DESCRIBE_STRUCT(DueDatesMoved, (), (first, next, finished, loans))

struct BusinessDayBegan {
  static constexpr std::uint16_t number = 13;
  Date on;
  std::uint16_t loans_kept_days = 400;  ///< what was over before that many days leaves memory
};
BOOST_DESCRIBE_STRUCT(BusinessDayBegan, (), (on, loans_kept_days))

/// The engine's time stays; until it goes on, listings and days are held against `to`.
struct TimeSetBack {
  static constexpr std::uint16_t number = 60;
  Time to;
};
BOOST_DESCRIBE_STRUCT(TimeSetBack, (), (to))

}  // namespace tributary::protocol
