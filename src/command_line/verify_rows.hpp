#pragma once

#include <optional>
#include <string>

#include "app/backup_files.hpp"
#include "journal/group.hpp"
#include "ring/data_folder.hpp"
#include "rows/check.hpp"
#include "rows/committer.hpp"

namespace tributary::command_line {

/// What `tributary verify` looks at in the platform's rows: that the audit is the chain that was
/// written, that each row is what the audit says, that the journal has the group behind which they
/// were committed last, and of a backup the one at which it ended.
class RowsCheck {
 public:
  struct Report {
    bool exist = true;
    std::string summary{};
    std::optional<std::string> difference{};
    rows::RowsBesideAudit rows{};  ///< where there is no difference
  };

  /// Before the journal is read: it may grow meanwhile.
  explicit RowsCheck(const ring::DataFolder& folder);

  /// Each group of the journal.
  void see(const journal::Group& group);
  Report compare() const;

 private:
  bool exist_ = false;
  std::optional<std::string> fault_;
  rows::RowsState state_;
  rows::RowsBesideAudit rows_;
  std::optional<app::BackupNote> note_;  ///< where the rows are those of a backup
  bool noted_is_known_ = true;
  bool group_is_known_ = false;
};

}  // namespace tributary::command_line
