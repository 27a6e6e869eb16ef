#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/caller.hpp"
#include "base/hash.hpp"

namespace tributary::api {

/// What opens one live stream in place of a token: a browser's EventSource can send no header, and
/// a token does not belong into an address. Kept in memory, as digests; good once and not for long.
class StreamTickets {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds good_for{60};
  static constexpr std::size_t of_a_caller_max = 64;
  static constexpr std::size_t tickets_max = 65'536;

  /// Nothing when this caller, or everybody together, has too many that were not used.
  std::optional<std::string> make(const Caller& caller, Time now);
  /// Who the ticket was made for; it is used up.
  std::optional<Caller> redeem(std::string_view ticket, Time now);

  std::size_t size() const;

 private:
  struct Kept {
    Caller caller;
    Time until;
  };
  struct DigestHash {
    std::size_t operator()(const base::Digest128& digest) const { return digest.low; }
  };
  struct DigestEqual {
    bool operator()(const base::Digest128& one, const base::Digest128& other) const {
      return one.high == other.high && one.low == other.low;
    }
  };
  using Tickets = std::unordered_map<base::Digest128, Kept, DigestHash, DigestEqual>;

  void drop_old(Time now);
  Caller take(Tickets::iterator ticket);

  mutable std::mutex mutex_;
  Tickets tickets_;
  std::deque<std::pair<Time, base::Digest128>>
      by_age_;  ///< used ones too, until their time is over
  std::unordered_map<std::uint64_t, std::size_t> of_callers_;
};

}  // namespace tributary::api
