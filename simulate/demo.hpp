#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string_view>

#include "money/date.hpp"
#include "ring/data_folder.hpp"
#include "simulate/population.hpp"

namespace tributary::simulation {

struct DemoOptions {
  std::uint64_t seed = 1;
  std::uint32_t members = 3'000;  ///< investors by the last day
  std::int32_t years = 3;
  money::Date last_day;  ///< it has begun; all that happened on it is that loans were listed
  /// Told of the days that are over.
  std::function<void(std::uint64_t day)> progress{};
};

struct DemoFigures {
  std::uint64_t days = 0;
  std::uint64_t commands = 0;
  std::uint64_t refused = 0;
  std::uint64_t accounts = 0;
  std::uint64_t loans = 0;  ///< settled
  std::uint64_t bids = 0;
  std::uint64_t payouts = 0;  ///< to single claims
  std::int64_t lent_minor = 0;
  std::uint64_t state_hash = 0;
  std::optional<Invitation> invitation{};  ///< what whoever tries the demo can do first
};

/// Years of a growing platform, ending on a day: the population without faults, through the real
/// engine and journal, and a snapshot. Equal options give equal states. The folder can be served at
/// once. Needs: a folder that holds no platform; asserted.
/// Errors: journal::JournalFault, journal::SnapshotFault.
DemoFigures make_demo(const ring::DataFolder& folder, const DemoOptions& options);

/// `tributary demo`. Returns the exit status: 0; 1 if there is a platform already.
int demo_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err);

}  // namespace tributary::simulation
