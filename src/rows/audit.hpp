#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "protocol/types.hpp"
#include "rows/table.hpp"

namespace tributary::rows {

/// Who changed what, from where. A line for each order that was accepted; each holds the hash of
/// the one before, so that none can be changed, added or left out without a trace.
struct AuditLine {
  static constexpr std::string_view table = "audit_line";
  static constexpr std::string_view key = "number";
  std::uint64_t number = 0;  ///< from 1, without gaps
  protocol::Time time;
  protocol::ActorId actor;
  protocol::PartyId party;
  std::uint64_t origin = 0;  ///< the token or session it came with
  protocol::ActorId approver;
  std::string order_name;
  std::string address;  ///< of the network, or "command line"
  std::string changes;  ///< JSON: a list of table, key, before and after
  Bytes hash;           ///< over all above and the hash of the line before
};
BOOST_DESCRIBE_STRUCT(AuditLine, (),
                      (number, time, actor, party, origin, approver, order_name, address, changes,
                       hash))

/// Which lines are about a row. Made of the lines: by it they are found.
struct AuditRow {
  static constexpr std::string_view table = "audit_row";
  static constexpr std::string_view key = "table_name, row_key, time, number";
  std::string table_name;
  std::string row_key;
  protocol::Time time;         ///< of the line
  std::uint64_t number = 0;    ///< of the line
  std::optional<Bytes> image;  ///< of the row's text after it; nothing: it was erased
};
BOOST_DESCRIBE_STRUCT(AuditRow, (), (table_name, row_key, time, number, image))

/// A digest of a row, a JSON object, as `read_changes` spells it.
Bytes image_of(std::string_view text);
/// A row that `write_row` has written, as `read_changes` spells it.
std::string respelled(std::string_view row);

/// What a line says of a row.
struct AuditChange {
  std::string table;
  std::string key;
  std::string before;  ///< the row as a JSON object; empty: it was not there
  std::string after;   ///< empty: it is gone
};
/// Of `AuditLine::changes`. Errors: TablesDamaged for what no order has written.
std::vector<AuditChange> read_changes(std::string_view changes);

/// What it says of rows, as they are found.
std::vector<AuditRow> rows_of(const AuditLine& line);

/// The last that the audit says of a row.
struct SaidOfRow {
  std::uint64_t line = 0;
  std::optional<Bytes> image;  ///< nothing: it was erased
};
/// Nothing: no line is about it.
std::optional<SaidOfRow> said_of_row(store::Database& database, std::string_view table,
                                     std::string_view key);

/// The end of the chain of audit lines. Before the first line: all zero.
struct AuditEnd {
  std::uint64_t number = 0;
  Bytes hash = Bytes(32);
};

/// Numbers the line and links it behind `end`, which is then behind it.
void link(AuditLine& line, AuditEnd& end);

/// Up to so many lines behind the one of this number, oldest first.
std::vector<AuditLine> read_lines(store::Database& database, std::uint64_t after,
                                  std::size_t at_most);

/// What is wrong with the chain, in words for people; nothing: each line is as it was written, and
/// found by each row that it is about. `end`: what the rows say that it is. Errors: StoreFault.
std::optional<std::string> check_audit(store::Database& database, const AuditEnd& end);

}  // namespace tributary::rows
