#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::RelatedGroupSet, Refused> decide(const State& state, const Context&,
                                                         const protocol::SetRelatedGroup& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::RelatedGroupSet{command.party, command.related_group};
}

}  // namespace tributary::engine
