#include "journal/snapshot_format.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "journal/little_endian.hpp"

namespace tributary::journal {

namespace {

constexpr std::uint64_t magic = 0x50414e5342495254;  // "TRIBSNAP"
constexpr std::uint32_t layout = 1;

}  // namespace

SnapshotFault::SnapshotFault(const std::string& message, int code)
    : std::runtime_error(message), code_(code) {}

void throw_snapshot_fault(const std::filesystem::path& path) {
  const int code = errno;
  throw SnapshotFault(path.string() + ": " + std::strerror(code), code);
}

SnapshotHeaderBytes encode(const SnapshotHeader& header) {
  SnapshotHeaderBytes bytes{};
  std::byte* at = bytes.data();
  at = put(at, magic);
  at = put(at, layout);
  at = put(at, header.format);
  at = put(at, header.sequence);
  at = put(at, header.time_ms);
  at = put(at, header.state_hash);
  std::ranges::copy(header.journal_hash, at);
  return bytes;
}

SnapshotHeader decode(const SnapshotHeaderBytes& bytes) {
  SnapshotHeader header;
  std::uint64_t found_magic = 0;
  std::uint32_t found_layout = 0;
  const std::byte* at = bytes.data();
  at = get(at, found_magic);
  at = get(at, found_layout);
  at = get(at, header.format);
  at = get(at, header.sequence);
  at = get(at, header.time_ms);
  at = get(at, header.state_hash);
  std::copy_n(at, header.journal_hash.size(), header.journal_hash.begin());
  if (found_magic != magic) throw SnapshotFault("is no snapshot", 0);
  if (found_layout != layout) throw SnapshotFault("is of another version of the program", 0);
  return header;
}

SnapshotChecksum::SnapshotChecksum() : state_(XXH3_createState()) {
  ASSERT(state_ && XXH3_128bits_reset(state_.get()) == XXH_OK);
}

void SnapshotChecksum::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

SnapshotTrailerBytes SnapshotChecksum::trailer(std::uint64_t payload_bytes) {
  SnapshotTrailerBytes bytes;
  std::byte* at = put(bytes.data(), payload_bytes);
  add({bytes.data(), at});
  const XXH128_hash_t sum = XXH3_128bits_digest(state_.get());
  at = put(at, sum.low64);
  put(at, sum.high64);
  return bytes;
}

std::string snapshot_file_name(std::uint64_t sequence) {
  return std::string(snapshot_prefix) + std::to_string(sequence) + std::string(snapshot_suffix);
}

std::vector<std::filesystem::path> list_snapshots(const std::filesystem::path& folder) {
  std::vector<std::pair<std::uint64_t, std::filesystem::path>> found;
  std::error_code no_folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder, no_folder)) {
    const std::string file = entry.path().filename();
    std::uint64_t sequence = 0;
    std::from_chars(file.data() + std::min(snapshot_prefix.size(), file.size()),
                    file.data() + file.size(), sequence);
    if (file == snapshot_file_name(sequence)) found.emplace_back(sequence, entry.path());
  }
  std::ranges::sort(found, std::greater());
  std::vector<std::filesystem::path> paths;
  for (auto& [sequence, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace tributary::journal
