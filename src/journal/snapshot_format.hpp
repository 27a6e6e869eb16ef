#pragma once

#include <xxhash.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "journal/snapshot.hpp"

namespace tributary::journal {

/// The file: a header, the payload, a trailer with the payload's length and the checksum of all
/// before it. Numbers are little endian. Inside journal/ only.
inline constexpr std::size_t snapshot_header_bytes = 128;
inline constexpr std::size_t snapshot_trailer_bytes = 24;

using SnapshotHeaderBytes = std::array<std::byte, snapshot_header_bytes>;
using SnapshotTrailerBytes = std::array<std::byte, snapshot_trailer_bytes>;

SnapshotHeaderBytes encode(const SnapshotHeader& header);

/// Errors: SnapshotFault if these are not the bytes of a snapshot's header.
SnapshotHeader decode(const SnapshotHeaderBytes& bytes);

/// XXH3 of 128 bits: it finds damage, at the speed of memory; it does not resist forgery.
class SnapshotChecksum {
 public:
  SnapshotChecksum();
  void add(std::span<const std::byte> bytes);
  SnapshotTrailerBytes trailer(std::uint64_t payload_bytes);

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_;
};

inline constexpr std::string_view snapshot_prefix = "snapshot-";
inline constexpr std::string_view snapshot_suffix = ".bin";
inline constexpr std::string_view snapshot_unfinished_suffix = ".tmp";

std::string snapshot_file_name(std::uint64_t sequence);

/// The named snapshots of a folder, newest first.
std::vector<std::filesystem::path> list_snapshots(const std::filesystem::path& folder);

/// Throws the system's last error.
[[noreturn]] void throw_snapshot_fault(const std::filesystem::path& path);

}  // namespace tributary::journal
