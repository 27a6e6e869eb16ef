#pragma once

#include <sys/mman.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

#include "base/assert.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

/// Which requests were answered, and where in the journal: the memory behind "the same id gets the
/// same answer". Open addressing in 256 parts that grow one by one, so that no growth is long.
class RequestTable {
 public:
  struct Slot {
    protocol::RequestKey key;
    std::uint64_t body_hash = 0;
    protocol::Sequence sequence = 0;  ///< 0: empty
  };

  std::size_t size() const { return size_; }

  // Inlined by force: GCC takes a call of it for one without effect and drops it.
  [[gnu::always_inline]] void prefetch(protocol::RequestKey key) const {
    const Part& part = part_of(key);
    if (part.capacity != 0) __builtin_prefetch(&part.slots[key.low & (part.capacity - 1)], 1);
  }

  /// The slot of a known request, or none.
  const Slot* find(protocol::RequestKey key) const {
    const Part& part = part_of(key);
    if (part.capacity == 0) return nullptr;
    for (std::size_t at = key.low;; ++at) {
      const Slot& slot = part.slots[at & (part.capacity - 1)];
      if (slot.sequence == 0) return nullptr;
      if (slot.key == key) return &slot;
    }
  }

  /// Needs: a key that `find` does not know.
  void insert(const Slot& slot) {
    ASSERT(slot.sequence != 0);
    Part& part = part_of(slot.key);
    if ((part.used + 1) * 4 > part.capacity * 3) grow(part);
    place(part, slot);
    ++part.used;
    ++size_;
  }

  static constexpr std::size_t part_count = 256;
  std::span<const Slot> part_slots(std::size_t part) const {
    return {parts_[part].slots.get(), parts_[part].capacity};
  }
  std::size_t part_used(std::size_t part) const { return parts_[part].used; }
  /// Room for a part as a snapshot kept it; the caller fills the slots.
  std::span<Slot> restore_part(std::size_t part, std::size_t capacity, std::size_t used) {
    Part& restored = parts_[part];
    size_ += used - restored.used;
    restored = {allocate(capacity), capacity, used};
    return {restored.slots.get(), capacity};
  }

 private:
  struct Free {
    void operator()(Slot* slots) const { std::free(slots); }
  };
  using Slots = std::unique_ptr<Slot[], Free>;
  struct Part {
    Slots slots;
    std::size_t capacity = 0;
    std::size_t used = 0;
  };

  // Requests come in no order, so nearly each look-up is a page of its own: large parts lie in huge
  // pages, which halves what one costs. calloc hands out small ones zeroed already.
  static Slots allocate(std::size_t capacity) {
    constexpr std::size_t huge_page = std::size_t{1} << 21;
    const std::size_t bytes = capacity * sizeof(Slot);
    if (bytes == 0) return {};
    void* memory = nullptr;
    if (bytes < huge_page) {
      memory = std::calloc(capacity, sizeof(Slot));
    } else {
      memory = std::aligned_alloc(huge_page, bytes);
      ASSERT(memory != nullptr);
      ::madvise(memory, bytes, MADV_HUGEPAGE);  // a hint: refused, it only costs time
      std::memset(memory, 0, bytes);
    }
    ASSERT(memory != nullptr);
    return Slots(static_cast<Slot*>(memory));
  }

  const Part& part_of(protocol::RequestKey key) const { return parts_[key.high >> 56]; }
  Part& part_of(protocol::RequestKey key) { return parts_[key.high >> 56]; }

  static void place(Part& part, const Slot& slot) {
    std::size_t at = slot.key.low;
    while (part.slots[at & (part.capacity - 1)].sequence != 0) ++at;
    part.slots[at & (part.capacity - 1)] = slot;
  }

  static void grow(Part& part) {
    const std::size_t capacity = part.capacity == 0 ? 16 : part.capacity * 2;
    Part grown{allocate(capacity), capacity, part.used};
    for (std::size_t i = 0; i < part.capacity; ++i) {
      if (part.slots[i].sequence != 0) place(grown, part.slots[i]);
    }
    part = std::move(grown);
  }

  std::array<Part, part_count> parts_;
  std::size_t size_ = 0;
};

}  // namespace tributary::engine
