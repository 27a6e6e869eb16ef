#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "journal/snapshot.hpp"

namespace tributary::journal {

/// A snapshot and what it says of itself.
struct NamedSnapshot {
  std::filesystem::path file;
  SnapshotHeader header;
};

/// The whole snapshots of the folder, of any format, whose header `is_of_journal` does not take;
/// newest first. Of those that it takes the header alone is read. Those that are damaged say
/// nothing.
std::vector<NamedSnapshot> stray_snapshots(
    const std::filesystem::path& folder,
    const std::function<bool(const SnapshotHeader&)>& is_of_journal);

}  // namespace tributary::journal
