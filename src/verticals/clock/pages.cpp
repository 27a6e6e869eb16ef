#include "verticals/clock/pages.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <ranges>

#include "protocol/refusal.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

/// The statement that selects rows of this kind; `rest`: which of them, in which order.
template <class Row>
store::Statement& select(store::Database& database, std::string_view rest) {
  return database.statement("SELECT " + rows::columns_of<Row>() + " FROM " +
                            std::string(Row::table) + " " + std::string(rest));
}

std::vector<DoneKind> read_done(store::Database& database, Date day) {
  store::Statement& rows =
      select<DiaryTally>(database, "WHERE day = $1 ORDER BY kind, currency, refusal");
  rows.bind(day.days);
  std::vector<DoneKind> done;
  while (rows.step()) {
    const auto tally = rows::read_row<DiaryTally>(rows);
    if (done.empty() || done.back().kind != tally.kind || done.back().currency != tally.currency) {
      done.push_back({.kind = tally.kind, .currency = tally.currency});
    }
    if (tally.refusal == Refusal::none) {
      done.back().accepted = tally.items;
      done.back().amount = tally.amount;
    } else {
      done.back().refused += tally.items;
      done.back().refusals.push_back(
          {std::string(protocol::text_of(tally.refusal).name), tally.items});
    }
  }
  return done;
}

std::vector<DayView> read_begun(store::Database& database, store::Statement& rows) {
  std::vector<DayView> days;
  while (rows.step()) {
    const auto begun = rows::read_row<DiaryDay>(rows);
    DayView view;
    view.day = begun.day;
    view.sequence = begun.sequence;
    view.began = begun.time;
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

ItemLine line_of(DiaryItem item) {
  ItemLine line;
  line.sequence = item.sequence;
  line.time = item.time;
  line.kind = item.kind;
  if (item.loan) line.loan = item.loan;
  if (item.account) line.account = item.account;
  if (item.posting) line.posting = item.posting;
  if (item.period != 0) line.period = item.period;
  if (item.refusal == Refusal::none || item.amount != Amount{}) line.amount = item.amount;
  line.round = std::move(item.round);
  if (item.refusal != Refusal::none) {
    line.refusal = protocol::text_of(item.refusal).name;
    line.reason = protocol::text_of(item.refusal).english;
  }
  return line;
}

}  // namespace

std::optional<DayView> read_day(store::Database& database, Date day) {
  store::Statement& rows = select<DiaryDay>(database, "WHERE day = $1");
  rows.bind(day.days);
  std::vector<DayView> found = read_begun(database, rows);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<DayView> read_days(store::Database& database, Date before, std::size_t limit) {
  store::Statement& rows = select<DiaryDay>(database, "WHERE day < $1 ORDER BY day DESC LIMIT $2");
  rows.bind(before.days, limit);
  return read_begun(database, rows);
}

ItemsPage read_items(store::Database& database, Date day, const ItemFilter& filter) {
  const auto [first, end] = range_of(database, day);
  store::Statement& rows =
      select<DiaryItem>(database,
                        "WHERE sequence > $1 AND sequence < $2 AND day = $3 "
                        "AND ($4 = 0 OR kind = $4) AND ($5 = 0 OR ($5 = 1) = (refusal = 0)) "
                        "ORDER BY sequence LIMIT $6");
  rows.bind(std::max(first, filter.after), end, day.days,
            filter.kind ? static_cast<int>(*filter.kind) : 0,
            filter.state ? static_cast<int>(*filter.state) : 0, filter.limit + 1);
  ItemsPage page;
  while (rows.step()) page.lines.push_back(line_of(rows::read_row<DiaryItem>(rows)));
  if (page.lines.size() > filter.limit) {
    page.lines.pop_back();
    page.next_cursor = std::to_string(page.lines.back().sequence);
  }
  return page;
}

CalendarInForce read_calendar(store::Database& database) {
  const auto row = rows::Table<DiaryCalendar>(database).find(1);
  if (!row) return {};
  return {row->sequence, row->digest, row->by_timers};
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
