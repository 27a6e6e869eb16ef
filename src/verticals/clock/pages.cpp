#include "verticals/clock/pages.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <ranges>

#include "protocol/refusal.hpp"
#include "verticals/clock/sum_column.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

/// Rows keep a refusal's number, as the journal does.
Refusal refusal_in(const store::Statement& row, int column) {
  const auto refusal = protocol::refusal_of(static_cast<std::uint64_t>(row.integer(column)));
  ASSERT(refusal.has_value());
  return *refusal;
}

std::vector<DoneKind> read_done(store::Database& database, Date day) {
  store::Statement& rows = database.statement(
      "SELECT kind, refusal, items, amount, currency FROM clock_tally WHERE day = $1 "
      "ORDER BY kind, currency, refusal");
  rows.bind(day.days);
  std::vector<DoneKind> done;
  while (rows.step()) {
    const auto kind = static_cast<WorkKind>(rows.integer(0));
    const Refusal refusal = refusal_in(rows, 1);
    const auto items = static_cast<std::uint64_t>(rows.integer(2));
    const auto currency = static_cast<Currency>(rows.integer(4));
    if (done.empty() || done.back().kind != kind || done.back().currency != currency) {
      done.push_back({.kind = kind, .currency = currency});
    }
    if (refusal == Refusal::none) {
      done.back().accepted = items;
      done.back().amount = read_sum(rows, 3);
    } else {
      done.back().refused += items;
      done.back().refusals.push_back({std::string(protocol::text_of(refusal).name), items});
    }
  }
  return done;
}

std::vector<DayView> read_begun(store::Database& database, store::Statement& rows) {
  std::vector<DayView> days;
  while (rows.step()) {
    DayView view;
    view.day = {static_cast<std::int32_t>(rows.integer(0))};
    view.sequence = static_cast<protocol::Sequence>(rows.integer(1));
    view.began = {rows.integer(2)};
    days.push_back(std::move(view));
  }
  for (DayView& view : days) view.done = read_done(database, view.day);
  return days;
}

/// Where the items of a day lie: from its beginning to the one of the next.
std::pair<protocol::Sequence, protocol::Sequence> range_of(store::Database& database, Date day) {
  store::Statement& rows =
      database.statement("SELECT sequence FROM clock_day WHERE day >= $1 ORDER BY day LIMIT 2");
  rows.bind(day.days);
  std::pair<protocol::Sequence, protocol::Sequence> range{0, ~protocol::Sequence{0} >> 1};
  if (rows.step()) range.first = static_cast<protocol::Sequence>(rows.integer(0));
  if (rows.step()) range.second = static_cast<protocol::Sequence>(rows.integer(0));
  rows.reset();
  return range;
}

ItemLine line_of(const store::Statement& row) {
  const Refusal refusal = refusal_in(row, 8);
  ItemLine line;
  line.sequence = static_cast<protocol::Sequence>(row.integer(0));
  line.time = {row.integer(1)};
  line.kind = static_cast<WorkKind>(row.integer(2));
  if (row.integer(3) != 0) line.loan = LoanId{static_cast<std::uint64_t>(row.integer(3))};
  if (row.integer(4) != 0) line.account = AccountId{static_cast<std::uint64_t>(row.integer(4))};
  if (row.integer(5) != 0) {
    line.posting = protocol::PostingId{static_cast<std::uint64_t>(row.integer(5))};
  }
  if (row.integer(6) != 0) line.period = static_cast<std::uint32_t>(row.integer(6));
  const Amount amount{row.integer(7)};
  if (refusal == Refusal::none || amount != Amount{}) line.amount = amount;
  line.round = row.text(9);
  if (refusal != Refusal::none) {
    line.refusal = protocol::text_of(refusal).name;
    line.reason = protocol::text_of(refusal).english;
  }
  return line;
}

}  // namespace

std::optional<DayView> read_day(store::Database& database, Date day) {
  store::Statement& rows =
      database.statement("SELECT day, sequence, time FROM clock_day WHERE day = $1");
  rows.bind(day.days);
  std::vector<DayView> found = read_begun(database, rows);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<DayView> read_days(store::Database& database, Date before, std::size_t limit) {
  store::Statement& rows = database.statement(
      "SELECT day, sequence, time FROM clock_day WHERE day < $1 ORDER BY day DESC LIMIT $2");
  rows.bind(before.days, limit);
  return read_begun(database, rows);
}

ItemsPage read_items(store::Database& database, Date day, const ItemFilter& filter) {
  const auto [first, end] = range_of(database, day);
  store::Statement& rows = database.statement(
      "SELECT sequence, time, kind, loan, account, posting, period, amount, refusal, round "
      "FROM clock_item WHERE sequence > $1 AND sequence < $2 AND day = $3 "
      "AND ($4 = 0 OR kind = $4) AND ($5 = 0 OR ($5 = 1) = (refusal = 0)) "
      "ORDER BY sequence LIMIT $6");
  rows.bind(std::max(first, filter.after), end, day.days,
            filter.kind ? static_cast<int>(*filter.kind) : 0,
            filter.state ? static_cast<int>(*filter.state) : 0, filter.limit + 1);
  ItemsPage page;
  while (rows.step()) page.lines.push_back(line_of(rows));
  if (page.lines.size() > filter.limit) {
    page.lines.pop_back();
    page.next_cursor = std::to_string(page.lines.back().sequence);
  }
  return page;
}

CalendarInForce read_calendar(store::Database& database) {
  store::Statement& row =
      database.statement("SELECT sequence, digest, by_timers FROM clock_calendar");
  CalendarInForce calendar;
  if (row.bind().step()) {
    calendar.sequence = static_cast<protocol::Sequence>(row.integer(0));
    calendar.digest = row.text(1);
    calendar.by_timers = row.integer(2) != 0;
  }
  row.reset();
  return calendar;
}

std::vector<Difference> difference_of(const std::vector<PlannedKind>& planned,
                                      const std::vector<DoneKind>& done) {
  // Of a plan that an older program kept there is one sum over all currencies.
  const bool is_of_all =
      std::ranges::any_of(planned, [](const PlannedKind& row) { return !row.currency; });
  std::map<std::pair<WorkKind, std::optional<Currency>>, Difference> rows;
  const auto row_of = [&](WorkKind kind, std::optional<Currency> currency) -> Difference& {
    if (is_of_all) currency.reset();
    Difference& row = rows[{kind, currency}];
    row.kind = kind;
    row.currency = currency;
    return row;
  };
  for (const PlannedKind& row : planned) {
    Difference& difference = row_of(row.kind, row.currency);
    difference.items += static_cast<std::int64_t>(row.items);
    difference.amount += row.amount;
  }
  for (const DoneKind& row : done) {
    if (row.kind == WorkKind::continue_bounce) continue;  // no day is begun for them
    Difference& difference = row_of(row.kind, row.currency);
    difference.items -= static_cast<std::int64_t>(row.accepted);
    difference.amount -= row.amount;
  }
  std::vector<Difference> left;
  for (const Difference& row : std::views::values(rows)) {
    if (row.items != 0 || row.amount != WideAmount{}) left.push_back(row);
  }
  return left;
}

}  // namespace tributary::clock
