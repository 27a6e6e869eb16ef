#include "verticals/audit/lists.hpp"

#include "rows/audit.hpp"
#include "rows/page.hpp"

namespace tributary::audit {

namespace {

constexpr std::size_t page_bytes_max = 1'000'000;

/// Where the next page begins.
struct AuditCursor {
  std::int64_t time_ms = INT64_MAX;
  std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(AuditCursor, (), (time_ms, number))

std::string columns() {
  std::string names;
  rows::for_each_column<rows::AuditLine>([&](const std::string& name, std::string_view) {
    names += (names.empty() ? "line." : ", line.") + name;
  });
  return names;
}

/// Binds what `select_of` asks for, in its order.
void bind(store::Statement& found, const AuditQuery& query, const AuditCursor& below,
          std::size_t limit) {
  const std::int64_t from = query.from.value_or(Time{INT64_MIN}).ms;
  const auto with = [&](const auto&... filters) {
    found.bind(filters..., below.time_ms, below.number, from, limit);
  };
  if (query.table) return with(*query.table, *query.key);
  if (query.actor && query.order) return with(query.actor->value, *query.order);
  if (query.actor) return with(query.actor->value);
  if (query.order) return with(*query.order);
  with();
}

AuditLineView view_of(const rows::AuditLine& line) {
  AuditLineView view;
  view.number = line.number;
  view.time = line.time;
  view.actor = line.actor;
  if (line.party) view.party = line.party;
  // What an agent acts on is no token.
  const bool is_of_agent = line.actor.kind() == protocol::ActorKind::agent;
  if (line.origin != 0 && !is_of_agent) view.token = TokenId{line.origin};
  if (line.approver) view.approver = line.approver;
  view.order = line.order_name;
  if (!line.address.empty()) view.address = line.address;
  for (rows::AuditChange& change : rows::read_changes(line.changes)) {
    ChangeView& told = view.changes.emplace_back();
    told.table = std::move(change.table);
    told.key = std::move(change.key);
    if (!change.before.empty()) told.before = {std::move(change.before)};
    if (!change.after.empty()) told.after = {std::move(change.after)};
  }
  return view;
}

}  // namespace

std::optional<http::BindError> AuditQuery::fault() const {
  const auto against = [](std::string_view member, std::string_view english,
                          std::string_view chinese) {
    return http::BindError{http::BindReason::wrong_format, std::string(member),
                           api::expected_in_both(english, chinese)};
  };
  if (table.has_value() != key.has_value()) {
    return against(table ? "key" : "table", "`table` and `key` together",
                   "table 与 key 须同时给出");
  }
  if (table && (actor || order)) {
    return against(actor ? "actor" : "order", "either a row or who changed it by which order",
                   "不能与 table、key 同时使用");
  }
  if (from && to && *to <= *from) {
    return against("to", "a time after `from`", "须晚于 from");
  }
  return std::nullopt;
}

std::string select_of(const AuditQuery& query) {
  // Which of two tables is read first is no matter of chance: the one that has the order.
  std::string sql = "SELECT " + columns() + " FROM ";
  std::string order_by;
  int next = 1;
  const auto place = [&] { return "$" + std::to_string(next++); };
  std::string filters;
  const auto filter = [&](std::string_view column) {
    filters.append(column).append(" = ").append(place()).append(" AND ");
  };
  std::string by = "line";
  if (query.table) {
    by = "about";
    sql += "audit_row about CROSS JOIN audit_line line WHERE line.number = about.number AND ";
    filter("about.table_name");
    filter("about.row_key");
  } else {
    sql += "audit_line line WHERE ";
    if (query.actor) filter("line.actor");
    if (query.order) filter("line.order_name");
  }
  sql += filters;
  sql += "(" + by + ".time, " + by + ".number) < (" + place();
  sql += ", " + place() + ")";
  sql += " AND " + by + ".time >= " + place();
  sql += " ORDER BY " + by + ".time DESC, " + by + ".number DESC LIMIT " + place();
  return sql;
}

vertical::Or<AuditPage> list_audit(vertical::Asked& asked, const AuditQuery& query) {
  AuditCursor below;
  if (query.cursor) {
    const auto named = rows::cursor_of<AuditCursor>(*query.cursor);
    if (!named) return std::unexpected(protocol::Refusal::malformed_request);
    below = *named;
  }
  if (query.to && query.to->ms < below.time_ms) below = {query.to->ms, 0};
  const std::size_t limit = vertical::limit_of(query);
  store::Statement& found = asked.reading.database().statement(select_of(query));
  bind(found, query, below, limit);
  AuditPage page;
  std::size_t bytes = 0;
  while (bytes < page_bytes_max && found.step()) {
    const auto line = rows::read_row<rows::AuditLine>(found);
    below = {line.time.ms, line.number};
    bytes += line.changes.size();
    page.lines.push_back(view_of(line));
  }
  found.reset();
  if (page.lines.size() == limit || bytes >= page_bytes_max) {
    page.next_cursor = rows::text_of(below);
  }
  return page;
}

}  // namespace tributary::audit
