#include "engine/decision.hpp"

/// Facts of a party: each is set alone, and leaves all others as they are.
namespace tributary::engine {
namespace {

template <class Change>
void change_party(State& state, protocol::PartyId id, Change&& change) {
  const PartyNumber number = state.parties.find(id);
  ASSERT(number != 0);
  state.parties.change(number, change);
}

}  // namespace

template <>
void apply(State& state, const Context&, const protocol::RiskLevelSet& event) {
  change_party(state, event.party, [&](Party& party) { party.risk_level = event.risk_level; });
}

template <>
void apply(State& state, const Context&, const protocol::VipLevelSet& event) {
  change_party(state, event.party, [&](Party& party) { party.vip_level = event.vip_level; });
}

template <>
void apply(State& state, const Context&, const protocol::RelatedGroupSet& event) {
  const PartyNumber number = state.parties.find(event.party);
  ASSERT(number != 0);
  const std::uint32_t before = state.parties[number].related_group;
  for (const auto currency : currencies) {
    const Amount owed = state.borrowings.of(number, currency).owed;
    if (owed == Amount{}) continue;
    const auto move = [&](std::uint32_t group, Amount difference) {
      if (group == 0) return;
      state.group_borrowings.change(group, currency,
                                    [&](Borrowing& borrowing) { borrowing.owed += difference; });
    };
    move(before, -owed);
    move(event.related_group, owed);
  }
  state.parties.change(number, [&](Party& party) { party.related_group = event.related_group; });
}

template <>
void apply(State& state, const Context&, const protocol::GroupBorrowingCapSet& event) {
  state.group_borrowings.change(event.related_group, event.currency,
                                [&](Borrowing& borrowing) { borrowing.max = event.borrowing_max; });
}

template <>
void apply(State& state, const Context&, const protocol::BorrowingCapSet& event) {
  state.borrowings.change(state.parties.find(event.party), event.currency,
                          [&](Borrowing& borrowing) { borrowing.max = event.borrowing_max; });
}

template <>
void apply(State& state, const Context&, const protocol::PartyBlocked& event) {
  change_party(state, event.party, [](Party& party) { party.blocked = true; });
}

template <>
void apply(State& state, const Context&, const protocol::PartyUnblocked& event) {
  change_party(state, event.party, [](Party& party) { party.blocked = false; });
}

}  // namespace tributary::engine
