#include "rows/schema.hpp"

#include "store/migrate.hpp"

namespace tributary::rows {

void prepare(store::Database& database, const Schema& schema) {
  const std::vector<std::string> made = schema.create();
  std::vector<std::string_view> fresh(made.begin(), made.end());
  store::migrate(database, schema.part, {.fresh = fresh, .changes = schema.changes});
}

}  // namespace tributary::rows
