#include "app/backup.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "app/backup_files.hpp"
#include "app/copy_check.hpp"
#include "app/verticals.hpp"
#include "journal/move.hpp"
#include "journal/reader.hpp"
#include "journal/tables.hpp"
#include "rows/committer.hpp"
#include "store/migrate.hpp"
#include "store/private_file.hpp"

namespace tributary::app {
namespace {

namespace fs = std::filesystem;
using journal::MoveMark;

protocol::Time now_by_the_machine() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

void require_platform(const ring::DataFolder& folder) {
  if (const auto why = folder.why_unreadable()) throw std::runtime_error(*why);
  if (!folder.holds_rows()) {
    throw std::runtime_error("there are no rows in " + folder.rows_place() +
                             ": start and stop the platform once with this program");
  }
}

/// Neither a platform's folder nor anybody else's.
void require_backup_folder(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (may_be_in_backup(name)) continue;
    throw std::runtime_error(folder.string() + " holds " + name +
                             ", which is no part of a backup: name a folder of its own");
  }
}

class Maker {
 public:
  Maker(const ring::DataFolder& from, const fs::path& folder, const MoveProgress& progress)
      : from_(from),
        into_(folder),
        progress_(progress),
        lock_((require_places(from, folder), store::make_private_folder(folder), into_)),
        new_rows_(folder),
        source_(from.journal_url()),
        journal_(journal::open_to_write(into_.journal_url())) {}

  Backup make() {
    require_older_backup();
    if (!into_.holds_rows() || store::version_of(journal_, journal::journal_part) == 0) {
      journal::set_mark(journal_, {MoveMark::Kind::arriving, from_.journal_place()});
    }
    made_.platform = source_.platform();
    made_.made = now_by_the_machine();
    copy_rows();
    made_.end =
        journal::copy_journal(from_.journal_url(), journal_, [&](const journal::Group& group) {
          ++made_.groups;
          progress_("copying the journal", group.header.last_sequence());
        });
    finish_rows();
    // The journal beside them is the longer one already: rows never know more than it.
    new_rows_.take_place();
    journal::clear_mark(journal_);
    return made_;
  }

 private:
  static void require_places(const ring::DataFolder& from, const fs::path& folder) {
    require_platform(from);
    require_backup_folder(folder);
    std::error_code missing;
    if (!fs::equivalent(from.path(), folder, missing)) return;
    throw std::runtime_error(folder.string() + " is the platform's own folder: name another");
  }

  void require_older_backup() {
    const auto mark = journal::mark_of(journal_);
    if (mark && mark->kind == MoveMark::Kind::left) {
      throw std::runtime_error(*journal::why_foreign(journal_));
    }
    journal::require_earlier(from_.journal_url(), journal_);
    if (!into_.holds_rows()) return;
    store::Database rows(into_.platform_url(), {.access = store::Access::read_only});
    if (const auto state = rows::read_rows_state(rows)) require_ours(*state);
  }

  void require_ours(const rows::RowsState& state) {
    if (state.platform.empty() || std::ranges::equal(state.platform, source_.platform())) return;
    throw std::runtime_error("the rows in " + into_.rows_place() + " are another platform's");
  }

  void copy_rows() {
    {
      store::Database rows(from_.platform_url(), {.access = store::Access::read_only});
      rows::require_version(rows, schemas_);
    }
    std::uint64_t copied = 0;
    progress_("copying rows", copied);
    new_rows_.copy(from_, schemas_, [&] { progress_("copying rows", ++copied); });
  }

  void finish_rows() {
    store::Database rows(new_rows_.url());
    const auto state = rows::read_rows_state(rows);
    if (!state) throw std::runtime_error("no rows of a platform are in " + from_.rows_place());
    require_ours(*state);
    require_known(*state);
    check_copied_audit(rows);
    BackupNote note{.made = made_.made, .sequence = made_.end.last_sequence};
    std::ranges::copy(made_.end.hash, note.hash.begin());
    write_note(rows, note);
    made_.rows = rows::count_rows(rows, schemas_);
  }

  /// That the journal has what the rows know of it, as far as it was copied.
  void require_known(const rows::RowsState& state) {
    const std::uint64_t sequence = state.journal_sequence;
    if (sequence == 0) return;
    const auto group = source_.group_holding(sequence);
    if (sequence <= made_.end.last_sequence && group &&
        std::ranges::equal(group->hash, state.journal_hash)) {
      return;
    }
    throw std::runtime_error("the rows know of a command at sequence " + std::to_string(sequence) +
                             " that the journal has not: see `tributary verify`");
  }

  const ring::DataFolder& from_;
  const ring::DataFolder into_;
  const MoveProgress& progress_;
  const std::vector<rows::Schema> schemas_ = every_schema();
  const ring::FolderLock lock_;
  NewRows new_rows_;
  journal::Reader source_;
  store::Database journal_;
  Backup made_;
};

}  // namespace

Backup back_up(const ring::DataFolder& platform, const fs::path& folder,
               const MoveProgress& progress) {
  try {
    return Maker(platform, folder, progress).make();
  } catch (const ring::FolderHeld&) {
    throw std::runtime_error("another process makes a backup into " + folder.string());
  }
}

}  // namespace tributary::app
