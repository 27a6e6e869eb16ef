#include "simulate/fault.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "base/flags.hpp"

namespace tributary::simulation {
namespace {

constexpr std::array faults{
    FaultInfo{Fault::crash, "crash", "the process dies between two groups"},
    FaultInfo{Fault::crash_between, "crash-between",
              "the process dies with a group decided and not written"},
    FaultInfo{Fault::crash_unanswered, "crash-unanswered",
              "the process dies with a group written and not answered"},
    FaultInfo{Fault::write_error, "write-error", "EIO on one of a group's writes", true},
    FaultInfo{Fault::torn_write, "torn-write", "half of one of a group's writes, then EIO", true},
    FaultInfo{Fault::sync_error, "sync-error", "EIO when a group is flushed", true},
    FaultInfo{Fault::disk_full, "disk-full", "ENOSPC on one of a group's writes", true},
    FaultInfo{Fault::bit_flip, "bit-flip", "a bit of a written group turns: found and named"},
    FaultInfo{
        Fault::lost_write, "lost-write",
        "the disk says it has written and has not: found, or what nothing was made of is missing",
        true},
    FaultInfo{Fault::group_missing, "group-missing", "a written group is gone: found and named"},
    FaultInfo{Fault::group_doubled, "group-doubled", "a group stands twice: found and named"},
    FaultInfo{Fault::group_reordered, "group-reordered",
              "two groups changed places: found and named"},
    FaultInfo{Fault::snapshot_crash, "snapshot-crash",
              "the process dies in a step of writing a snapshot", true},
    FaultInfo{Fault::snapshot_flip, "snapshot-flip",
              "a bit of the newest snapshot turns: the one before it is taken", true},
    FaultInfo{Fault::snapshot_newer, "snapshot-newer",
              "the journal is older than its snapshot: refused", true},
    FaultInfo{Fault::replay_twice, "replay-twice", "replayed twice, the state is the same"},
    FaultInfo{Fault::two_leaders, "two-leaders",
              "another process leads: the old one writes nothing", true},
    FaultInfo{Fault::follower_crash, "follower-crash",
              "the read models' follower dies between two transactions", true},
    FaultInfo{Fault::rebuild, "rebuild", "read models built from zero are the same ones", true},
    FaultInfo{Fault::duplicate, "duplicate", "a request comes twice"},
    FaultInfo{Fault::late, "late", "a request comes long after others sent behind it"},
    FaultInfo{Fault::reorder, "reorder", "a request overtakes the one before it"},
    FaultInfo{Fault::other_body, "other-body", "a request id comes again with another body"},
    FaultInfo{Fault::other_caller, "other-sender", "another sender uses the same request id"},
    FaultInfo{Fault::clock_back, "clock-back", "the clock goes back"},
    FaultInfo{Fault::clock_frozen, "clock-frozen", "the clock stands still for a day"},
    FaultInfo{Fault::clock_jump, "clock-jump", "the clock jumps ahead by days"},
    FaultInfo{Fault::clock_wrong, "clock-wrong",
              "a clock weeks ahead is confirmed, decides, and is set right"},
    FaultInfo{Fault::bank_doubled, "bank-doubled", "the bank says twice what it did"},
    FaultInfo{Fault::bank_early, "bank-early", "the bank's word comes before our own order"},
    FaultInfo{Fault::timers_twice, "timers-twice", "a day's work is done by two schedulers"},
    FaultInfo{Fault::timers_stopped, "timers-stopped",
              "a scheduler stops at any item and begins again"},
    FaultInfo{Fault::days_missed, "days-missed", "days without a scheduler, caught up in order"},
};

}  // namespace

std::span<const FaultInfo> all_faults() { return faults; }

const FaultInfo& info_of(Fault fault) {
  return *std::ranges::find(faults, fault, &FaultInfo::fault);
}

std::optional<Fault> fault_named(std::string_view name) {
  const auto found = std::ranges::find(faults, name, &FaultInfo::name);
  return found == faults.end() ? std::nullopt : std::optional(found->fault);
}

FaultSet FaultSet::all() {
  FaultSet set;
  for (const FaultInfo& info : faults) set.add(info.fault);
  return set;
}

FaultSet FaultSet::named(std::string_view names) {
  if (names == "all") return all();
  FaultSet set;
  if (names == "none") return set;
  for (const std::string_view name : base::words_between_commas(names)) {
    const auto fault = fault_named(name);
    if (!fault) throw std::invalid_argument("there is no fault '" + std::string(name) + "'");
    set.add(*fault);
  }
  return set;
}

}  // namespace tributary::simulation
