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

#include "api/denial.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

/// Why a request has no caller.
enum class AuthFailure : std::uint8_t { missing_token, unknown_token, unknown_stream_ticket };
BOOST_DESCRIBE_ENUM(AuthFailure, missing_token, unknown_token, unknown_stream_ticket)
inline constexpr std::size_t auth_failures_count = 3;

/// What guards has counted since the start.
struct GuardFigures {
  using Counter = std::atomic<std::uint64_t>;

  std::array<Counter, auth_failures_count> auth_failures{};
  Counter permission_refusals{0};
  /// By the kind of caller, as its number; 0: nobody known.
  std::array<std::array<Counter, limits_count>, 5> quota_refusals{};
};

/// Log lines of what can be caused without end: the first about somebody is written, then at most
/// one a minute that says how many were left out.
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

  std::size_t places() const;

 private:
  struct Place {
    Time written{};
    std::uint64_t left_out = 0;
  };

  Place& place_of(const std::string& key, Time now);

  const Write write_;
  mutable std::mutex mutex_;
  std::map<std::string, Place> places_;
  Place others_;
  Time swept_{};
};

}  // namespace tributary::api
