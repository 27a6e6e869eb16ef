#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/assert.hpp"
#include "engine/part_memory.hpp"
#include "protocol/known_request.hpp"

namespace tributary::engine {

/// Which requests were answered, and where in the journal: the memory behind "the same id gets the
/// same answer". Open addressing in 4,096 parts that grow one by one, so that no growth is long,
/// and each at another fullness, so that they do not all grow in the same second.
class RequestTable {
 public:
  using Slot = protocol::KnownRequest;

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
    const auto number = static_cast<std::size_t>(&part - parts_.data());
    if (part.used >= room_of(number, part.capacity)) grow(number);
    place(part, slot);
    ++part.used;
    ++size_;
  }

  static constexpr std::size_t part_count = 4096;
  std::span<const Slot> part_slots(std::size_t part) const {
    return {parts_[part].slots, parts_[part].capacity};
  }
  std::size_t part_used(std::size_t part) const { return parts_[part].used; }
  /// Whether a part can have been so: what is read from a file is asked before it is believed.
  static constexpr bool can_restore(std::uint64_t capacity, std::uint64_t used) {
    constexpr std::uint64_t capacity_max = std::uint64_t{1} << 32;
    if (capacity == 0) return used == 0;
    return std::has_single_bit(capacity) && capacity <= capacity_max && used < capacity;
  }
  /// Room for a part as a snapshot kept it; the caller fills the slots. Needs: an empty table, and
  /// `can_restore`.
  std::span<Slot> restore_part(std::size_t part, std::size_t capacity, std::size_t used) {
    Part& restored = parts_[part];
    ASSERT(restored.capacity == 0);
    if (capacity == 0) return {};
    size_ += used;
    restored = {memory_.take(part, capacity), capacity, used};
    return {restored.slots, capacity};
  }

 private:
  struct Part {
    Slot* slots = nullptr;
    std::size_t capacity = 0;
    std::size_t used = 0;
  };

  static constexpr int part_shift = 64 - std::countr_zero(part_count);
  const Part& part_of(protocol::RequestKey key) const { return parts_[key.high >> part_shift]; }
  Part& part_of(protocol::RequestKey key) { return parts_[key.high >> part_shift]; }

  /// How many a part takes before it grows: from three eighths of its capacity to twice that, by
  /// its number. Requests fill all parts evenly.
  static constexpr std::size_t room_of(std::size_t number, std::size_t capacity) {
    return capacity * 3 * (part_count + number) / (8 * part_count);
  }

  static void place(const Part& part, const Slot& slot) {
    std::size_t at = slot.key.low;
    while (part.slots[at & (part.capacity - 1)].sequence != 0) ++at;
    part.slots[at & (part.capacity - 1)] = slot;
  }

  void grow(std::size_t number) {
    Part& part = parts_[number];
    const std::size_t capacity = part.capacity == 0 ? 16 : part.capacity * 2;
    const Part grown{memory_.take(number, capacity), capacity, part.used};
    for (std::size_t i = 0; i < part.capacity; ++i) {
      if (part.slots[i].sequence != 0) place(grown, part.slots[i]);
    }
    if (part.capacity != 0) memory_.give_back(part.capacity);
    part = grown;
  }

  PartMemory<Slot, part_count> memory_;
  std::array<Part, part_count> parts_;
  std::size_t size_ = 0;
};

}  // namespace tributary::engine
