#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>

#include "api/quota.hpp"

namespace tributary::api {

/// What was asked without a valid token, by where it came from: an IPv4 address, the /64 of an IPv6
/// address (a customer has all of one), the user at the other end of a Unix socket. Bounded: those
/// for whom there is no place share one account.
class Addresses {
 public:
  static constexpr std::size_t places_max = 65'536;

  explicit Addresses(const AddressQuota& quota) : quota_(quota) {}

  struct Verdict {
    bool allowed = true;
    std::chrono::nanoseconds wait{0};
  };
  /// A request without a token, or of a public page. Any thread.
  Verdict ask(std::string_view peer, Bucket::Time now);
  /// A request with a token that nobody has.
  Verdict guess(std::string_view peer, Bucket::Time now);

  std::size_t places() const;
  /// How a peer is counted: equal for those that share an account.
  static std::uint64_t key_of(std::string_view peer);

 private:
  struct Place {
    Bucket requests;
    Bucket wrong_tokens;
    bool is_unused(Bucket::Time now) const {
      return requests.is_full(now) && wrong_tokens.is_full(now);
    }
  };

  Place& place_of(std::string_view peer, Bucket::Time now);

  const AddressQuota quota_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Place> places_;  // ordered: senders choose the keys
  Place others_;
  Bucket::Time swept_{};
};

}  // namespace tributary::api
