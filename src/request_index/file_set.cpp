#include "request_index/file_set.hpp"

#include <ranges>

#include "base/assert.hpp"

namespace tributary::request_index {

protocol::Sequence FileSet::through() const {
  protocol::Sequence through = 0;
  for (const auto& file : files) {
    if (file->header().first != through + 1) break;
    through = file->header().last;
  }
  return through;
}

void FileSet::screen(std::span<const protocol::RequestKey> keys,
                     std::span<std::uint8_t> maybe) const {
  ASSERT(keys.size() == maybe.size());
  for (const auto& file : files) file->screen(keys, maybe);
}

std::optional<protocol::KnownRequest> FileSet::find(protocol::RequestKey key) const {
  // The youngest first: what came lately is asked for most often.
  for (const auto& file : std::views::reverse(files)) {
    if (auto found = file->find(key)) return found;
  }
  return std::nullopt;
}

std::uint64_t FileSet::entries() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file->header().entries;
  return sum;
}

std::uint64_t FileSet::file_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file->file_bytes();
  return sum;
}

std::uint64_t FileSet::memory_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file->memory_bytes();
  return sum;
}

}  // namespace tributary::request_index
