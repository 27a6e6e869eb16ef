#include "bench/goals.hpp"

#include <algorithm>
#include <array>

namespace tributary::bench {
namespace {

constexpr bool less_is_better = false;

constexpr std::array goals{
    Goal{"engine_bids_per_s", 1e6, 2.5e6},
    Goal{"durable_bids_per_s", 300e3, 1e6},
    Goal{"http_bids_per_s", 32e3, 32e3},
    Goal{"http_share_of_echo_percent", 0, 80},
    Goal{"rush_last_answer_ms", 120, 80, less_is_better},
    Goal{"edge_tls_share_percent", 60, 75},
    Goal{"edge_idle_connections_mb", 100, 40, less_is_better},
    Goal{"edge_flooded_p99_ms", 20, 8, less_is_better},
    Goal{"orders_per_s", 8e3, 20e3},
    Goal{"payout_million_claims_s", 2, 0.5, less_is_better},
    Goal{"due_day_s", 60, 10, less_is_better},
    Goal{"due_day_bid_p99_ratio", 3, 1.5, less_is_better},
    Goal{"calm_day_cpu_ms", 50, 10, less_is_better},
    Goal{"ends_memory_growth_percent", 5, 1, less_is_better},
    Goal{"projection_events_per_s", 50e3, 150e3},
    Goal{"statement_page_newest_p99_us", 1'000, 500, less_is_better},
    Goal{"statement_page_any_p99_us", 1'000, 500, less_is_better},
    Goal{"statement_page_of_many_loans_newest_p99_us", 1'000, 500, less_is_better},
    Goal{"statement_page_of_many_loans_any_p99_us", 1'000, 500, less_is_better},
    Goal{"replay_commands_per_s", 2e6, 5e6},
    Goal{"ids_memory_bits", 17, 13, less_is_better},
    Goal{"restart_s", 5, 1, less_is_better},
};

}  // namespace

const Goal* goal_of(std::string_view key) {
  const auto found = std::ranges::find(goals, key, &Goal::key);
  return found == goals.end() ? nullptr : &*found;
}

Reached reached(const Goal& goal, double value) {
  const auto is_met = [&](double wanted) {
    return goal.more_is_better ? value >= wanted : value <= wanted;
  };
  if (is_met(goal.aim)) return Reached::aim;
  return is_met(goal.floor) ? Reached::floor : Reached::nothing;
}

}  // namespace tributary::bench
