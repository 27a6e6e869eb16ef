#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BorrowingCapSet, Refused> decide(const State& state, const Context&,
                                                         const protocol::SetBorrowingCap& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_fee(command.borrowing_max); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::BorrowingCapSet{command.party, command.borrowing_max, command.currency};
}

}  // namespace tributary::engine
