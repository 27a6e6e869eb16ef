#pragma once

#include <memory>

#include "bench/commands.hpp"
#include "engine/engine.hpp"

/// The engine without what stands around it in a platform.
namespace tributary::bench {

/// Errors: std::runtime_error naming the refusal: a measured command must be accepted.
[[noreturn]] void throw_refused(protocol::Refusal refusal);
inline void require_accepted(protocol::Refusal refusal) {
  if (refusal != protocol::Refusal::none) [[unlikely]]
    throw_refused(refusal);
}

/// Executes all commands in order as the platform's pipeline would, and calls `after_each` behind
/// each. Errors: as `require_accepted`.
template <class AfterEach>
void execute_all(engine::Engine& engine, const CommandList& commands, AfterEach&& after_each) {
  constexpr std::size_t group_bytes = std::size_t{1} << 17;
  base::ByteBuffer group;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    engine.prefetch_behind(i, commands.size(), [&](std::size_t place) -> engine::Upcoming {
      return {commands.key(place), commands.command(place)};
    });
    require_accepted(engine.execute(commands.request(i), group).refusal);
    if (group.size() > group_bytes) group.clear();
    after_each();
  }
}

inline void execute_all(engine::Engine& engine, const CommandList& commands) {
  execute_all(engine, commands, [] {});
}

/// A new engine that has executed `commands`.
std::unique_ptr<engine::Engine> engine_with(const CommandList& commands);

}  // namespace tributary::bench
