#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/assert.hpp"
#include "base/pages.hpp"
#include "engine/dense_table.hpp"
#include "protocol/known_request.hpp"

namespace tributary::engine {

/// Which requests were answered, and where in the journal: the memory behind "the same id gets the
/// same answer". The requests lie as they came; an index of 32 bits a place, open addressing and
/// half empty, has their numbers, each with as many bits of the key as are left beside it. So a new
/// id, as nearly all are, is told by one look into the index.
class RequestTable {
 public:
  using Request = protocol::KnownRequest;
  static constexpr std::size_t room_max = std::size_t{1} << 28;

  /// Takes `room` requests, and as many more as are inserted beside the last one.
  explicit RequestTable(std::size_t room)
      : room_(room), mask_(places_for(room) - 1), pages_((mask_ + 1) * sizeof(Place)) {}

  std::size_t size() const { return requests_.size(); }
  bool is_full() const { return size() >= room_; }
  /// In the order of insertion.
  const DenseTable<Request>& requests() const { return requests_; }

  // Inlined by force: GCC takes a call of it for one without effect and drops it.
  [[gnu::always_inline]] void prefetch(protocol::RequestKey key) const {
    __builtin_prefetch(&places()[key.low & mask_], 1);
  }

  /// A known request, or none.
  const Request* find(protocol::RequestKey key) const {
    const Place tag = tag_of(key);
    for (std::size_t at = key.low;; ++at) {
      const Place place = places()[at & mask_];
      if (place == 0) return nullptr;
      if (((place ^ tag) & ~static_cast<Place>(mask_)) != 0) continue;
      const Request& request = requests_[place & mask_];
      if (request.key == key) return &request;
    }
  }

  /// Needs: a key that `find` does not know, and room.
  void insert(const Request& request) {
    ASSERT(request.sequence != 0 && size() * 4 <= mask_ * 3);
    requests_.append(request);
    enter(request.key, size());
  }

  /// All requests of a table that is new; `fill` is given room for some after the other.
  template <class Fill>
  void restore(std::size_t count, Fill&& fill) {
    ASSERT(size() == 0 && count * 4 <= mask_ * 3);
    requests_.fill(1, count, fill);
    for (std::uint64_t number = 1; number <= count; ++number) enter(requests_[number].key, number);
  }

 private:
  using Place = std::uint32_t;  ///< 0: free

  static std::size_t places_for(std::size_t room) {
    ASSERT(room <= room_max);
    return std::bit_ceil(std::max<std::size_t>(room, 8) * 2);
  }
  Place* places() const { return reinterpret_cast<Place*>(pages_.data()); }
  /// The upper bits of a place: of those of the key that do not say where it belongs.
  Place tag_of(protocol::RequestKey key) const { return static_cast<Place>(key.high >> 32); }

  void enter(protocol::RequestKey key, std::uint64_t number) {
    std::size_t at = key.low;
    while (places()[at & mask_] != 0) ++at;
    places()[at & mask_] = (tag_of(key) & ~static_cast<Place>(mask_)) | static_cast<Place>(number);
  }

  std::size_t room_;
  std::size_t mask_;
  base::Pages pages_;
  DenseTable<Request> requests_;
};

}  // namespace tributary::engine
