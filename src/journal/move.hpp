#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "journal/group.hpp"
#include "store/database.hpp"

/// A journal on its way from one database into another: to live there, or as a backup. While it is,
/// or once it has left, nobody may lead or read it where the mark is: `why_foreign` says so.
namespace tributary::journal {

/// The mark of a journal that is not to be used where it is.
struct MoveMark {
  enum class Kind : std::uint8_t {
    arriving,  ///< Not all of it is here yet.
    left,      ///< It is the old copy of one that is elsewhere.
  };
  Kind kind = Kind::arriving;
  std::string place;  ///< Whence, or where it is now.
};

std::optional<MoveMark> mark_of(store::Database& database);
void set_mark(store::Database& database, const MoveMark& mark);
void clear_mark(store::Database& database);

/// Removes the journal and all that was told of it, but not the mark.
void drop_journal(store::Database& database);

/// Errors: JournalFault unless `copy` is empty or what the journal `from` was once: of the same
/// platform, and with the group there that is its last.
void require_earlier(const std::string& from, store::Database& copy);

/// Copies what is not in `to` yet of the platform's id, the epochs and the groups, as they are, up
/// to the end that the journal has now; it may grow meanwhile, and is read a few groups at a time.
/// Cut short, it leaves a shorter journal, and can be begun again. `each` is told of every group
/// that was copied, in order. Returns where the copy ends.
/// Errors: as `require_earlier`; ChainBroken; StoreFault.
Position copy_journal(const std::string& from, store::Database& to,
                      const std::function<void(const Group&)>& each);

/// Reads a copy from its first group to its last, and returns where it ends.
/// Errors: ChainBroken; JournalFault if the platform's id or the epochs are others than in `from`.
Position check_copy(store::Database& from, store::Database& copy,
                    const std::function<void(const Group&)>& each);

}  // namespace tributary::journal
