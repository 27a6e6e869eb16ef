#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/traces.hpp"
#include "http/stats.hpp"
#include "ring/pipeline.hpp"
#include "rows/writer.hpp"
#include "vertical/metric_sink.hpp"

namespace tributary::app {

/// What Prometheus scrapes. Counters of the pipeline and the server are read when asked for; only
/// the histograms are fed as things happen.
class Metrics {
 public:
  struct Sources {
    ring::Pipeline* pipeline = nullptr;
    std::function<http::Stats()> server{};
    const api::GuardFigures* guard = nullptr;
    std::function<std::uint64_t()> follower_sequence{};
    std::function<ring::OldRequests::Figures()> old_requests{};
    const rows::Writer* rows = nullptr;
    std::function<bool()> clock_is_in_doubt{};
    std::function<void(vertical::MetricSink&)> verticals{};
  };

  Metrics();
  ~Metrics();

  void watch(Sources sources);
  /// On the journal's thread, for each durable group.
  void group_written(std::size_t records, double seconds);
  /// The exposition format, of this moment.
  std::string text();

 private:
  struct Series;
  std::unique_ptr<Series> series_;
  Sources sources_;
};

}  // namespace tributary::app
