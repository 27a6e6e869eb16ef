#pragma once

#include <array>
#include <deque>
#include <functional>

#include "protocol/codec.hpp"
#include "vertical/ring.hpp"
#include "verticals/clock/day_run.hpp"

namespace tributary::clock {

using vertical::Ring;

/// Takes the steps of a run for tests. What is sent is decided by the platform at once and answered
/// when the test wants it. Platform has `view(WorkQuery)` and `execute(id, framed command)`.
template <class Platform>
class TestDriver {
 public:
  TestDriver(Platform& platform, Shift shift) : platform_(platform), run_(std::move(shift)) {}

  const DayRun& run() const { return run_; }

  /// False when there is no step without an answer.
  bool step() {
    const auto step = run_.next();
    if (!step) return false;
    if (const auto* question = std::get_if<protocol::WorkQuery>(&*step)) {
      answers_.push_back([this, view = platform_.view(*question)] { run_.answered(view); });
      return true;
    }
    const Task& task = std::get<Task>(*step);
    base::ByteBuffer bytes;
    std::visit([&](const auto& command) { protocol::encode_framed(bytes, command); }, task.command);
    const Ring::Outcome outcome = platform_.execute(task.id, bytes.view());
    answers_.push_back(
        [this, key = task.key, came = came_of(outcome)] { run_.came_out(key, came); });
    return true;
  }
  /// The oldest answer that has not been heard.
  void hear() {
    if (answers_.empty()) return;
    const auto answer = std::move(answers_.front());
    answers_.pop_front();
    answer();
  }
  void finish() {
    while (!run_.done()) {
      while (step()) {
      }
      hear();
    }
  }

 private:
  Platform& platform_;
  DayRun run_;
  std::deque<std::function<void()>> answers_;
};

/// Two schedulers run the same round at once; each may be stopped anywhere and started again, lists
/// and answers are as late as may be; in the end one of them comes through.
template <class Platform, class Dice>
void work_wildly(Platform& platform, const Shift& shift, Dice& dice) {
  using Driver = TestDriver<Platform>;
  std::array<std::unique_ptr<Driver>, 2> drivers;
  for (auto& driver : drivers) driver = std::make_unique<Driver>(platform, shift);
  for (std::uint64_t turns = dice.below(80); turns-- > 0;) {
    auto& driver = drivers[dice.below(2)];
    if (dice.one_in(15)) {
      driver = std::make_unique<Driver>(platform, shift);
    } else if (dice.one_in(2)) {
      driver->step();
    } else {
      driver->hear();
    }
  }
  drivers[dice.below(2)]->finish();
}

}  // namespace tributary::clock
