#include "app/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "store/temporary_folder.hpp"
#include "verticals/clock/figures.hpp"

namespace tributary::app {
namespace {

using testing::Contains;
using testing::Not;
using testing::StartsWith;

/// A pipeline that has not begun, so that its figures are what a test says.
class MetricsTest : public testing::Test {
 protected:
  MetricsTest() { watch({}); }
  void watch(Metrics::Sources sources) {
    sources.pipeline = &pipeline_;
    metrics_.watch(std::move(sources));
  }
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    std::istringstream text(metrics_.text());
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  void expect(const std::vector<std::string>& wanted) {
    const auto all = lines();
    for (const std::string& line : wanted) EXPECT_THAT(all, Contains(line));
  }

  const store::TemporaryFolder folder_;
  engine::Engine engine_;
  journal::Journal journal_{folder_.url("journal.db")};
  ring::Pipeline pipeline_{
      engine_, journal_, {.epoch = 1, .clock = [] { return protocol::Time{1}; }, .on_durable = {}}};
  Metrics metrics_;
};

TEST_F(MetricsTest, TellThePipelinesFigures) {
  ring::PipelineFigures& figures = pipeline_.figures();
  figures.groups = 11;
  figures.records = 12;
  figures.refusals = 13;
  figures.repeats = 14;
  figures.bytes = 15;
  figures.durable_sequence = 16;
  figures.standings[0].gap_minor = 17;
  figures.standings[1].debts_minor = 18;
  figures.standings[2].cash_minor = -19;
  expect({"tributary_groups_total 11", "tributary_commands_total 12", "tributary_refusals_total 13",
          "tributary_repeats_total 14", "tributary_journal_bytes_total 15",
          "tributary_durable_sequence 16", "tributary_queue_age_seconds 0",
          R"(tributary_gap_minor{currency="CNY"} 17)", R"(tributary_gap_minor{currency="HKD"} 0)",
          R"(tributary_debts_minor{currency="CNY"} 0)",
          R"(tributary_debts_minor{currency="HKD"} 18)",
          R"(tributary_custodian_cash_minor{currency="CNY"} 0)",
          R"(tributary_custodian_cash_minor{currency="USD"} -19)"});
  for (const char* other : {"tributary_follower", "tributary_http", "tributary_request_index",
                            "tributary_clock", "tributary_timer", "tributary_auth"}) {
    EXPECT_THAT(lines(), Not(Contains(StartsWith(other)))) << "nobody is asked for them";
  }
}

TEST_F(MetricsTest, TellHowFarTheReadModelsAreBehind) {
  std::uint64_t followed = 93;
  watch({.follower_sequence = [&] { return followed; }});
  pipeline_.figures().durable_sequence = 100;
  expect({"tributary_follower_lag_commands 7"});
  followed = 101;
  expect({"tributary_follower_lag_commands 0"});
}

TEST_F(MetricsTest, SortGroupsBySizeAndTime) {
  metrics_.group_written(3, 0.0003);
  metrics_.group_written(5, 0.3);
  expect({R"(tributary_group_records_bucket{le="1"} 0)",
          R"(tributary_group_records_bucket{le="4"} 1)",
          R"(tributary_group_records_bucket{le="16"} 2)", "tributary_group_records_sum 8",
          "tributary_group_records_count 2", "tributary_journal_append_seconds_count 2",
          R"(tributary_journal_append_seconds_bucket{le="0.0005"} 1)",
          R"(tributary_journal_append_seconds_bucket{le="0.1"} 1)",
          R"(tributary_journal_append_seconds_bucket{le="0.5"} 2)"});
}

TEST_F(MetricsTest, TellOfOldRequests) {
  watch({.old_requests = [] {
    return ring::OldRequests::Figures{.requests = 21,
                                      .files = 22,
                                      .file_bytes = 23,
                                      .memory_bytes = 24,
                                      .unwritten = 25,
                                      .lookups = 26,
                                      .found = 27};
  }});
  expect({"tributary_request_index_requests 21", "tributary_request_index_files 22",
          "tributary_request_index_file_bytes 23", "tributary_request_index_memory_bytes 24",
          "tributary_request_index_unwritten 25", "tributary_request_index_lookups_total 26",
          "tributary_request_index_found_total 27"});
}

TEST_F(MetricsTest, TellOfTheServer) {
  watch({.server = [] {
    http::Stats stats;
    stats.connections = 31;
    stats.streams = 32;
    stats.requests = 33;
    stats.timeouts = 34;
    stats.refused_connections = 35;
    stats.evicted = 36;
    stats.shed = 37;
    stats.bytes_in = 38;
    stats.bytes_out = 39;
    stats.by_class = {40, 41, 42, 43, 44, 45};
    return stats;
  }});
  expect({"tributary_http_connections 31", "tributary_http_streams 32",
          "tributary_http_requests_total 33", "tributary_http_timeouts_total 34",
          "tributary_http_refused_connections_total 35",
          "tributary_http_evicted_connections_total 36", "tributary_http_shed_connections_total 37",
          "tributary_http_bytes_in_total 38", "tributary_http_bytes_out_total 39",
          R"(tributary_http_answers_total{class="1xx"} 41)",
          R"(tributary_http_answers_total{class="5xx"} 45)"});
  for (const char* no_class : {"0xx", "6xx"}) {
    EXPECT_THAT(
        lines(),
        Not(Contains(StartsWith("tributary_http_answers_total{class=\"" + std::string(no_class)))));
  }
}

TEST_F(MetricsTest, TellWhoWasTurnedAway) {
  api::GuardFigures figures;
  figures.auth_failures.at(static_cast<std::size_t>(api::AuthFailure::missing_token)) = 51;
  figures.auth_failures.at(static_cast<std::size_t>(api::AuthFailure::revoked_token)) = 52;
  figures.permission_refusals = 53;
  figures.quota_refusals.at(0).at(static_cast<std::size_t>(api::Limit::address)) = 54;
  figures.quota_refusals.at(static_cast<std::size_t>(protocol::ActorKind::staff))
      .at(static_cast<std::size_t>(api::Limit::requests)) = 55;
  watch({.guard = &figures});
  expect({R"(tributary_auth_failures_total{reason="missing_token"} 51)",
          R"(tributary_auth_failures_total{reason="revoked_token"} 52)",
          "tributary_permission_refusals_total 53",
          R"(tributary_quota_refusals_total{kind="nobody",limit="address"} 54)",
          R"(tributary_quota_refusals_total{kind="staff",limit="requests"} 55)",
          R"(tributary_quota_refusals_total{kind="staff",limit="address"} 0)"});
}

TEST_F(MetricsTest, TellOfClockAndTimers) {
  bool in_doubt = false;
  clock::TimersView view;
  watch({.clock_is_in_doubt = [&] { return in_doubt; },
         .verticals = [&](vertical::MetricSink& sink) { clock::tell_figures(view, sink); }});
  expect({"# HELP tributary_clock_in_doubt 1 while the machine's clock is not believed.",
          "# HELP tributary_timer_stopped 1 when the clock has to be confirmed before they go on.",
          "tributary_clock_in_doubt 0", "tributary_timer_stopped 0",
          "tributary_timer_last_run_timestamp_seconds 0", "tributary_business_day 0"});
  in_doubt = true;
  view.state = clock::TimersState::stopped;
  view.last_run = protocol::Time{61'500};
  view.business_day = money::Date{62};
  view.worked = {{protocol::WorkKind::collect_instalment, 63, 64, 65}};
  expect({"tributary_clock_in_doubt 1", "tributary_timer_stopped 1",
          "tributary_timer_last_run_timestamp_seconds 61.5", "tributary_business_day 62",
          R"(tributary_timer_items_total{kind="collect_instalment",outcome="accepted"} 63)",
          R"(tributary_timer_items_total{kind="collect_instalment",outcome="refused"} 64)",
          R"(tributary_timer_items_total{kind="collect_instalment",outcome="repeated"} 65)"});
}

}  // namespace
}  // namespace tributary::app
