#pragma once

#include <concepts>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "api/bucket.hpp"
#include "protocol/command.hpp"
#include "protocol/record.hpp"

namespace tributary::api {

/// A command that has to know a listing's password.
template <class Command>
concept BearsPassword = requires(const Command& command) {
  { command.access_code } -> std::convertible_to<protocol::AccessCode>;
  { command.loan } -> std::convertible_to<protocol::LoanId>;
};

/// Wrong passwords by caller and listing, and by caller alone. Every password counts as wrong from
/// before it is tried until the engine has found otherwise: guesses sent all at once count too.
class PasswordGuesses {
 public:
  /// Of one listing.
  static constexpr Pace of_listing{std::chrono::minutes(10), 5};
  /// Of all listings together.
  static constexpr Pace of_caller{std::chrono::minutes(3), 20};
  /// Callers and listings that are remembered. When all are taken no further password is tried.
  static constexpr std::size_t places_max = 65'536;

  /// Counts a try. Gives how long to wait when there were too many: then it may not be made.
  std::optional<std::chrono::nanoseconds> begin(protocol::ActorId, protocol::LoanId,
                                                Bucket::Time now);
  /// The password was right, or it was never tried.
  void forgive(protocol::ActorId, protocol::LoanId, Bucket::Time now);
  /// What became of a try.
  void end(const protocol::Record& record, Bucket::Time now);

  /// Nearly always; then no record has to be read.
  bool is_empty() const { return is_empty_.load(std::memory_order_relaxed); }
  std::size_t places() const;

 private:
  using Key = std::pair<protocol::ActorId, protocol::LoanId>;  // listing 0: all of them

  Bucket* place_of(const Key& key, Bucket::Time now);

  mutable std::mutex mutex_;
  std::map<Key, Bucket> places_;
  std::atomic<bool> is_empty_{true};
  Bucket::Time swept_{};
};

}  // namespace tributary::api
