#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "journal/group.hpp"
#include "ring/data_folder.hpp"

namespace tributary::ring {

/// How an engine came to its state.
struct Recovered {
  std::uint64_t snapshot_sequence = 0;  ///< 0: from the beginning
  std::uint64_t records = 0;            ///< replayed behind it
  journal::Position end;
  std::vector<std::string> skipped_snapshots;   ///< damaged
  std::vector<std::string> outdated_snapshots;  ///< of another version of the program
};

/// Told now and then of the sequence reached and the journal's last.
using Progress = std::function<void(std::uint64_t sequence, std::uint64_t last)>;

/// Told after the snapshot and after each group: takes from the engine what it need not remember.
using AfterGroup = std::function<void(engine::Engine&)>;

/// Brings a new engine to the end of the journal: the newest snapshot, then every group behind it,
/// whose state hash must be the one the writer had. Errors: std::runtime_error naming the first
/// group that gives another state; JournalFault.
Recovered recover(engine::Engine& engine, const DataFolder& folder, bool use_snapshot,
                  const Progress& progress = {}, const AfterGroup& after_group = {});

/// Writes a snapshot of a state that stands behind a whole group.
/// Errors: journal::SnapshotFault; the platform goes on without it.
void write_snapshot(const engine::State& state, const journal::Position& position,
                    const DataFolder& folder);

}  // namespace tributary::ring
