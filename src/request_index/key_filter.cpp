#include "request_index/key_filter.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace tributary::request_index {
namespace {

std::uint64_t fingerprint_at(const FilterShape& shape, const std::byte* bits, std::uint64_t at) {
  return read_bits(bits, at) & ((std::uint64_t{1} << shape.fingerprint_bits) - 1);
}

/// Where the part's keys begin in the unary run that begins at `at`.
std::uint64_t begin_of_part(const std::byte* bits, std::uint64_t at, unsigned part) {
  if (part == 0) return at;
  for (;; at += 64) {
    const std::uint64_t zeros = ~read_bits(bits, at);
    const std::uint64_t sums = ones_up_to_each_byte(zeros);
    const auto all = static_cast<unsigned>(sums >> 56);
    if (all >= part) return at + place_of_one(zeros, sums, part - 1) + 1;
    part -= all;
  }
}

}  // namespace

FilterShape FilterShape::of(std::uint64_t keys) {
  ASSERT(keys > 0 && keys <= keys_max);
  constexpr std::array<std::uint64_t, 3> shorter_from{1U << 24, 1U << 27, 1U << 28};
  constexpr std::array<unsigned, 4> bits_of{16, 12, 10, 9};
  const auto above = std::ranges::count_if(shorter_from, [&](auto from) { return keys >= from; });
  const unsigned bits = bits_of[static_cast<std::size_t>(above)];
  return {keys, std::max<std::uint64_t>(1, keys / keys_per_bucket), bits};
}

RankRange ranks_of(const FilterShape& shape, const std::byte* bits, const KeyPlace& place,
                   std::uint64_t bucket_rank, std::uint64_t next_bucket_rank) {
  const std::uint64_t unary = shape.bits_of_bucket(place.bucket, bucket_rank);
  const std::uint64_t fingerprints = unary + (next_bucket_rank - bucket_rank) + parts_per_bucket;
  std::uint64_t at = begin_of_part(bits, unary, place.part);
  std::uint64_t index = at - unary - place.part;
  RankRange found;
  for (; (read_bits(bits, at) & 1) != 0; ++at, ++index) {
    const std::uint64_t fingerprint =
        fingerprint_at(shape, bits, fingerprints + index * shape.fingerprint_bits);
    // In the order of the keys: the equal ones stand side by side.
    if (fingerprint > place.fingerprint) break;
    if (fingerprint < place.fingerprint) continue;
    if (found.empty()) found.first = bucket_rank + index;
    found.end = bucket_rank + index + 1;
  }
  return found;
}

FilterWriter::FilterWriter(const FilterShape& shape) : shape_(shape) { write_directory(0); }

void FilterWriter::add(protocol::RequestKey key) {
  const KeyPlace place = place_of(shape_, key);
  while (bucket_ < place.bucket) close_bucket();
  bits_.write_zeros_and_one(place.part - part_);
  part_ = place.part;
  fingerprints_.push_back(place.fingerprint);
  ++keys_;
}

void FilterWriter::finish() {
  while (bucket_ < shape_.buckets) close_bucket();
  bits_.end();
  ASSERT(keys_ == shape_.keys);
}

void FilterWriter::close_bucket() {
  bits_.write_zeros(parts_per_bucket - part_);
  for (const std::uint64_t fingerprint : fingerprints_) {
    bits_.write(fingerprint, shape_.fingerprint_bits);
  }
  fingerprints_.clear();
  part_ = 0;
  ++bucket_;
  write_directory(keys_);
}

void FilterWriter::write_directory(std::uint64_t rank) {
  const auto short_rank = static_cast<std::uint32_t>(rank);
  directory_.append(std::as_bytes(std::span(&short_rank, 1)));
}

}  // namespace tributary::request_index
