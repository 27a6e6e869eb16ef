#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "api/bucket.hpp"
#include "api/caller.hpp"
#include "http/lease.hpp"

namespace tributary::api {

/// What a caller may take of the server. The requests are those of one token; all tokens of a
/// caller together may send twice as many, so that one that runs wild leaves the others room.
struct Quota {
  Pace requests;
  std::uint32_t in_flight = 0;  ///< requests that wait for their answers
  std::uint32_t streams = 0;
  Pace refusals;  ///< commands that were refused: each is kept in the journal for ever

  friend bool operator==(const Quota&, const Quota&) = default;
};

/// What may be asked without a token, from one address.
struct AddressQuota {
  Pace requests = Pace::a_second(20, 100);
  Pace wrong_tokens = Pace::a_second(2, 20);
};

/// The quota of each kind of caller; nothing: no bounds. The platform's own parts have none.
struct QuotaTable {
  std::optional<Quota> member = Quota{Pace::a_second(50, 200), 32, 8, Pace::a_second(5, 100)};
  std::optional<Quota> staff = Quota{Pace::a_second(200, 1'000), 64, 32, Pace::a_second(20, 400)};
  std::optional<Quota> partner =
      Quota{Pace::a_second(5'000, 10'000), 1'024, 1'024, Pace::a_second(100, 2'000)};
  std::optional<AddressQuota> address = AddressQuota{};

  const Quota* of(protocol::ActorKind kind) const;
};

/// What a caller or a token has taken.
struct Usage {
  Bucket requests;
  Bucket refusals;
  std::atomic<std::uint32_t> in_flight{0};
  std::atomic<std::uint32_t> streams{0};

  bool is_unused(Bucket::Time now) const {
    return in_flight == 0 && streams == 0 && requests.is_full(now) && refusals.is_full(now);
  }
};

/// The usages of all callers and tokens that came. Their memory is used again but never given back,
/// so whoever still holds a pointer to one that was dropped charges a stranger at the worst.
class UsageBook {
 public:
  explicit UsageBook(const QuotaTable& quotas) : quotas_(quotas) {}

  /// Fills in the usages of a caller whose kind has a quota. Any thread, as all of these.
  void open(Caller& caller);
  /// Nothing when this caller was not opened, or has no bounds.
  Usage* find(protocol::ActorId caller);
  /// Drops what nobody uses and could as well be new. Needs: what was opened before is opened anew
  /// before it is used again.
  void drop_unused(Bucket::Time now);

  const QuotaTable& quotas() const { return quotas_; }
  std::size_t size() const;

 private:
  using Usages = boost::unordered_flat_map<std::uint64_t, Usage*>;

  Usage& open(Usages& usages, std::uint64_t key);
  void drop_unused(Usages& usages, Bucket::Time now);

  const QuotaTable quotas_;
  mutable std::mutex mutex_;
  std::deque<Usage> memory_;
  std::vector<Usage*> free_;
  Usages callers_;
  Usages tokens_;
};

}  // namespace tributary::api
