#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "api/caller.hpp"
#include "api/denial.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

/// What guards has counted since the start.
struct GuardFigures {
  using Counter = std::atomic<std::uint64_t>;

  std::array<Counter, auth_failures_count> auth_failures{};
  Counter permission_refusals{0};
  /// By the kind of caller, as its number; 0: nobody known.
  std::array<std::array<Counter, limits_count>, 5> quota_refusals{};
};

/// Log lines of what can be caused without end: the first about somebody is written, then at most
/// one a minute that says how many were left out, also when nothing of the kind comes any more.
class Traces {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Write = std::function<void(std::string_view name, std::string_view text)>;

  static constexpr std::chrono::minutes quiet{1};
  /// Of whom lines are counted apart; those beyond share one count.
  static constexpr std::size_t places_max = 4'096;

  explicit Traces(Write write) : write_(std::move(write)) {}

  /// `name` and `who` together are somebody; `text` must hold nothing secret. Any thread.
  void note(std::string_view name, std::string_view who, std::string_view text, Time now);

  /// Says how many lines were left out of what was quiet for a minute. To be called now and then.
  void tell(Time now);

  std::size_t places() const;

 private:
  /// The name of a line and whom it is about.
  using Key = std::pair<std::string, std::string>;
  struct Place {
    Time written{};
    std::uint64_t left_out = 0;
  };

  Place& place_of(const Key& key, Time now);

  const Write write_;
  mutable std::mutex mutex_;
  std::map<Key, Place> places_;
  Place others_;
  Time swept_{};
};

}  // namespace tributary::api
