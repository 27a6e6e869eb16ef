#pragma once

#include <atomic>

#include "vertical/house.hpp"
#include "vertical/question.hpp"
#include "verticals/clock/plan_store.hpp"
#include "verticals/clock/timers.hpp"

namespace tributary::clock {

/// What the clock's routes need beside the read models.
struct World {
  vertical::House house;
  Timers* timers = nullptr;  ///< nothing: they do not run in this process
  PlanStore* plans = nullptr;
  Shift shift{};                       ///< how a day is listed
  std::atomic<bool> stopping = false;  ///< who waits for the engine waits no more
};

/// What a question or an order is answered from.
struct Asked : vertical::Asked {
  using World = const clock::World;
  const clock::World& world;
};

}  // namespace tributary::clock
