#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "journal/group.hpp"
#include "ring/data_folder.hpp"

namespace tributary::app {

/// What a move has brought over.
struct Moved {
  journal::Position end;  ///< of the journal
  std::uint64_t groups = 0;
  std::uint64_t rows = 0;
};

/// Told now and then what is done, and how far it is: sequences of the journal, or rows.
using MoveProgress = std::function<void(std::string_view doing, std::uint64_t done)>;

/// Moves a platform that does not run: its journal, group by group as it is, and its rows, table by
/// table, into an empty place. Then reads both again: the chain, the state behind every group, the
/// audit, and each row beside the one it was made of. Only after that the old place is marked as
/// one that was left, which nobody can start, and otherwise it stays as it was. One that was cut
/// short leaves a place that nobody can start either, and can be begun again.
/// Needs: both with the same folder, one of them with a database.
/// Errors: std::runtime_error in words for the operator; FolderHeld, StoreFault, JournalFault.
Moved move_platform(const ring::DataFolder& from, const ring::DataFolder& to,
                    const MoveProgress& progress);

/// Makes the old place of a move good again: it goes on from where it was left.
/// Errors: as above, where it is none.
void undo_move(const ring::DataFolder& old);

}  // namespace tributary::app
