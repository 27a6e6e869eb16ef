#include "store/migrate.hpp"

#include <string>

#include "store/transaction.hpp"

namespace tributary::store {

int version_of(Database& database, std::string_view part) {
  if (!database.has_table("schema_version")) return 0;
  Statement query = database.prepare("SELECT version FROM schema_version WHERE part = $1");
  return query.bind(part).step() ? static_cast<int>(query.integer(0)) : 0;
}

void migrate(Database& database, std::string_view part, std::span<const std::string_view> steps) {
  const int newest = static_cast<int>(steps.size());
  database.execute(
      "CREATE TABLE IF NOT EXISTS schema_version "
      "(part TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)");
  Transaction transaction(database);
  const int version = version_of(database, part);
  if (version == newest) return;
  if (version > newest) {
    throw StoreFault(FaultKind::newer, 0,
                     "the tables of " + std::string(part) +
                         " were made by a newer program (version " + std::to_string(version) +
                         "; this one knows up to " + std::to_string(newest) + ")");
  }
  for (const std::string_view step : steps.subspan(static_cast<std::size_t>(version))) {
    database.execute(std::string(step));
  }
  database
      .statement(
          "INSERT INTO schema_version (part, version) VALUES ($1, $2) "
          "ON CONFLICT (part) DO UPDATE SET version = excluded.version")
      .run(part, newest);
  transaction.commit();
}

}  // namespace tributary::store
