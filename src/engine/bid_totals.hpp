#pragma once

#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

/// What each investor has bid on one loan. A look-up is one place in memory, and can be fetched
/// ahead: bids come in floods, each of another investor.
class BidTotals {
 public:
  bool empty() const { return used_ == 0; }

  /// Zero for who has not bid.
  protocol::Amount of(protocol::AccountId investor) const {
    return slots_.empty() ? protocol::Amount{} : slots_[place_of(investor)].total;
  }

  /// Needs: an investor; an amount above zero.
  void add(protocol::AccountId investor, protocol::Amount amount) {
    ASSERT(investor && amount > protocol::Amount{});
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    Slot& slot = slots_[place_of(investor)];
    if (!slot.investor) {
      slot.investor = investor;
      ++used_;
    }
    slot.total += amount;
  }

  // Inlined by force: GCC takes a call of it for one without effect and drops it.
  [[gnu::always_inline]] void prefetch(protocol::AccountId investor) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[start_of(investor)], 1);
  }

 private:
  struct Slot {
    protocol::AccountId investor;  ///< the zero id: free
    protocol::Amount total;
  };

  std::size_t start_of(protocol::AccountId investor) const {
    return static_cast<std::size_t>((investor.value * 0x9e37'79b9'7f4a'7c15) >> 32) &
           (slots_.size() - 1);
  }

  /// Its slot, or the free one where it belongs.
  std::size_t place_of(protocol::AccountId investor) const {
    std::size_t at = start_of(investor);
    while (slots_[at].investor && slots_[at].investor != investor) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }

  void grow() {
    std::vector<Slot> before(slots_.empty() ? 16 : slots_.size() * 2);
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.investor) slots_[place_of(slot.investor)] = slot;
    }
  }

  std::vector<Slot> slots_;  ///< a power of two, or none
  std::size_t used_ = 0;
};

}  // namespace tributary::engine
