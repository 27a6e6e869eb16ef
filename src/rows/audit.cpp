#include "rows/audit.hpp"

#include <algorithm>

namespace tributary::rows {

namespace {

/// Over the line without its own hash, and the hash before.
Bytes hash_of(AuditLine line, const Bytes& before) {
  line.hash = before;
  const Bytes text = encoded(line);
  const base::Digest256 digest = base::digest256({}, text);
  return {digest.begin(), digest.end()};
}

}  // namespace

void link(AuditLine& line, AuditEnd& end) {
  line.number = end.number + 1;
  line.hash = hash_of(line, end.hash);
  end = {line.number, line.hash};
}

std::optional<std::string> check_audit(store::Database& database, const AuditEnd& end) {
  AuditEnd seen;
  store::Statement lines = database.prepare("SELECT " + columns_of<AuditLine>() + " FROM " +
                                            std::string(AuditLine::table) + " ORDER BY number");
  while (lines.step()) {
    AuditLine line = read_row<AuditLine>(lines);
    const std::string name = "audit line " + std::to_string(line.number);
    if (line.number != seen.number + 1) {
      return "audit line " + std::to_string(seen.number + 1) + " is missing: " + name +
             " comes after " + std::to_string(seen.number);
    }
    AuditLine again = line;
    link(again, seen);
    if (again.hash != line.hash) return name + " is not what was written";
  }
  if (seen.number != end.number || seen.hash != end.hash) {
    return "the audit ends at line " + std::to_string(seen.number) +
           ", and the last one written is " + std::to_string(end.number);
  }
  return std::nullopt;
}

}  // namespace tributary::rows
