#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "protocol/known_request.hpp"
#include "request_index/key_filter.hpp"

/// A file of the index:
///
///     header    4,096 bytes, with a digest of themselves
///     chunks    a digest of each chunk of the filter, 8 bytes
///     filter    the directory, filled up to a whole chunk, and the bits
///     pages     127 entries in ascending order of their keys, then a digest of the page
///
/// All sizes follow from the number of entries.
namespace tributary::request_index {

using Digest = std::array<std::byte, 32>;
using PlatformId = std::array<std::byte, 16>;

inline constexpr std::size_t header_bytes = 4096;
inline constexpr std::size_t page_bytes = 4096;
inline constexpr std::size_t chunk_bytes = 1 << 16;

/// What a file says of itself.
struct IndexHeader {
  PlatformId platform{};  ///< whose requests
  protocol::Sequence first = 0;
  protocol::Sequence last = 0;  ///< it has the ids of each sequence from `first` to `last`
  Digest journal_hash{};        ///< of the journal's group that holds `last`
  std::uint64_t content = 0;    ///< the sum of `content_of` of all entries
  /// One for each sequence, its request's, and one more for each bank's reference.
  std::uint64_t entries = 0;

  /// What its pages are marked with, so that those of another file, platform or journal are told.
  std::uint64_t mark() const;
};

struct Page {
  static constexpr std::size_t entries_max = 127;
  std::array<protocol::KnownRequest, entries_max> entries{};
  std::uint64_t number = 0;
  std::uint64_t digest = 0;
  std::array<std::uint64_t, 2> unused{};

  /// `mark`: of the header.
  std::uint64_t digest_of(std::uint64_t mark) const;
};
static_assert(sizeof(Page) == page_bytes);

/// Where the sections of a file lie, in bytes.
struct IndexLayout {
  explicit IndexLayout(std::uint64_t entries);

  FilterShape shape;
  std::uint64_t chunks;        ///< of the filter
  std::uint64_t directory_at;  ///< where the filter begins
  std::uint64_t bits_at;
  std::uint64_t filter_bytes;  ///< directory and bits
  std::uint64_t pages_at;
  std::uint64_t file_bytes;
};

using HeaderBytes = std::array<std::byte, header_bytes>;

/// `chunk_digests`: those of the filter, which the header's own digest covers.
HeaderBytes encode(const IndexHeader& header, std::span<const std::uint64_t> chunk_digests);
/// Nothing if these are not the bytes of a header with these digests.
std::optional<IndexHeader> decode(const HeaderBytes& bytes,
                                  std::span<const std::uint64_t> chunk_digests);
/// How many entries the file says it has, before anything was verified; 0: it is no file of ours.
std::uint64_t entries_told(const HeaderBytes& bytes);

/// In any order the same sum: which requests a range of the journal holds.
std::uint64_t content_of(const protocol::KnownRequest& entry);

std::uint64_t digest_of(std::span<const std::byte> bytes);

/// `requests-<first>-<last>.index`
std::string index_file_name(protocol::Sequence first, protocol::Sequence last);
struct SequenceRange {
  protocol::Sequence first = 0;
  protocol::Sequence last = 0;
  friend auto operator<=>(const SequenceRange&, const SequenceRange&) = default;
};
/// Nothing for other names.
std::optional<SequenceRange> range_of_name(std::string_view name);

inline constexpr std::string_view unfinished_suffix = ".unfinished";

}  // namespace tributary::request_index
