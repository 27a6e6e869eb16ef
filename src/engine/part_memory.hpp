#pragma once

#include <sys/mman.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"

namespace tributary::engine {

/// Zeroed memory for a table whose parts grow one by one, each twice as large as before. All parts
/// of one size lie side by side in a block of huge pages: places of a large table are asked for in
/// no order, so nearly each is a page of its own, and a huge one is found twice as fast. Pages cost
/// memory once they are used.
template <class Row, std::size_t part_count>
class PartMemory {
 public:
  PartMemory() = default;
  PartMemory(const PartMemory&) = delete;
  PartMemory& operator=(const PartMemory&) = delete;
  ~PartMemory() {
    for (Block& block : blocks_) unmap(block);
  }

  /// Rows of zeros. Needs: a power of two; one call for each part and size, ever.
  Row* take(std::size_t part, std::size_t rows) {
    ASSERT(std::has_single_bit(rows));
    Block& block = blocks_[static_cast<std::size_t>(std::countr_zero(rows))];
    if (block.parts_in_use++ == 0) map(block, rows * part_count * sizeof(Row));
    return reinterpret_cast<Row*>(block.rows) + part * rows;
  }

  /// The block goes when the last of its parts has outgrown it.
  void give_back(std::size_t rows) {
    Block& block = blocks_[static_cast<std::size_t>(std::countr_zero(rows))];
    ASSERT(block.parts_in_use > 0);
    if (--block.parts_in_use == 0) unmap(block);
  }

 private:
  static constexpr std::size_t huge_page = std::size_t{1} << 21;

  struct Block {
    void* mapped = nullptr;
    std::size_t bytes = 0;
    std::byte* rows = nullptr;
    std::size_t parts_in_use = 0;
  };

  static void map(Block& block, std::size_t bytes) {
    block.bytes = bytes + huge_page;
    block.mapped = ::mmap(nullptr, block.bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT(block.mapped != MAP_FAILED);
    const auto start = reinterpret_cast<std::uintptr_t>(block.mapped);
    block.rows = static_cast<std::byte*>(block.mapped) + (-start & (huge_page - 1));
    // A hint: refused, it only costs time.
    if (bytes >= huge_page) ::madvise(block.rows, bytes, MADV_HUGEPAGE);
  }

  static void unmap(Block& block) {
    if (block.mapped != nullptr) ::munmap(block.mapped, block.bytes);
    block = {};
  }

  std::array<Block, 48> blocks_;
};

}  // namespace tributary::engine
