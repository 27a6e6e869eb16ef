#include "bench/durable_platform.hpp"

#include <algorithm>
#include <atomic>

#include "bench/in_process.hpp"
#include "bench/stopwatch.hpp"
#include "ring/recovery.hpp"

namespace tributary::bench {
namespace {

constexpr std::size_t batch_size = 256;

protocol::Time wall_clock() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

ring::DataFolder made(const std::filesystem::path& path, const std::string& database) {
  ring::DataFolder folder(path, database);
  folder.create();
  return folder;
}

}  // namespace

/// Counts the answers; an answer's generation is when its command was handed over.
class CountingOutlet final : public ring::Outlet {
 public:
  void deliver(const std::shared_ptr<const ring::GroupInFlight>& group) override {
    const std::uint64_t now = now_ns();
    for (const ring::Reply& reply : group->replies) {
      latency.add(now - reply.origin.generation);
      if (reply.refusal != protocol::Refusal::none) first_refusal = reply.refusal;
    }
    answered.fetch_add(group->replies.size(), std::memory_order_release);
    answered.notify_one();
  }

  void wait_for(std::uint64_t count) const {
    for (std::uint64_t seen = answered; seen < count; seen = answered) answered.wait(seen);
  }

  std::atomic<std::uint64_t> answered{0};
  std::atomic<protocol::Refusal> first_refusal{protocol::Refusal::none};
  Histogram latency;  // of the journal's thread until all is answered
};

DurablePlatform::DurablePlatform(const std::filesystem::path& folder,
                                 std::chrono::microseconds flush_delay, const std::string& database)
    : folder_(made(folder, database)),
      journal_(folder_.journal_url(), {.flush_delay = flush_delay}),
      archive_(folder_),
      old_requests_(archive_),
      pipeline_(engine_, journal_, options()),
      outlet_(std::make_shared<CountingOutlet>()) {
  pipeline_.add(outlet_);
  old_requests_.durable(engine_.state().sequence);
  old_requests_.start(pipeline_.inbox());
  pipeline_.start();
}

DurablePlatform::~DurablePlatform() { pipeline_.stop(); }

/// Recovers before the pipeline is built, which looks at the engine's sequence.
ring::Pipeline::Options DurablePlatform::options() {
  ring::recover(engine_, folder_, true, {},
                [this](engine::Engine& told) { archive_.follow(told); });
  const auto clock = [this] {
    const std::int64_t ms = clock_ms_;
    return ms == 0 ? wall_clock() : protocol::Time{ms};
  };
  return {.epoch = journal_.begin_epoch(),
          .clock = clock,
          .old_requests = &old_requests_,
          .on_durable = [this](const ring::GroupInFlight& group) {
            if (group.record_count != 0) old_requests_.durable(group.last_sequence());
          }};
}

void DurablePlatform::write_snapshot() {
  pipeline_.stop();
  ring::write_snapshot(engine_.state(), journal_.position(), folder_);
}

DurablePlatform::Submitted DurablePlatform::submit(const CommandList& commands,
                                                   std::size_t in_flight) {
  const std::uint64_t answered_before = outlet_->answered;
  outlet_->latency = {};
  const std::uint64_t start = now_ns();
  const std::uint64_t cpu_start = process_cpu_ns();
  ring::Batch batch;
  for (std::size_t next = 0; next < commands.size();) {
    const std::size_t end = std::min(next + batch_size, commands.size());
    if (end > in_flight) outlet_->wait_for(answered_before + end - in_flight);
    const ring::Origin origin{.outlet = 0, .slot = 0, .generation = now_ns()};
    for (; next < end; ++next) {
      batch.add(origin, commands.request(next));
    }
    pipeline_.inbox().put(batch);
    batch.clear();
  }
  outlet_->wait_for(answered_before + commands.size());
  const double seconds = seconds_since(start);
  const double cpu_seconds = static_cast<double>(process_cpu_ns() - cpu_start) / 1e9;
  require_accepted(outlet_->first_refusal);
  return {commands.size(), seconds, cpu_seconds, outlet_->latency};
}

Round round_of(const DurablePlatform::Submitted& submitted) {
  const auto count = static_cast<double>(submitted.commands);
  return {.value = count / submitted.seconds,
          .latency = latency_of(submitted.latency),
          .server_us = submitted.cpu_seconds * 1e6 / count};
}

}  // namespace tributary::bench
