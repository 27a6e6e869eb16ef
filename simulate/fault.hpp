#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tributary::simulation {

/// What can go wrong around a platform. Each can be switched by its name.
enum class Fault : std::uint8_t {
  // Of the process and its disk: one step of a script each.
  crash,
  crash_between,
  crash_unanswered,
  write_error,
  torn_write,
  sync_error,
  disk_full,
  bit_flip,
  lost_write,
  group_missing,
  group_doubled,
  group_reordered,
  snapshot_crash,
  snapshot_flip,
  snapshot_newer,
  replay_twice,
  two_leaders,
  follower_crash,
  rebuild,
  // Of messages and clocks: other commands, or the same ones at other times.
  duplicate,
  late,
  reorder,
  other_body,
  other_caller,
  clock_back,
  clock_frozen,
  clock_jump,
  clock_wrong,
  bank_doubled,
  bank_early,
  // Of the timers.
  timers_twice,
  timers_stopped,
  days_missed,
};

struct FaultInfo {
  Fault fault;
  std::string_view name;
  std::string_view about;
  bool needs_disk = false;  ///< a journal in SQLite: the one in memory has no such fault
};

std::span<const FaultInfo> all_faults();
const FaultInfo& info_of(Fault fault);
std::optional<Fault> fault_named(std::string_view name);

class FaultSet {
 public:
  static FaultSet all();
  /// `all`, `none`, or names with commas between.
  /// Errors: std::invalid_argument naming the word that is no fault.
  static FaultSet named(std::string_view names);

  bool has(Fault fault) const { return faults_[static_cast<std::size_t>(fault)]; }
  void add(Fault fault) { faults_.set(static_cast<std::size_t>(fault)); }

 private:
  std::bitset<64> faults_;
};

}  // namespace tributary::simulation
