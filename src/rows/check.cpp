#include "rows/check.hpp"

#include "rows/take_over.hpp"

namespace tributary::rows {

namespace {

constexpr std::size_t differences_told_max = 20;

}  // namespace

RowsBesideAudit check_rows(store::Database& database, std::span<const Schema> schemas) {
  const bool has_index = database.has_table(AuditPart::table);
  RowsBesideAudit report;
  for (const Schema& schema : schemas) {
    if (!has_index || !is_taken_over(database, schema)) {
      std::string& parts = report.not_taken_over;
      parts.append(parts.empty() ? "" : ", ").append(schema.part);
      continue;
    }
    for (const AuditedTable& table : schema.tables) {
      report.rows += compare_with_audit(database, table, [&](Difference&& difference) {
        if (report.differences.size() < differences_told_max) {
          report.differences.push_back(words_of(database, difference));
        } else {
          ++report.differences_more;
        }
      });
    }
  }
  return report;
}

}  // namespace tributary::rows
