#pragma once

#include <optional>
#include <string>

#include "protocol/types.hpp"
#include "rows/table.hpp"

namespace tributary::rows {

/// What whoever asks again with the same key is told; without secrets. Kept for 90 days.
struct AnswerRow {
  static constexpr std::string_view table = "order_answer";
  static constexpr std::string_view key = "high, low";
  std::uint64_t high = 0;  ///< of the request's key
  std::uint64_t low = 0;
  Bytes asked;  ///< keyed digest of the order
  protocol::Time time;
  std::uint32_t status = 0;
  std::optional<std::uint64_t> version;  ///< of the row that was changed
  std::string body;
};
BOOST_DESCRIBE_STRUCT(AnswerRow, (), (high, low, asked, time, status, version, body))

inline constexpr std::int64_t answers_kept_ms = std::int64_t{90} * 86'400'000;

/// Forgets at most so many of those that are too old at `now`. Gives how many it forgot.
std::int64_t forget_answers(store::Database& database, protocol::Time now, std::int64_t at_most);

}  // namespace tributary::rows
