#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

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

/// The end of the chain of audit lines. Before the first line: all zero.
struct AuditEnd {
  std::uint64_t number = 0;
  Bytes hash = Bytes(32);
};

/// Numbers the line and links it behind `end`, which is then behind it.
void link(AuditLine& line, AuditEnd& end);

/// What is wrong with the chain, in words for people; nothing: each line is as it was written.
/// `end`: what the rows say that it is. Errors: StoreFault.
std::optional<std::string> check_audit(store::Database& database, const AuditEnd& end);

}  // namespace tributary::rows
