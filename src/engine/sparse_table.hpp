#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ranges>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace tributary::engine {

/// Rows numbered from 1, never moved. Any of them may leave; its number is not used again, and of
/// 512 neighbours that have left, 8 bytes stay.
template <class Row>
class SparseTable {
  static constexpr std::size_t block_bits = 9;
  static constexpr std::size_t block_rows = std::size_t{1} << block_bits;

 public:
  /// The rows that there are.
  std::size_t size() const { return size_; }
  std::uint64_t next_number() const { return next_; }

  const Row* find(std::uint64_t number) const {
    const std::uint64_t place = number - 1;
    if (place >= next_ - 1) return nullptr;
    const Block* block = blocks_[place >> block_bits].get();
    return block == nullptr ? nullptr : block->rows[place & (block_rows - 1)].get();
  }
  Row* find(std::uint64_t number) { return const_cast<Row*>(std::as_const(*this).find(number)); }

  Row& append(std::unique_ptr<Row> row) {
    const std::uint64_t place = next_ - 1;
    if (place >> block_bits == blocks_.size()) blocks_.emplace_back();
    auto& block = blocks_[place >> block_bits];
    if (block == nullptr) block = std::make_unique<Block>();
    ++next_;
    ++size_;
    ++block->count;
    return *(block->rows[place & (block_rows - 1)] = std::move(row));
  }

  /// The row leaves. Needs: it is there; asserted.
  void erase(std::uint64_t number) {
    ASSERT(find(number) != nullptr);
    auto& block = blocks_[(number - 1) >> block_bits];
    block->rows[(number - 1) & (block_rows - 1)].reset();
    --size_;
    if (--block->count == 0) block.reset();
  }

  /// All numbers before `next` that have no row have left.
  void skip_to(std::uint64_t next) {
    ASSERT(next >= next_);
    next_ = next;
    blocks_.resize((next_ - 1 + block_rows - 1) >> block_bits);
  }

  /// The rows that there are, in the order of their numbers.
  auto rows() const {
    const auto is_there = [](const auto& owned) { return owned != nullptr; };
    return blocks_ | std::views::filter(is_there) |
           std::views::transform([](const auto& block) -> const auto& { return block->rows; }) |
           std::views::join | std::views::filter(is_there) |
           std::views::transform([](const auto& row) -> const Row& { return *row; });
  }

 private:
  struct Block {
    std::array<std::unique_ptr<Row>, block_rows> rows;
    std::size_t count = 0;
  };

  std::vector<std::unique_ptr<Block>> blocks_;  // none where all have left
  std::uint64_t next_ = 1;
  std::size_t size_ = 0;
};

}  // namespace tributary::engine
