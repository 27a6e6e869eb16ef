#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/caller.hpp"

namespace tributary::api {

/// Knows callers by what they bear: tokens, and sessions later. Any thread.
class CallerSource {
 public:
  virtual ~CallerSource() = default;
  /// Nothing for what it does not know. Errors: any exception while it cannot be known.
  virtual std::optional<Caller> find(std::string_view bearer) = 0;
  /// Why `find` gave nothing: whose it was, if it was somebody's.
  virtual Stranger explain(std::string_view bearer) = 0;
  /// Whether what has this number (`Caller::token`) still opens anything: for what outlives the
  /// request that it came with, such as a live stream.
  virtual bool lives(std::uint64_t token) = 0;
};

}  // namespace tributary::api
