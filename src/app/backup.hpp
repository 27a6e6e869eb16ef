#pragma once

#include <cstdint>
#include <filesystem>

#include "app/move.hpp"
#include "journal/group.hpp"
#include "protocol/types.hpp"
#include "ring/data_folder.hpp"

namespace tributary::app {

/// What a backup holds, or what was restored of one.
struct Backup {
  journal::PlatformId platform{};
  protocol::Time made;       ///< by the clock of the machine that made it
  journal::Position end;     ///< of its journal
  std::uint64_t groups = 0;  ///< that were copied now
  std::uint64_t rows = 0;
};

/// Copies a platform, which may serve meanwhile, into a folder: first its rows as they are at one
/// moment, then its journal up to the end that it has after that. So what the rows know of the
/// journal is in it. A folder with an older backup of the same platform gets the groups that are
/// missing, and at the end new rows at once in the place of the old: killed at any moment, the old
/// backup or the new one is there. A first one that was cut short cannot be started.
/// Errors: std::runtime_error in words for the operator, for a folder that holds anything else;
/// FolderHeld, StoreFault, JournalFault. The backup that was there is then as good as it was.
Backup back_up(const ring::DataFolder& platform, const std::filesystem::path& folder,
               const MoveProgress& progress);

/// Makes a platform of a backup, which stays as it is, in a place where none is: files, or a schema
/// of PostgreSQL without tables and a folder without files. Reads the journal again there: the
/// chain, the state behind every group; follows the audit, and looks for what the rows and the
/// backup know of the journal. Until all of that is good nobody can start it, and the same can be
/// begun again. Errors: as above.
Backup restore(const std::filesystem::path& backup, const ring::DataFolder& to,
               const MoveProgress& progress);

}  // namespace tributary::app
