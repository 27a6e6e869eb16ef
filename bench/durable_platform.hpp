#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>

#include "bench/commands.hpp"
#include "bench/figure.hpp"
#include "journal/journal.hpp"
#include "ring/data_folder.hpp"
#include "ring/pipeline.hpp"

namespace tributary::bench {

class CountingOutlet;

/// The main path of a platform within this process: inbox, index of old requests, engine, journal
/// in a folder; no web.
class DurablePlatform {
 public:
  /// Makes the folder, or goes on with what is in it.
  /// `database`: as of a `ring::DataFolder`.
  explicit DurablePlatform(const std::filesystem::path& folder,
                           std::chrono::microseconds flush_delay = {},
                           const std::string& database = {});
  ~DurablePlatform();

  struct Submitted {
    std::size_t commands = 0;
    double seconds = 0;      ///< from the first command to the last one durable
    double cpu_seconds = 0;  ///< of the whole process, the handing over included
    Histogram latency;       ///< ns from a command's hand-over to its durability
  };
  /// Hands all commands over in order, never more than `in_flight` that are not durable yet.
  /// Errors: std::runtime_error naming the first refusal.
  Submitted submit(const CommandList& commands, std::size_t in_flight = 16'384);

  /// What follows happens then, and not by the machine's clock: loans are paid months after they
  /// were settled.
  void set_clock(protocol::Time time) { clock_ms_ = time.ms; }

  /// Of the last command.
  std::uint64_t sequence() const { return pipeline_.figures().durable_sequence; }

  /// Writes a snapshot. The platform takes no more commands.
  void write_snapshot();

 private:
  ring::Pipeline::Options options();

  const ring::DataFolder folder_;
  engine::Engine engine_;
  journal::Journal journal_;
  ring::RequestArchive archive_;
  ring::OldRequests old_requests_;
  std::atomic<std::int64_t> clock_ms_{0};  ///< 0: the machine's
  ring::Pipeline pipeline_;
  std::shared_ptr<CountingOutlet> outlet_;
};

/// Commands a second, their latency and processor time.
Round round_of(const DurablePlatform::Submitted& submitted);

}  // namespace tributary::bench
