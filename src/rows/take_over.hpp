#pragma once

#include <functional>
#include <span>
#include <vector>

#include "rows/schema.hpp"
#include "rows/tables.hpp"

namespace tributary::rows {

/// Up to which version of a line's tables the audit says what their rows are.
struct AuditPart {
  static constexpr std::string_view table = "audit_part";
  static constexpr std::string_view key = "part";
  std::string part;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AuditPart, (), (part, version))

/// Whether the audit says what the rows of this line are: else an older program wrote them, and the
/// next start takes them over.
bool is_taken_over(store::Database& database, const Schema& schema);

/// Writes a line with these changes, as `Work::changes` spells them.
using WriteLine = std::function<void(std::string changes)>;

/// What no order has written (rows of a program that had no audit, those that a step of a schema
/// has changed) gets its lines, once, so that from then on each row has one; and lines that an
/// older program wrote are found by their rows. Inside a transaction. Errors: StoreFault.
void take_over(Tables& tables, std::span<const Schema> schemas, const WriteLine& write);

/// Whether there is anything to take over.
bool has_to_take_over(store::Database& database, std::span<const Schema> schemas);

}  // namespace tributary::rows
