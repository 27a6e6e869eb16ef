#include "rows/take_over.hpp"

#include <algorithm>

namespace tributary::rows {

namespace {

constexpr std::size_t rows_of_line_max = 100;
constexpr std::size_t page_lines = 500;

bool has_any(store::Database& database, std::string_view table) {
  return database.prepare("SELECT 1 FROM " + std::string(table) + " LIMIT 1").step();
}

bool lines_lack_rows(store::Database& database) {
  return !has_any(database, AuditRow::table) && has_any(database, AuditLine::table);
}

void find_lines_by_rows(Tables& tables) {
  std::uint64_t last = 0;
  for (;;) {
    const auto lines = read_lines(tables.database(), last, page_lines);
    if (lines.empty()) return;
    for (const AuditLine& line : lines) {
      for (const AuditRow& row : rows_of(line)) tables.of<AuditRow>().insert(row);
    }
    last = lines.back().number;
  }
}

/// The row as it is, whatever it was.
std::string change_of(const Difference& difference) {
  std::string change = R"({"table":)";
  http::write_json_string(change, difference.table);
  change += R"(,"key":)";
  http::write_json_string(change, difference.key);
  if (difference.row) change.append(R"(,"after":)").append(difference.row->text);
  return change + "}";
}

/// Lines are written between pages of what is compared: no row is compared twice.
void take_over(store::Database& database, const AuditedTable& table, const WriteLine& write) {
  std::string changes;
  std::size_t rows = 0;
  const auto flush = [&] {
    if (rows != 0) write("[" + std::exchange(changes, {}) + "]");
    rows = 0;
  };
  compare_with_audit(database, table, [&](Difference&& difference) {
    changes.append(changes.empty() ? "" : ",").append(change_of(difference));
    if (++rows == rows_of_line_max) flush();
  });
  flush();
}

}  // namespace

bool is_taken_over(store::Database& database, const Schema& schema) {
  const auto part = Table<AuditPart>(database).find(std::string(schema.part));
  return part && part->version == schema.version();
}

bool has_to_take_over(store::Database& database, std::span<const Schema> schemas) {
  return lines_lack_rows(database) || !std::ranges::all_of(schemas, [&](const Schema& schema) {
           return is_taken_over(database, schema);
         });
}

void take_over(Tables& tables, std::span<const Schema> schemas, const WriteLine& write) {
  if (lines_lack_rows(tables.database())) find_lines_by_rows(tables);
  for (const Schema& schema : schemas) {
    if (is_taken_over(tables.database(), schema)) continue;
    for (const AuditedTable& table : schema.tables) take_over(tables.database(), table, write);
    tables.of<AuditPart>().save({std::string(schema.part), schema.version()});
  }
}

}  // namespace tributary::rows
