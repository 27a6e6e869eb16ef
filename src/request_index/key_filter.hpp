#pragma once

#include <cstdint>
#include <vector>

#include "base/byte_buffer.hpp"
#include "protocol/types.hpp"
#include "request_index/bits.hpp"

/// Which places of a sorted file a key can have: Elias-Fano by buckets. The keys are digests, so
/// they spread evenly; keys that do not cost time, never an answer.
///
/// The range of keys is cut into buckets of 64 keys on average, a bucket into 64 parts. The
/// directory has the rank of each bucket's first key. The bits have, for each bucket, how many keys
/// each part holds in unary (a one a key, a zero behind each part), and then a fingerprint of each
/// key: the next bits behind those that gave the part. Where a bucket's bits begin follows from its
/// rank.
namespace tributary::request_index {

inline constexpr std::uint64_t keys_per_bucket = 64;
inline constexpr unsigned parts_per_bucket = 64;
/// Ranks have 32 bits.
inline constexpr std::uint64_t keys_max = 0xffff'0000;

/// All sizes of a filter: they follow from the number of its keys.
struct FilterShape {
  std::uint64_t keys = 0;
  std::uint64_t buckets = 1;
  unsigned fingerprint_bits = 0;

  /// A large filter has the shorter fingerprints: it is what costs memory.
  static FilterShape of(std::uint64_t keys);

  std::uint64_t directory_bytes() const { return (buckets + 1) * sizeof(std::uint32_t); }
  std::uint64_t bits_of_bucket(std::uint64_t bucket, std::uint64_t rank) const {
    return rank * (fingerprint_bits + 1) + bucket * parts_per_bucket;
  }
  /// Without the slack.
  std::uint64_t bits_bytes() const { return (bits_of_bucket(buckets, keys) + 7) / 8; }
};

/// Where a key belongs in a filter of a shape.
struct KeyPlace {
  std::uint64_t bucket = 0;
  unsigned part = 0;
  std::uint64_t fingerprint = 0;
};

inline KeyPlace place_of(const FilterShape& shape, protocol::RequestKey key) {
  // The bucket and, behind the point, how far in it: in the order of the keys.
  const auto product = static_cast<unsigned __int128>(key.high) * shape.buckets;
  const auto fraction = static_cast<std::uint64_t>(product);
  return {static_cast<std::uint64_t>(product >> 64), static_cast<unsigned>(fraction >> 58),
          fraction << 6 >> (64 - shape.fingerprint_bits)};
}

/// Ranks of keys; none if `first` is `end`.
struct RankRange {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  bool empty() const { return first == end; }
};

/// The ranks that a key of this place can have. A key of the file is always among them.
/// Needs: the ranks of the place's bucket and of the one behind it.
RankRange ranks_of(const FilterShape& shape, const std::byte* bits, const KeyPlace& place,
                   std::uint64_t bucket_rank, std::uint64_t next_bucket_rank);

/// Makes a filter of keys in ascending order, piece by piece.
class FilterWriter {
 public:
  explicit FilterWriter(const FilterShape& shape);

  void add(protocol::RequestKey key);
  /// Needs: as many keys as the shape has.
  void finish();

  /// What has been made: the owner takes it out by `clear`.
  base::ByteBuffer& directory() { return directory_; }
  base::ByteBuffer& bits() { return bits_.bytes(); }

 private:
  void write_directory(std::uint64_t rank);
  void close_bucket();

  FilterShape shape_;
  base::ByteBuffer directory_;
  BitWriter bits_;
  std::uint64_t bucket_ = 0;  ///< the one that takes keys
  std::uint64_t keys_ = 0;
  unsigned part_ = 0;
  std::vector<std::uint64_t> fingerprints_;  ///< of the bucket
};

}  // namespace tributary::request_index
