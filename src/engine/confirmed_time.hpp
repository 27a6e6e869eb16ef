#pragma once

#include <vector>

#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

/// What time it is for listings and days: the engine's, which never goes back. After a wrong clock
/// has moved that ahead and was set right, the time that was confirmed since, until the engine's
/// goes on.
class ConfirmedTime {
 public:
  explicit ConfirmedTime(StateHash& hash) : hash_(&hash) {}

  /// `now`: the engine's.
  protocol::Time at(protocol::Time now) const { return now == stands_at_ ? time_ : now; }

  void set_back(protocol::Time now, protocol::Time to) {
    hash_->remove(full_hash());
    stands_at_ = now;
    time_ = to;
    hash_->add(full_hash());
  }

  /// Nothing where no time was ever set back.
  std::uint64_t full_hash() const {
    if (stands_at_ == protocol::Time{}) return 0;
    return row_hash(20, static_cast<std::uint64_t>(stands_at_.ms),
                    static_cast<std::uint64_t>(time_.ms));
  }

  template <class Archive>
  void exchange(Archive& archive) {
    // As rows of its own: archives take lists of rows.
    std::vector<protocol::Time> times{stands_at_, time_};
    archive.list(times);
    if constexpr (Archive::loading) {
      if (times.size() != 2) return;
      stands_at_ = times[0];
      time_ = times[1];
    }
  }

 private:
  StateHash* hash_;
  protocol::Time stands_at_;  ///< where a wrong clock has put the engine's time
  protocol::Time time_;       ///< as long as that stands
};

}  // namespace tributary::engine
