#pragma once

#include <string_view>

#include "engine/engine.hpp"
#include "simulate/step.hpp"

namespace tributary::simulation {

/// The platform as people meet it: they ask for something and see at once whether they got it.
class Counter {
 public:
  virtual ~Counter() = default;
  virtual const engine::State& state() const = 0;
  /// It is this time now.
  virtual void at(protocol::Time time) = 0;
  /// Whether it was accepted.
  virtual bool send(protocol::Sender sender, const AnyCommand& command) = 0;
  /// Under an id that says what it does: the same again is the same request.
  virtual engine::Verdict send_named(protocol::Sender sender, std::string_view id,
                                     const AnyCommand& command) = 0;
  /// The timers begin the business day, and later do its work.
  virtual void begin(money::Date day) = 0;
  virtual void work(money::Date day) = 0;
};

}  // namespace tributary::simulation
