#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rows/audited.hpp"
#include "store/database.hpp"

namespace tributary::rows {

/// The tables of a line and how they have changed. A new database gets them as they are now; an
/// older one is brought here a change at a time. Changes are only ever added, and a test holds a
/// changed database beside a new one.
struct Schema {
  std::string_view part;  ///< by which the database knows its version
  /// The statements that make the tables, with their indexes.
  std::vector<std::string> (*create)() = nullptr;
  /// What leads from version 1 to 2, from 2 to 3, and so on.
  std::span<const std::string_view> changes{};
  /// Each of its tables.
  std::span<const AuditedTable> tables{};

  int version() const { return static_cast<int>(changes.size()) + 1; }
};

/// Makes the tables, or brings them up to date; all in one transaction.
/// Errors: StoreFault, of kind `newer` if a later program has changed them.
void prepare(store::Database& database, const Schema& schema);

}  // namespace tributary::rows
