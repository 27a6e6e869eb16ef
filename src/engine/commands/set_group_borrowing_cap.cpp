#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::GroupBorrowingCapSet, Refused> decide(
    const State&, const Context&, const protocol::SetGroupBorrowingCap& command) {
  if (command.related_group == 0) return refuse(Refusal::related_group_missing);
  if (auto against = check_fee(command.borrowing_max); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::GroupBorrowingCapSet{command.related_group, command.borrowing_max,
                                        command.currency};
}

}  // namespace tributary::engine
