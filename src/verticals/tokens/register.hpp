#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/caller_source.hpp"
#include "api/quota.hpp"
#include "vertical/possible_times.hpp"
#include "verticals/tokens/token_row.hpp"

namespace tributary::tokens {

/// Knows callers by their tokens: all in memory, read again when they have changed. A token works
/// from the answer on that told it, and one that was taken back from then on no longer.
///
/// A token lives from when it was made until it expires. By a clock that was set far back none that
/// has expired lives again: then it was not made yet. Where it may be two times, one is enough, so
/// that a wrong clock locks nobody out who has to set it right.
class Register final : public api::CallerSource {
 public:
  using Clock = std::chrono::steady_clock;
  using WallClock = std::function<vertical::PossibleTimes()>;

  /// A clock that is corrected a little does not take a token away that was just made.
  static constexpr std::chrono::milliseconds made_within = std::chrono::minutes(10);
  /// How long the wall clock is not read again.
  static constexpr std::chrono::milliseconds clock_kept_for{500};

  /// Needs: the tables of tokens are there. Callers get their accounts in `usages`, which outlives
  /// this; nothing: none. Errors: StoreFault.
  Register(const std::string& url, api::UsageBook* usages, WallClock wall_clock);

  /// The rows of these keys have changed, or, where none is named, any: whoever comes next has them
  /// read again. Any thread.
  void read_again(const std::vector<std::string>& keys);

  /// Errors: StoreFault while the rows cannot be read again.
  std::optional<api::Caller> find(std::string_view secret) override {
    return find(secret, Clock::now());
  }
  std::optional<api::Caller> find(std::string_view secret, Clock::time_point now);
  api::Stranger explain(std::string_view secret) override;
  /// While the rows cannot be read again, nothing lives.
  bool lives(std::uint64_t token) override { return lives(token, Clock::now()); }
  bool lives(std::uint64_t token, Clock::time_point now);

 private:
  struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend bool operator==(const Digest&, const Digest&) = default;
    friend std::size_t hash_value(const Digest& digest) { return digest.low; }
  };
  struct Life {
    Time from;
    Time expires;
  };
  struct Known {
    api::Caller caller;
    Life life;
  };
  using Callers = boost::unordered_flat_map<Digest, Known>;
  using Strangers = boost::unordered_flat_map<Digest, api::Stranger>;

  static Digest read_digest(std::span<const std::byte> bytes);
  Digest tag_of(std::string_view secret) const;
  void look(Clock::time_point now);  ///< Needs: the mutex.
  void open(Clock::time_point now);
  void read_rows();
  void read_all();
  void read_changed(Clock::time_point now);
  void forget(std::uint64_t token);
  void learn(const TokenRow& row);
  bool lives(const Life& life, Clock::time_point now) const;

  std::array<unsigned char, 16> tag_key_;
  const WallClock wall_clock_;
  api::UsageBook* const usages_;

  std::mutex mutex_;
  const std::string url_;
  std::optional<store::Database> database_;  ///< nothing: it was lost, and is opened again
  std::optional<rows::Table<TokenRow>> rows_;
  Clock::time_point open_again_{};      ///< not before then
  std::vector<std::uint64_t> changed_;  ///< not read again yet
  std::size_t changes_since_read_all_ = 0;
  bool all_may_have_changed_ = true;
  Clock::time_point checked_{};
  /// The same moment on the wall clock, which is read now and then: not for each request.
  vertical::PossibleTimes checked_at_{Time{}};
  Callers callers_;    ///< by the digest in the rows
  Strangers revoked_;  ///< the same
  /// Those who came since the rows were read, by a hash of this process alone: the digest would
  /// cost each request as much as all the rest of the edge.
  Callers seen_;
  struct Held {
    Digest digest;
    std::optional<Digest> tag;  ///< where it was seen
  };
  boost::unordered_flat_map<std::uint64_t, Held> held_;  ///< by token, what is not revoked
};

}  // namespace tributary::tokens
