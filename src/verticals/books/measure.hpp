#pragma once

#include <cstdint>
#include <filesystem>

namespace tributary::books {

struct ReadTimes {
  double p50_us = 0;
  double p99_us = 0;
};

struct ProjectionFigures {
  std::uint64_t events_behind = 0;  ///< in the tables before the measurement
  double events_per_s = 0;          ///< into them: decoded, entered, committed
  double file_bytes_per_event = 0;
  double start_ms = 0;         ///< of a follower that finds these tables
  ReadTimes newest_bids;       ///< 20 newest bids of a random member
  ReadTimes newest_statement;  ///< 20 newest lines of a random member's statement
};

/// Fills books in `folder` with `events_behind` events of a workload of 200,000 members, then
/// measures the next `events` and some reads. Groups are made beforehand and not counted; reading
/// them from a journal is not part of it.
ProjectionFigures measure_projection(const std::filesystem::path& folder,
                                     std::uint64_t events_behind, std::uint64_t events = 1'000'000,
                                     std::uint64_t members = 200'000);

struct StatementFigures {
  std::uint64_t lines = 0;  ///< of the whole statement
  ReadTimes newest;         ///< its first page
  ReadTimes any;            ///< any page, from the newest to the first
  ReadTimes period;         ///< the first page of each business day, with opening and closing
  ReadTimes earned;         ///< what all claims have earned
};

/// Fills books in `folder` with `bids` bids of one member and all that becomes of them, then turns
/// the pages of the statement, 50 lines each, and asks what the claims have earned.
StatementFigures measure_statement(const std::filesystem::path& folder, std::uint64_t bids,
                                   std::uint32_t bids_per_loan);

}  // namespace tributary::books
