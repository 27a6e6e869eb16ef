#include "app/move.hpp"

#include <stdexcept>
#include <vector>

#include "app/copy_check.hpp"
#include "app/verticals.hpp"
#include "journal/move.hpp"
#include "journal/tables.hpp"
#include "ring/loss.hpp"
#include "rows/committer.hpp"
#include "rows/move.hpp"
#include "store/migrate.hpp"

namespace tributary::app {
namespace {

using journal::MoveMark;

/// One of the two places, with both of its locks.
struct Place {
  store::Database journal;
  store::Database rows;

  explicit Place(const ring::DataFolder& folder)
      : journal(journal::open_to_write(folder.journal_url())),
        rows(folder.platform_url(), {.part = rows::rows_part}) {}

  std::optional<MoveMark::Kind> mark() {
    const auto mark = journal::mark_of(journal);
    return mark ? std::optional(mark->kind) : std::nullopt;
  }
  bool is_empty() {
    return store::version_of(journal, journal::journal_part) == 0 &&
           store::version_of(rows, rows::rows_part) == 0;
  }
};

class Mover {
 public:
  Mover(const ring::DataFolder& from, const ring::DataFolder& to, const MoveProgress& progress)
      : from_(from),
        to_(to),
        progress_(progress),
        lock_((require_platform(from), to.create(), from)),
        why_elsewhere_(from.why_elsewhere()),
        old_(from),
        new_(to) {}

  Moved move() {
    require_places();
    journal::set_mark(new_.journal, {MoveMark::Kind::arriving, from_.journal_place()});
    rows::drop_rows(new_.rows, schemas_);
    journal::drop_journal(new_.journal);
    copy();
    check();
    hand_over();
    return moved_;
  }

 private:
  static void require_platform(const ring::DataFolder& from) {
    if (!from.holds_a_platform()) {
      throw std::runtime_error("there is no platform in " + from.journal_place());
    }
  }

  void require_places() {
    const bool is_begun = new_.mark() == MoveMark::Kind::arriving;
    if (!is_begun && (new_.mark() || !new_.is_empty())) {
      throw std::runtime_error(to_.journal_place() +
                               " is not empty: a platform, or an old copy of one, is there; name "
                               "another place, or take it away");
    }
    if (old_.mark() == MoveMark::Kind::left && is_begun) journal::clear_mark(old_.journal);
    if (const auto why = journal::why_foreign(old_.journal)) throw std::runtime_error(*why);
    if (why_elsewhere_ && !is_begun) throw std::runtime_error(*why_elsewhere_);
    ring::require_whole_journal(from_);
  }

  void copy() {
    journal::copy_journal(from_.journal_url(), new_.journal, [&](const journal::Group& group) {
      progress_("copying the journal", group.header.last_sequence());
    });
    rows::copy_rows(old_.rows, new_.rows, schemas_,
                    [&] { progress_("copying rows", ++moved_.rows); });
  }

  void check() {
    moved_.end =
        check_copied_journal(from_, old_.journal, new_.journal, [&](const journal::Group& group) {
          ++moved_.groups;
          progress_("checking the journal", group.header.last_sequence());
        });
    platform_ = journal::platform_of(old_.journal);
    std::uint64_t row = 0;
    const auto different = rows::why_different(old_.rows, new_.rows, schemas_,
                                               [&] { progress_("checking rows", ++row); });
    if (different) throw std::runtime_error(*different);
    check_copied_audit(new_.rows);
  }

  /// In this order: wherever it is cut short, none of the two can be started, and the move can be
  /// begun again.
  void hand_over() {
    journal::set_mark(old_.journal, {MoveMark::Kind::left, to_.journal_place()});
    from_.forget();
    to_.remember(platform_);
    journal::clear_mark(new_.journal);
  }

  const ring::DataFolder& from_;
  const ring::DataFolder& to_;
  const MoveProgress& progress_;
  const std::vector<rows::Schema> schemas_ = every_schema();
  const ring::FolderLock lock_;
  const std::optional<std::string> why_elsewhere_;  ///< before the new place is made
  Place old_;
  Place new_;
  journal::PlatformId platform_{};
  Moved moved_;
};

}  // namespace

Moved move_platform(const ring::DataFolder& from, const ring::DataFolder& to,
                    const MoveProgress& progress) {
  return Mover(from, to, progress).move();
}

void undo_move(const ring::DataFolder& old) {
  if (!old.holds_a_platform()) {
    throw std::runtime_error("there is no platform in " + old.journal_place());
  }
  const ring::FolderLock lock(old);
  Place place(old);
  if (place.mark() != MoveMark::Kind::left) {
    throw std::runtime_error("nothing was moved from " + old.journal_place());
  }
  old.forget();
  journal::clear_mark(place.journal);
}

}  // namespace tributary::app
