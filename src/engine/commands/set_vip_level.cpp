#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::VipLevelSet, Refused> decide(const State& state, const Context&,
                                                     const protocol::SetVipLevel& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::VipLevelSet{command.party, command.vip_level};
}

}  // namespace tributary::engine
