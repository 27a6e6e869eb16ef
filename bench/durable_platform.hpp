#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "app/pipeline.hpp"
#include "bench/commands.hpp"
#include "bench/histogram.hpp"
#include "journal/journal.hpp"

namespace tributary::bench {

class CountingOutlet;

/// The main path of a platform within this process: inbox, engine, journal in a folder; no web.
class DurablePlatform {
 public:
  explicit DurablePlatform(const std::filesystem::path& folder,
                           std::chrono::microseconds flush_delay = {});
  ~DurablePlatform();

  struct Submitted {
    double seconds = 0;  ///< from the first command to the last one durable
    Histogram latency;   ///< ns from a command's hand-over to its durability
  };
  /// Hands all commands over in order, never more than `in_flight` that are not durable yet.
  /// Errors: std::runtime_error naming the first refusal.
  Submitted submit(const CommandList& commands, std::size_t in_flight = 16'384);

  const engine::Engine& engine() const { return engine_; }
  const app::PipelineFigures& figures() const { return pipeline_.figures(); }

 private:
  engine::Engine engine_;
  journal::Journal journal_;
  app::Pipeline pipeline_;
  std::shared_ptr<CountingOutlet> outlet_;
};

}  // namespace tributary::bench
