#include "journal/stray_snapshots.hpp"

#include <fstream>

#include "journal/snapshot_format.hpp"

namespace tributary::journal {

namespace fs = std::filesystem;

namespace {

/// What a file says of itself, before its checksum was looked at. Errors: SnapshotFault.
SnapshotHeader header_told(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  SnapshotHeaderBytes bytes;
  if (!file.read(reinterpret_cast<char*>(bytes.data()), snapshot_header_bytes)) {
    throw SnapshotFault(path.string() + " is cut off", 0);
  }
  return decode(bytes);
}

}  // namespace

std::vector<NamedSnapshot> stray_snapshots(
    const fs::path& folder, const std::function<bool(const SnapshotHeader&)>& is_of_journal) {
  std::vector<NamedSnapshot> strays;
  for (const fs::path& path : list_snapshots(folder)) {
    try {
      if (is_of_journal(header_told(path))) continue;
      // Only now the whole file: damage must not speak against the journal.
      strays.push_back({path, Snapshot(path).header()});
    } catch (const SnapshotFault&) {
      continue;
    }
  }
  return strays;
}

}  // namespace tributary::journal
