#include "bench/in_process.hpp"

#include <stdexcept>
#include <string>

#include "protocol/refusal.hpp"

namespace tributary::bench {

void throw_refused(protocol::Refusal refusal) {
  throw std::runtime_error("a measured command was refused: " +
                           std::string(protocol::text_of(refusal).name));
}

std::unique_ptr<engine::Engine> engine_with(const CommandList& commands) {
  auto engine = std::make_unique<engine::Engine>();
  engine->begin_group({1});
  execute_all(*engine, commands);
  return engine;
}

}  // namespace tributary::bench
