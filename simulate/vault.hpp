#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "engine/engine.hpp"
#include "journal/fault.hpp"
#include "journal/group.hpp"
#include "simulate/fault.hpp"

namespace tributary::simulation {

/// What outlives a process: the journal and its snapshots.
class Vault {
 public:
  virtual ~Vault() = default;

  /// Makes a group durable. Errors: JournalFault: the process has to die; whether the group is
  /// there, only `recover` tells.
  virtual void append(const journal::GroupHeader& header, std::span<const std::byte> body) = 0;
  /// What a new process comes to: the newest snapshot and every group behind it.
  virtual std::unique_ptr<engine::Engine> recover() = 0;
  /// The same from the journal alone.
  virtual std::unique_ptr<engine::Engine> replay() = 0;
  /// Needs: a state that stands behind the last group.
  virtual void save_snapshot(const engine::State& state) = 0;

  /// The fault comes with the next append.
  virtual void arm(Fault fault, std::uint64_t number) = 0;
  /// Does harm to a copy, or to what can be made again, and looks whether it is found.
  /// Needs: a fault that leaves the process alive. Errors: Difference.
  virtual void strike(Fault fault, std::uint64_t number, const engine::State& state) = 0;
};

/// Groups in memory, chained as on a disk: as fast as the engine.
std::unique_ptr<Vault> make_memory_vault();

/// The real journal, snapshots and read models in a folder, over a disk that fails when told to.
std::unique_ptr<Vault> make_disk_vault(const std::filesystem::path& folder);

/// Where the files of a simulated disk lie: in memory, if the machine has a folder for that. What
/// the disk loses, the vault says; the machine's own may be as fast as it likes.
std::filesystem::path place_for_disks();

}  // namespace tributary::simulation
