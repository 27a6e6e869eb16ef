#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace tributary::engine {

/// Rows numbered from 1, never moved: growing costs one chunk, not a copy of all rows, so no
/// command pays for the growth of the table. Rows leave in the order of their numbers, which are
/// not used again; of 4096 that have left, 8 bytes stay.
template <class Row>
class DenseTable {
  static_assert(std::is_trivially_copyable_v<Row>, "rows go into snapshots as they are");
  static constexpr std::size_t chunk_bits = 12;
  static constexpr std::size_t chunk_rows = std::size_t{1} << chunk_bits;

 public:
  /// The rows that there are.
  std::size_t size() const { return next_ - first_; }
  bool contains(std::uint64_t number) const { return number - first_ < next_ - first_; }
  std::uint64_t first_number() const { return first_; }
  std::uint64_t next_number() const { return next_; }

  const Row& operator[](std::uint64_t number) const {
    ASSERT(contains(number));
    return chunks_[(number - 1) >> chunk_bits][(number - 1) & (chunk_rows - 1)];
  }
  Row& operator[](std::uint64_t number) { return const_cast<Row&>(std::as_const(*this)[number]); }

  // Inlined by force: GCC takes a call of it for one without effect and drops it.
  [[gnu::always_inline]] void prefetch(std::uint64_t number) const {
    if (contains(number)) __builtin_prefetch(&(*this)[number], 1);
  }

  Row& append(const Row& row) {
    if (next_ > chunks_.size() * chunk_rows) {
      chunks_.push_back(std::make_unique<Row[]>(chunk_rows));
    }
    ++next_;
    return (*this)[next_ - 1] = row;
  }

  /// The first row leaves. Needs: there is one; asserted.
  void drop_first() {
    ASSERT(size() > 0);
    ++first_;
    if (((first_ - 1) & (chunk_rows - 1)) == 0) chunks_[((first_ - 1) >> chunk_bits) - 1].reset();
  }

  /// Calls `visit` with the rows in order, a chunk at a time: what a snapshot writes and reads.
  template <class Visit>
  void for_each_chunk(Visit&& visit) const {
    for (std::uint64_t number = first_; number < next_; number += rows_from(number)) {
      visit(std::span<const Row>(&(*this)[number], rows_from(number)));
    }
  }
  /// Those before `first` have left.
  template <class Fill>
  void fill(std::uint64_t first, std::size_t rows, Fill&& fill_chunk) {
    chunks_.clear();
    first_ = first;
    next_ = first + rows;
    chunks_.resize((first - 1) >> chunk_bits);
    for (std::uint64_t number = first_; number < next_; number += rows_from(number)) {
      chunks_.push_back(std::make_unique<Row[]>(chunk_rows));
      fill_chunk(std::span<Row>(&(*this)[number], rows_from(number)));
    }
  }

 private:
  /// How many there are from `number` on in its chunk.
  std::size_t rows_from(std::uint64_t number) const {
    return std::min<std::uint64_t>(chunk_rows - ((number - 1) & (chunk_rows - 1)), next_ - number);
  }

  std::vector<std::unique_ptr<Row[]>> chunks_;  // none where all have left
  std::uint64_t first_ = 1;
  std::uint64_t next_ = 1;
};

}  // namespace tributary::engine
