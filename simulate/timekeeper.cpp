#include "simulate/timekeeper.hpp"

#include "engine/work.hpp"
#include "verticals/clock/holidays.hpp"

namespace tributary::simulation {
namespace {

clock::Came came_of(const engine::Verdict& verdict) {
  if (verdict.kind == engine::Verdict::Kind::repeated) return clock::Came::repeated;
  return verdict.refusal == protocol::Refusal::none ? clock::Came::accepted : clock::Came::refused;
}

/// Want of money shows only when money is asked for, and so does a rest too small to share. A
/// reminder of an instalment that was made anew has the id of the one before it.
bool is_surprising(const engine::Verdict& verdict) {
  using enum protocol::Refusal;
  return verdict.kind == engine::Verdict::Kind::recorded && verdict.refusal != none &&
         verdict.refusal != insufficient_funds && verdict.refusal != payment_too_small_to_share;
}

}  // namespace

void begin_day(Counter& platform, money::Date day) {
  const money::Date before = platform.state().days.today();
  if (before >= day) return;
  const std::string id = clock::begin_id(day, before);
  platform.send_named(clock::timers_agent, id, protocol::BeginBusinessDay{day});
  if (platform.state().days.today() >= day) return;
  // Refused before its time, an id stays so.
  platform.send_named(clock::timers_agent,
                      id + ":again-" + std::to_string(platform.state().time().ms),
                      protocol::BeginBusinessDay{day});
}

std::optional<std::string> work_day(Counter& platform, money::Date day, std::string_view round,
                                    std::uint64_t steps_max) {
  clock::Shift shift;
  shift.day = day;
  shift.round = round;
  clock::DayRun run(std::move(shift));
  std::optional<std::string> surprise;
  for (std::uint64_t steps = 0; steps < steps_max; ++steps) {
    const auto step = run.next();
    if (!step) break;
    if (const auto* question = std::get_if<protocol::WorkQuery>(&*step)) {
      run.answered(engine::work_due(platform.state(), *question));
      continue;
    }
    const auto& task = std::get<clock::Task>(*step);
    const AnyCommand command =
        std::visit([](const auto& wish) { return AnyCommand(wish); }, task.command);
    const auto verdict = platform.send_named(clock::timers_agent, task.id, command);
    run.came_out(task.key, came_of(verdict));
    if (!surprise && is_surprising(verdict)) {
      surprise = task.id + ": " + std::string(protocol::text_of(verdict.refusal).name);
    }
  }
  return surprise;
}

void set_shipped_calendar(Counter& platform) {
  const auto calendar = clock::read_holidays(clock::shipped_holidays(), "cn");
  platform.send_named(clock::timers_agent, clock::calendar_id(calendar, 0), calendar);
}

}  // namespace tributary::simulation
