#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "request_index/index_file.hpp"

namespace tributary::request_index {

/// The files of a moment, oldest first, side by side but for gaps. It does not change; who holds it
/// can ask it whatever becomes of the index meanwhile. Any thread.
struct FileSet {
  std::vector<std::shared_ptr<IndexFile>> files;

  /// Every request up to this sequence is in the files.
  protocol::Sequence through() const;

  /// Sets `maybe[i]` where `keys[i]` may be in a file. Touches no disk.
  void screen(std::span<const protocol::RequestKey> keys, std::span<std::uint8_t> maybe) const;

  /// From the disk. Errors: IndexFault if a file that may hold the key is damaged there.
  std::optional<protocol::KnownRequest> find(protocol::RequestKey key) const;

  std::uint64_t entries() const;
  std::uint64_t file_bytes() const;
  std::uint64_t memory_bytes() const;
};

}  // namespace tributary::request_index
