#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tributary::journal {

using Digest = std::array<std::byte, 32>;      ///< SHA-256
using PlatformId = std::array<std::byte, 16>;  ///< Random, given to a journal when it is made.

/// What the journal knows of a group; the body is opaque to it.
struct GroupHeader {
  std::uint64_t first_sequence = 0;  ///< Of its first record; records are numbered from 1.
  std::uint32_t record_count = 0;    ///< At least 1.
  std::uint64_t epoch = 0;           ///< Of the leader that wrote it.
  std::int64_t time_ms = 0;          ///< Engine time, since 1970; never goes back.
  std::uint64_t state_hash = 0;      ///< Of the state behind it.
  std::int32_t format = 0;           ///< Of the body.
  std::int32_t rules = 0;            ///< By which its commands were decided.

  std::uint64_t last_sequence() const { return first_sequence + record_count - 1; }
};

/// Records made durable together, and the hash that ties them to all before.
struct Group {
  GroupHeader header;
  Digest previous{};  ///< Hash of the group before; of the first group, `genesis`.
  Digest hash{};
  std::vector<std::byte> body;
};

/// A place between two groups: what the group before it left.
struct Position {
  std::uint64_t last_sequence = 0;
  Digest hash{};
  std::uint64_t epoch = 0;
  std::int64_t time_ms = 0;
  std::uint64_t state_hash = 0;
};

Position position_behind(const Group& group);

/// SHA-256 over the header (fixed width, little endian), `previous` and the body.
Digest group_hash(const GroupHeader& header, const Digest& previous,
                  std::span<const std::byte> body);

/// The place before the first group of a platform; no two platforms have it in common.
Position genesis(const PlatformId& platform);

std::string hex(std::span<const std::byte> bytes);

}  // namespace tributary::journal
