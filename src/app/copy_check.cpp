#include "app/copy_check.hpp"

#include <stdexcept>
#include <string>

#include "journal/move.hpp"
#include "journal/reader.hpp"
#include "ring/audit.hpp"
#include "rows/audit.hpp"
#include "rows/committer.hpp"

namespace tributary::app {

journal::Position check_copied_journal(const ring::DataFolder& from, store::Database& source,
                                       store::Database& copy,
                                       const std::function<void(const journal::Group&)>& each) {
  ring::Audit audit;
  const journal::Position end = journal::check_copy(source, copy, [&](const journal::Group& group) {
    audit.fold(group);
    each(group);
  });
  const journal::Position whole = journal::Reader(from.journal_url()).end();
  if (end.last_sequence != whole.last_sequence || end.hash != whole.hash) {
    throw std::runtime_error("the copy of the journal does not end where the journal does");
  }
  if (const auto other = audit.other_state()) {
    throw std::runtime_error("the state behind the group at sequence " + std::to_string(*other) +
                             " is another than its writer had: see `tributary verify`");
  }
  return end;
}

void check_copied_audit(store::Database& rows) {
  const auto state = rows::read_rows_state(rows);
  if (!state) return;
  if (const auto why = rows::check_audit(rows, {state->audit, state->audit_hash})) {
    throw std::runtime_error(*why + ": see `tributary verify`");
  }
}

}  // namespace tributary::app
