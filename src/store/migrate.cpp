#include "store/migrate.hpp"

#include <string>

#include "store/transaction.hpp"

namespace tributary::store {

int version_of(Database& database, std::string_view part) {
  if (!database.has_table("schema_version")) return 0;
  Statement query = database.prepare("SELECT version FROM schema_version WHERE part = $1");
  return query.bind(part).step() ? static_cast<int>(query.integer(0)) : 0;
}

namespace {

/// Runs those statements that lead from the version that is there to `newest`.
template <class Choose>
void bring_to(Database& database, std::string_view part, int newest, Choose&& choose) {
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
  const std::span<const std::string_view> steps = choose(static_cast<std::size_t>(version));
  for (const std::string_view step : steps) database.execute(std::string(step));
  database
      .statement(
          "INSERT INTO schema_version (part, version) VALUES ($1, $2) "
          "ON CONFLICT (part) DO UPDATE SET version = excluded.version")
      .run(part, newest);
  transaction.commit();
}

}  // namespace

void migrate(Database& database, std::string_view part, std::span<const std::string_view> steps) {
  bring_to(database, part, static_cast<int>(steps.size()),
           [&](std::size_t version) { return steps.subspan(version); });
}

void migrate(Database& database, std::string_view part, const Plan& plan) {
  bring_to(database, part, static_cast<int>(plan.changes.size()) + 1, [&](std::size_t version) {
    return version == 0 ? plan.fresh : plan.changes.subspan(version - 1);
  });
}

}  // namespace tributary::store
