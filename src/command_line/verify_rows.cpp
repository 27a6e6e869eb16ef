#include "command_line/verify_rows.hpp"

#include <algorithm>

#include "app/verticals.hpp"
#include "rows/audit.hpp"
#include "store/transaction.hpp"

namespace tributary::command_line {

RowsCheck::RowsCheck(const ring::DataFolder& folder) {
  try {
    exist_ = folder.holds_rows();
    if (!exist_) return;
    store::Database database(folder.platform_url(), {.access = store::Access::read_only});
    const store::Transaction one_state(database, store::Transaction::Kind::read);
    const auto state = rows::read_rows_state(database);
    if (!state) {
      fault_ =
          "no rows of a platform are in " + folder.rows_place() + ": put them back from a backup";
      return;
    }
    state_ = *state;
    note_ = app::read_note(database);
    noted_is_known_ = !note_ || note_->sequence == 0;
    fault_ = rows::check_audit(database, {state_.audit, state_.audit_hash});
    if (!fault_) rows_ = rows::check_rows(database, app::schemas());
  } catch (const std::exception& fault) {
    exist_ = true;
    fault_ = fault.what();
  }
  group_is_known_ = state_.journal_sequence == 0;
}

void RowsCheck::see(const journal::Group& group) {
  const std::uint64_t last = group.header.last_sequence();
  if (note_ && last == note_->sequence)
    noted_is_known_ = std::ranges::equal(group.hash, note_->hash);
  if (last != state_.journal_sequence) return;
  group_is_known_ = std::ranges::equal(group.hash, state_.journal_hash);
}

RowsCheck::Report RowsCheck::compare() const {
  if (!exist_) return {.exist = false};
  if (fault_) return {.difference = fault_};
  if (!group_is_known_) {
    return {.difference = "they were committed behind a group at sequence " +
                          std::to_string(state_.journal_sequence) + " that the journal has not"};
  }
  if (!noted_is_known_) {
    return {.difference = "the backup was made up to sequence " + std::to_string(note_->sequence) +
                          ", and its journal has no such group: it is not whole"};
  }
  return {.summary = std::to_string(state_.audit) + " audit lines, each as it was written",
          .rows = rows_};
}

}  // namespace tributary::command_line
