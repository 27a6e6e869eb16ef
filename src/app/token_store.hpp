#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/quota.hpp"
#include "api/roles.hpp"
#include "base/hash.hpp"
#include "ring/possible_times.hpp"
#include "store/database.hpp"

/// API tokens, until members can log in. Only digests are kept, so a stolen file opens nothing. The
/// file is `platform.db` of the data folder; the command line changes it while a server reads it.
namespace tributary::app {

/// What is known of a token once it is made.
struct Token {
  std::uint64_t id = 0;
  std::string role;
  protocol::ActorId actor;
  protocol::PartyId party;  ///< for whom it acts; zero: the platform
  std::string name;
  protocol::Time created;
  std::optional<protocol::Time> expires;  ///< from then on it opens nothing; absent: never
  std::optional<protocol::Time> revoked;
};

/// Of an actor and of a party: more is no integer in JSON.
inline constexpr std::uint64_t actor_number_max = (std::uint64_t{1} << 53) - 1;

struct TokenWish {
  std::string role{};
  protocol::PartyId party{};              ///< of members' roles; zero of all others
  std::optional<std::uint64_t> number{};  ///< of the actor; a new one of its kind unless given
  std::string name{};
  std::optional<protocol::Time> expires{};  ///< absent: never
};

struct NewToken {
  std::string secret;  ///< told this once
  Token token;
};

/// Needs: a role of `api::roles()`, and a party if it is a member's. Errors: StoreFault, also when
/// another process writes for long.
NewToken create_token(const std::filesystem::path& file, const TokenWish&);
/// Reads a copy that cannot be written too, and one that an older program wrote.
std::vector<Token> list_tokens(const std::filesystem::path& file);
/// Nothing when there is no such token; one revoked before stays as it was.
std::optional<Token> revoke_token(const std::filesystem::path& file, std::uint64_t id);

/// Knows callers by their tokens: all in memory, read again when the file changed. A token made
/// while this runs works at once; a revoked or an expired one stops within half a second.
///
/// A token lives from when it was made until it expires. By a clock that was set far back none that
/// has expired lives again: then it was not made yet. Where it may be two times, one is enough, so
/// that a wrong clock locks nobody out who has to set it right.
class TokenStore {
 public:
  using Clock = std::chrono::steady_clock;
  using WallClock = std::function<ring::PossibleTimes()>;

  /// A clock that is corrected a little does not take a token away that was just made.
  static constexpr std::chrono::milliseconds made_within = std::chrono::minutes(10);

  /// Makes the file if it is missing. Callers get their accounts in `usages`, which outlives this;
  /// nothing: none.
  explicit TokenStore(const std::filesystem::path& file, api::UsageBook* usages = nullptr,
                      WallClock wall_clock = read_wall_clock);

  /// Any thread. Errors: StoreFault when the file cannot be read again.
  std::optional<api::Caller> find(std::string_view token, Clock::time_point now = Clock::now());

  /// Why `find` gave nothing: whose token it was, if it was one. Any thread.
  api::Stranger explain(std::string_view token);

  /// Whether the token of this number (`api::Caller::token`) still opens anything: for what
  /// outlives the request that it came with, such as a live stream. Any thread; looks at the file
  /// at most twice a second, so that asking that often ends a stream within a second of its token.
  /// While the file cannot be read, what was known stays: `find` tells of the fault.
  bool lives(std::uint64_t token, Clock::time_point now = Clock::now());

  /// Reads the file again although nothing is due. Any thread. The number of tokens that live.
  /// Errors: StoreFault; what was known stays.
  std::size_t reload(Clock::time_point now = Clock::now());

 private:
  struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend bool operator==(const Digest&, const Digest&) = default;
    friend std::size_t hash_value(const Digest& digest) { return digest.low; }
  };
  struct Life {
    protocol::Time from;
    protocol::Time expires;
  };
  struct Known {
    api::Caller caller;
    Life life;
  };
  using Callers = boost::unordered_flat_map<Digest, Known>;
  using Strangers = boost::unordered_flat_map<Digest, api::Stranger>;

  static ring::PossibleTimes read_wall_clock();
  static Digest read_digest(std::span<const std::byte> bytes);
  Digest tag_of(std::string_view token) const;
  void look(Clock::time_point now);
  void read_all();
  bool lives(const Life& life, Clock::time_point now) const;

  std::array<unsigned char, 16> tag_key_;
  WallClock wall_clock_;
  std::mutex mutex_;
  store::Database database_;
  api::UsageBook* usages_;
  std::string mark_;  ///< of the file that was read
  Clock::time_point checked_{};
  ring::PossibleTimes checked_at_{
      protocol::Time{}};  ///< the same moment on the wall clock, which each look reads anew
  Callers callers_;       ///< by the digest in the file
  Strangers revoked_;     ///< likewise
  /// Those who came since the file was read, by a hash of this process alone: the digest would cost
  /// each request as much as all the rest of the edge.
  Callers seen_;
  boost::unordered_flat_map<std::uint64_t, Life> lives_;  ///< of what is not revoked
};

}  // namespace tributary::app
