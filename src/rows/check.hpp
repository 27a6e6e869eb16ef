#pragma once

#include <span>
#include <string>
#include <vector>

#include "rows/schema.hpp"

namespace tributary::rows {

/// How the rows of all lines stand beside the audit.
struct RowsBesideAudit {
  std::uint64_t rows = 0;                  ///< that were compared
  std::vector<std::string> differences{};  ///< the first of them, in words for people
  std::uint64_t differences_more = 0;      ///< besides
  std::string not_taken_over{};            ///< the lines that were not compared: "tokens, clock"
};

/// Compares each row with what the audit says of it; columns that are hidden from the audit aside.
/// Needs: the chain of the audit is whole. Memory: bounded. Errors: StoreFault, TablesDamaged.
RowsBesideAudit check_rows(store::Database& database, std::span<const Schema> schemas);

}  // namespace tributary::rows
