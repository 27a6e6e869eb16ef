#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <vector>

#include "app/backup.hpp"
#include "app/backup_files.hpp"
#include "app/copy_check.hpp"
#include "app/verticals.hpp"
#include "journal/move.hpp"
#include "journal/reader.hpp"
#include "journal/tables.hpp"
#include "rows/committer.hpp"
#include "store/migrate.hpp"

namespace tributary::app {
namespace {

namespace fs = std::filesystem;
using journal::MoveMark;

/// A group that has to be in the journal.
struct Needed {
  std::uint64_t sequence = 0;
  rows::Bytes hash;
  bool is_there = false;

  void see(const journal::Group& group) {
    if (group.header.last_sequence() == sequence) is_there = std::ranges::equal(group.hash, hash);
  }
};

class Restorer {
 public:
  Restorer(const fs::path& backup, const ring::DataFolder& to, const MoveProgress& progress)
      : from_(backup),
        to_(to),
        progress_(progress),
        note_(require_backup(from_)),
        lock_((require_no_strangers(to), to.create(), to)),
        journal_(journal::open_to_write(to.journal_url())) {
    if (!to.holds_all()) rows_.emplace(to.platform_url(), store::Options{.part = rows::rows_part});
  }

  Backup restore() {
    begin();
    copy_rows();
    copy_journal();
    if (to_.holds_all()) {
      to_.forget();
    } else {
      to_.remember(restored_.platform);
    }
    journal::clear_mark(journal_);
    return restored_;
  }

 private:
  static BackupNote require_backup(const ring::DataFolder& from) {
    if (const auto why = from.why_unreadable()) throw std::runtime_error(*why);
    if (from.holds_rows()) {
      store::Database rows(from.platform_url(), {.access = store::Access::read_only});
      if (auto note = read_note(rows)) return *note;
    }
    throw std::runtime_error("no backup is in " + from.path().string() +
                             " that `tributary backup` has finished");
  }

  /// Nothing may be there but what a restore makes that was cut short; a journal and rows are
  /// looked at later.
  static void require_no_strangers(const ring::DataFolder& to) {
    if (!fs::exists(to.path())) return;
    for (const auto& entry : fs::recursive_directory_iterator(to.path())) {
      const std::string name = entry.path().filename();
      const bool is_ours = entry.is_directory() || name == "LOCK" || name == "DATABASE" ||
                           name.starts_with("platform.db-new") ||
                           (to.holds_all() && may_be_in_backup(name));
      if (!is_ours) refuse(to, entry.path().string());
    }
  }

  [[noreturn]] static void refuse(const ring::DataFolder& to, const std::string& what) {
    throw std::runtime_error("a platform is restored into an empty place, and " +
                             (to.holds_all() ? to.path().string() : to.journal_place()) +
                             " is not empty: there is " + what);
  }

  bool is_begun() {
    const auto mark = journal::mark_of(journal_);
    return mark && mark->kind == MoveMark::Kind::arriving;
  }

  void begin() {
    if (!is_begun()) require_empty();
    journal::set_mark(journal_, {MoveMark::Kind::arriving, from_.journal_place()});
    journal::drop_journal(journal_);
    if (rows_) rows::drop_rows(*rows_, schemas_);
  }

  void require_empty() {
    if (store::version_of(journal_, journal::journal_part) != 0) refuse(to_, "a journal");
    if (journal::mark_of(journal_)) refuse(to_, "an old copy of a platform");
    if (fs::exists(to_.path() / "DATABASE")) refuse(to_, "the note DATABASE of another platform");
    if (to_.holds_all()) {
      if (to_.holds_rows()) refuse(to_, "platform.db");
      return;
    }
    store::Statement tables = rows_->prepare(
        "SELECT table_name::text FROM information_schema.tables "
        "WHERE table_schema = current_schema() LIMIT 1");
    if (tables.step()) refuse(to_, "the table " + std::string(tables.text(0)));
  }

  /// A backup of an older program is brought up to date here, as a start would do it.
  void copy_rows() {
    NewRows copied(to_.path());
    std::uint64_t row = 0;
    progress_("copying rows", row);
    copied.copy(from_, schemas_, [] {});
    {
      store::Database rows(copied.url());
      remove_note(rows);
      for (const rows::Schema& schema : schemas_) rows::prepare(rows, schema);
      read_state(rows);
      check_copied_audit(rows);
      restored_.rows = rows::count_rows(rows, schemas_);
      if (rows_) {
        rows::copy_rows(rows, *rows_, schemas_, [&] { progress_("copying rows", ++row); });
        row = 0;
        const auto different =
            rows::why_different(rows, *rows_, schemas_, [&] { progress_("checking rows", ++row); });
        if (different) throw std::runtime_error(*different);
        check_copied_audit(*rows_);
      }
    }
    if (rows_) {
      copied.remove();
    } else {
      copied.take_place();
    }
  }

  void read_state(store::Database& rows) {
    const auto state = rows::read_rows_state(rows);
    if (!state) throw std::runtime_error("no rows of a platform are in " + from_.rows_place());
    needed_[0] = {state->journal_sequence, state->journal_hash, state->journal_sequence == 0};
    needed_[1] = {note_.sequence, note_.hash, note_.sequence == 0};
    of_rows_ = state->platform;
  }

  void copy_journal() {
    journal::copy_journal(from_.journal_url(), journal_, [&](const journal::Group& group) {
      progress_("copying the journal", group.header.last_sequence());
    });
    store::Database source(from_.journal_url(), {.access = store::Access::read_only});
    restored_.platform = journal::platform_of(source);
    restored_.made = note_.made;
    restored_.end = check_copied_journal(from_, source, journal_, [&](const journal::Group& group) {
      ++restored_.groups;
      for (Needed& needed : needed_) needed.see(group);
      progress_("checking the journal", group.header.last_sequence());
    });
    for (const Needed& needed : needed_) {
      if (needed.is_there) continue;
      throw std::runtime_error("the backup is not whole: the command at sequence " +
                               std::to_string(needed.sequence) +
                               " was known when it was made, and is not in its journal, which "
                               "ends at sequence " +
                               std::to_string(restored_.end.last_sequence));
    }
    if (!of_rows_.empty() && !std::ranges::equal(of_rows_, restored_.platform)) {
      throw std::runtime_error("the rows of the backup are another platform's than its journal");
    }
  }

  const ring::DataFolder from_;
  const ring::DataFolder& to_;
  const MoveProgress& progress_;
  const BackupNote note_;
  const std::vector<rows::Schema> schemas_ = every_schema();
  const ring::FolderLock lock_;
  store::Database journal_;
  std::optional<store::Database> rows_;  ///< nothing: a file, which is made beside its place
  std::array<Needed, 2> needed_;         ///< by the rows, by the note
  rows::Bytes of_rows_;                  ///< the platform's id
  Backup restored_;
};

}  // namespace

Backup restore(const fs::path& backup, const ring::DataFolder& to, const MoveProgress& progress) {
  return Restorer(backup, to, progress).restore();
}

}  // namespace tributary::app
