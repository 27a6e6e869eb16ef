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

/// Rows numbered from 1, never removed, never moved: growing costs one chunk, not a copy of all
/// rows, so no command pays for the growth of the table.
template <class Row>
class DenseTable {
  static_assert(std::is_trivially_copyable_v<Row>, "rows go into snapshots as they are");
  static constexpr std::size_t chunk_bits = 12;
  static constexpr std::size_t chunk_rows = std::size_t{1} << chunk_bits;

 public:
  std::size_t size() const { return size_; }
  bool contains(std::uint64_t number) const { return number - 1 < size_; }
  std::uint64_t next_number() const { return size_ + 1; }

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
    if (size_ == chunks_.size() * chunk_rows)
      chunks_.push_back(std::make_unique<Row[]>(chunk_rows));
    ++size_;
    return (*this)[size_] = row;
  }

  /// Calls `visit` with the rows in order, a chunk at a time: what a snapshot writes and reads.
  template <class Visit>
  void for_each_chunk(Visit&& visit) const {
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
      visit(std::span<const Row>(chunks_[i].get(), std::min(chunk_rows, size_ - i * chunk_rows)));
    }
  }
  template <class Fill>
  void fill(std::size_t rows, Fill&& fill_chunk) {
    chunks_.clear();
    size_ = rows;
    for (std::size_t start = 0; start < rows; start += chunk_rows) {
      chunks_.push_back(std::make_unique<Row[]>(chunk_rows));
      fill_chunk(std::span<Row>(chunks_.back().get(), std::min(chunk_rows, rows - start)));
    }
  }

 private:
  std::vector<std::unique_ptr<Row[]>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace tributary::engine
