#include "verticals/books/schedule_changes.hpp"

#include <limits>

#include "rows/encoded.hpp"

namespace tributary::books {

namespace {

std::vector<PlannedLine> lines_of(const Bytes& bytes, std::uint32_t first_period) {
  std::vector<PlannedLine> lines;
  for (const PlannedInstalment& line : decoded<std::vector<PlannedInstalment>>(bytes)) {
    lines.push_back({first_period + static_cast<std::uint32_t>(lines.size()), line.due,
                     line.principal, line.interest, line.fee});
  }
  return lines;
}

ScheduleChangeLine line_of(const ScheduleChange& change) {
  ScheduleChangeLine line;
  line.sequence = change.sequence;
  line.time = change.time;
  line.kind = change.kind;
  if (change.day != Date{}) line.on = change.day;
  line.reason = change.reason;
  if (change.annual_rate != rate_unknown) {
    line.annual_rate_before = change.annual_rate_before;
    line.annual_rate = change.annual_rate;
  }
  line.was = lines_of(change.was, change.first_period);
  line.now = lines_of(change.now, change.first_period);
  return line;
}

}  // namespace

Page<ScheduleChangeLine, ChainCursor> schedule_changes(Snapshot& books, LoanId loan,
                                                       const std::optional<ChainCursor>& after,
                                                       std::size_t lines_max) {
  constexpr auto newest = static_cast<Sequence>(std::numeric_limits<std::int64_t>::max());
  Page<ScheduleChangeLine, ChainCursor> page;
  const auto changes = books.schedule_changes(loan, after ? after->next : newest, lines_max + 1);
  for (const ScheduleChange& change : changes) {
    if (page.lines.size() == lines_max) {
      page.next = {change.sequence};
      break;
    }
    page.lines.push_back(line_of(change));
  }
  return page;
}

}  // namespace tributary::books
