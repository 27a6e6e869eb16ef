#include "agents/crew.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/thread_name.hpp"
#include "protocol/refusal.hpp"

namespace tributary::agents {

namespace {

using Clock = Worker::Clock;

/// In a stream, what comes within this shares a round.
constexpr std::chrono::milliseconds gather{5};

/// A command that waits longer is something to know of.
constexpr std::int64_t usual_wait_ms = 60'000;

}  // namespace

Crew::Crew(std::vector<Agent> agents, World world, Pauses pauses)
    : world_(std::move(world)), pauses_(pauses) {
  for (Agent& agent : agents) {
    seats_.push_back(std::make_unique<Seat>());
    seats_.back()->agent = std::move(agent);
  }
}

Crew::~Crew() { stop(); }

void Crew::start() {
  for (const auto& seat : seats_) {
    seat->worker =
        std::make_unique<Worker>(seat->agent, world_, [&called = *seat] { called.call(); });
    seat->thread = std::thread([this, &own = *seat] { run(own); });
  }
}

void Crew::stop() {
  stopping_ = true;
  for (const auto& seat : seats_) {
    const std::lock_guard lock(seat->mutex);
    seat->called.notify_one();
  }
  for (const auto& seat : seats_) {
    if (seat->thread.joinable()) seat->thread.join();
  }
}

void Crew::Seat::call() {
  {
    const std::lock_guard lock(mutex);
    if (is_called) return;
    is_called = true;
  }
  called.notify_one();
}

void Crew::hear_facts() {
  for (const auto& seat : seats_) {
    if (!seat->agent.facts.empty()) seat->call();
  }
}

void Crew::hear_journal() {
  for (const auto& seat : seats_) {
    if (!seat->agent.events.empty()) seat->call();
  }
}

void Crew::run(Seat& seat) {
  base::name_thread("agent");
  std::chrono::milliseconds pause = pauses_.min;
  while (!stopping_) {
    try {
      round(seat);
      pause = pauses_.min;
    } catch (const std::exception& fault) {
      const std::lock_guard lock(seat.mutex);
      if (seat.trouble.empty()) {
        base::log_warning("agent_held_up", std::string(seat.agent.name) + ": " + fault.what());
      }
      seat.trouble = fault.what();
    }
    if (seat.trouble.empty()) continue;
    hold(seat, pause);
    pause = std::min(pause * 2, pauses_.max);
  }
  try {
    seat.worker->keep_place();
  } catch (const std::exception& fault) {
    base::log_warning("agent_place",
                      std::string(seat.agent.name) + " reads again: " + fault.what());
  }
}

/// Until there is nothing to do, then until there is something.
void Crew::round(Seat& seat) {
  const bool is_more = seat.worker->round(Clock::now());
  {
    const std::lock_guard lock(seat.mutex);
    if (!seat.trouble.empty()) {
      base::log_info("agent_goes_on", std::string(seat.agent.name));
      seat.trouble.clear();
    }
    seat.status = seat.worker->status();
  }
  if (is_more) return;
  if (wait(seat, seat.worker->next_look(Clock::now()))) std::this_thread::sleep_for(gather);
}

/// Gives whether it was called before that time.
bool Crew::wait(Seat& seat, Clock::time_point until) {
  std::unique_lock lock(seat.mutex);
  const bool was_called =
      seat.called.wait_until(lock, until, [&] { return seat.is_called || stopping_; });
  seat.is_called = false;
  return was_called;
}

/// Whatever happens meanwhile: what it could not do has not become easier.
void Crew::hold(Seat& seat, std::chrono::milliseconds pause) {
  std::unique_lock lock(seat.mutex);
  seat.called.wait_for(lock, pause, [&] { return stopping_.load(); });
}

std::vector<std::string> Crew::warnings() const {
  std::vector<std::string> warnings;
  const auto now = world_.clock();
  for (const auto& seat : seats_) {
    const std::lock_guard lock(seat->mutex);
    const std::string name = "agent " + std::string(seat->agent.name);
    const Worker::Status& status = seat->status;
    if (!status.foreign.empty()) {
      warnings.push_back(name + ": the command of " + status.foreign +
                         " waits, and nobody has agreed on it: somebody has changed the rows; it "
                         "is not sent");
    }
    if (!seat->trouble.empty()) {
      warnings.push_back(name + " is held up, and tries again: " + seat->trouble);
    } else if (now && status.waiting > 0 && now->ms - status.since.ms > usual_wait_ms) {
      warnings.push_back(name + ": " + std::to_string(status.waiting) +
                         " commands wait, the oldest for " +
                         std::to_string((now->ms - status.since.ms) / 1000) + " s" +
                         (status.why == protocol::Refusal::none
                              ? ""
                              : ": " + std::string(protocol::text_of(status.why).name)));
    }
  }
  return warnings;
}

std::vector<Crew::Figures> Crew::figures() const {
  std::vector<Figures> figures;
  for (const auto& seat : seats_) {
    const std::lock_guard lock(seat->mutex);
    figures.push_back({seat->agent.name, seat->status, !seat->trouble.empty()});
  }
  return figures;
}

}  // namespace tributary::agents
