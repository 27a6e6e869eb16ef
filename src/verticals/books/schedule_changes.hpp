#pragma once

#include <string>
#include <vector>

#include "rows/page.hpp"
#include "verticals/books/snapshot.hpp"

/// What holders and borrower are told when a running loan falls due otherwise than before.
namespace tributary::books {

/// One instalment as it was or is planned.
struct PlannedLine {
  std::uint32_t period = 0;
  Date due;
  Amount principal;
  Amount interest;
  Amount fee;  ///< the borrower's: service and guarantee fee
};
BOOST_DESCRIBE_STRUCT(PlannedLine, (), (period, due, principal, interest, fee))

/// From the first instalment that changed to the last, all that were and all that are.
struct ScheduleChangeLine {
  Sequence sequence = 0;
  Time time;
  ScheduleChangeKind kind{};
  std::optional<Date> on;  ///< from which on it counts; none: from when it was booked
  std::string reason;
  std::optional<Rate> annual_rate_before;  ///< told where it changed
  std::optional<Rate> annual_rate;
  std::vector<PlannedLine> was;
  std::vector<PlannedLine> now;
};
BOOST_DESCRIBE_STRUCT(ScheduleChangeLine, (),
                      (sequence, time, kind, on, reason, annual_rate_before, annual_rate, was, now))

/// A page of a loan's, newest first.
Page<ScheduleChangeLine, ChainCursor> schedule_changes(Snapshot& books, LoanId loan,
                                                       const std::optional<ChainCursor>& after,
                                                       std::size_t lines_max);

}  // namespace tributary::books
