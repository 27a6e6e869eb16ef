#include "rows/audit.hpp"

#include <algorithm>
#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <utility>

namespace tributary::rows {

namespace {

constexpr std::size_t page_lines = 500;
constexpr std::uint64_t image_scope = 0x696d616765;

/// Over the line without its own hash, and the hash before.
Bytes hash_of(AuditLine line, const Bytes& before) {
  line.hash = before;
  const Bytes text = encoded(line);
  const base::Digest256 digest = base::digest256({}, text);
  return {digest.begin(), digest.end()};
}

/// The member of a change that is a text, or a row; empty: it is not there.
std::string text_at(const boost::json::object& change, std::string_view name) {
  const auto* const member = change.if_contains(name);
  return member == nullptr ? "" : std::string(member->as_string());
}
std::string row_at(const boost::json::object& change, std::string_view name) {
  const auto* const member = change.if_contains(name);
  return member == nullptr ? "" : boost::json::serialize(member->as_object());
}

/// What is wrong with how the rows of a line are found.
std::optional<std::string> check_rows_of(Table<AuditRow>& table, const AuditLine& line,
                                         std::int64_t& seen) {
  for (const AuditRow& row : rows_of(line)) {
    const auto found = table.find(row.table_name, row.row_key, row.time, row.number);
    ++seen;
    if (found && found->image == row.image) continue;
    return "audit line " + std::to_string(line.number) + " is not found by " + row.table_name +
           " " + row.row_key + ", which it is about";
  }
  return std::nullopt;
}

}  // namespace

Bytes image_of(std::string_view text) {
  const auto digest = base::digest128(image_scope, std::as_bytes(std::span(text)));
  const auto bytes = std::bit_cast<std::array<std::byte, 16>>(digest);
  return {bytes.begin(), bytes.end()};
}

std::string respelled(std::string_view row) {
  return boost::json::serialize(boost::json::parse(row));
}

std::vector<AuditChange> read_changes(std::string_view text) try {
  std::vector<AuditChange> changes;
  const boost::json::value whole = boost::json::parse(text);
  for (const boost::json::value& each : whole.as_array()) {
    const boost::json::object& change = each.as_object();
    changes.push_back({.table = text_at(change, "table"),
                       .key = text_at(change, "key"),
                       .before = row_at(change, "before"),
                       .after = row_at(change, "after")});
  }
  return changes;
} catch (const boost::system::system_error& error) {
  throw TablesDamaged(std::string("a line of the audit has changes that no order has written: ") +
                      error.what());
}

std::vector<AuditRow> rows_of(const AuditLine& line) {
  // An order may change a row more than once: the last is what it is.
  std::map<std::pair<std::string, std::string>, std::optional<Bytes>> images;
  for (AuditChange& change : read_changes(line.changes)) {
    auto& image = images[{std::move(change.table), std::move(change.key)}];
    image.reset();
    if (!change.after.empty()) image = image_of(change.after);
  }
  std::vector<AuditRow> rows;
  for (auto& [row, image] : images) {
    rows.push_back({.table_name = row.first,
                    .row_key = row.second,
                    .time = line.time,
                    .number = line.number,
                    .image = std::move(image)});
  }
  return rows;
}

std::optional<SaidOfRow> said_of_row(store::Database& database, std::string_view table,
                                     std::string_view key) {
  store::Statement& found = database.statement(
      "SELECT number, image FROM audit_row WHERE table_name = $1 AND row_key = $2 "
      "ORDER BY number DESC LIMIT 1");
  if (!found.bind(table, key).step()) return std::nullopt;
  SaidOfRow said{.line = static_cast<std::uint64_t>(found.integer(0)), .image = {}};
  column::read_value(found, 1, said.image);
  found.reset();
  return said;
}

void link(AuditLine& line, AuditEnd& end) {
  line.number = end.number + 1;
  line.hash = hash_of(line, end.hash);
  end = {line.number, line.hash};
}

std::vector<AuditLine> read_lines(store::Database& database, std::uint64_t after,
                                  std::size_t at_most) {
  static const std::string sql = "SELECT " + columns_of<AuditLine>() +
                                 " FROM audit_line WHERE number > $1 ORDER BY number LIMIT $2";
  store::Statement& found = database.statement(sql);
  found.bind(after, at_most);
  std::vector<AuditLine> lines;
  while (found.step()) lines.push_back(read_row<AuditLine>(found));
  return lines;
}

std::optional<std::string> check_audit(store::Database& database, const AuditEnd& end) {
  // An older program kept no index of rows; the next start makes it.
  const bool has_rows = database.has_table(AuditRow::table);
  Table<AuditRow> rows(database);
  AuditEnd seen;
  std::int64_t rows_seen = 0;
  for (;;) {
    const auto lines = read_lines(database, seen.number, page_lines);
    if (lines.empty()) break;
    for (const AuditLine& line : lines) {
      const std::string name = "audit line " + std::to_string(line.number);
      if (line.number != seen.number + 1) {
        return "audit line " + std::to_string(seen.number + 1) + " is missing: " + name +
               " comes after " + std::to_string(seen.number);
      }
      AuditLine again = line;
      link(again, seen);
      if (again.hash != line.hash) return name + " is not what was written";
      if (!has_rows) continue;
      if (auto wrong = check_rows_of(rows, line, rows_seen)) return wrong;
    }
  }
  if (seen.number != end.number || seen.hash != end.hash) {
    return "the audit ends at line " + std::to_string(seen.number) +
           ", and the last one written is " + std::to_string(end.number);
  }
  if (!has_rows) return std::nullopt;
  store::Statement counted = database.prepare("SELECT count(*) FROM audit_row");
  counted.step();
  if (counted.integer(0) == rows_seen) return std::nullopt;
  return "audit_row names " + std::to_string(counted.integer(0)) +
         " rows of lines, and the lines are about " + std::to_string(rows_seen);
}

}  // namespace tributary::rows
