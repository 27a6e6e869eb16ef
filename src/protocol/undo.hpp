#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "protocol/types.hpp"

namespace tributary::protocol {

/// Whether another command can give people back what a command took. A command says it (`undo`)
/// where it is not so: then a second person has to approve of it.
enum class Undo : std::uint8_t {
  possible,
  impossible,
  /// Of a day that it confirms in `confirmed_on`; of others it is, or comes by itself.
  impossible_if_confirmed,
  /// Of some states: `decide` sees which, and asks for the approval there.
  impossible_in_some_states,
};

template <class Command>
consteval Undo undo_of() {
  if constexpr (requires { Command::undo; }) {
    return Command::undo;
  } else {
    return Undo::possible;
  }
}

/// Who can confirm a day begins what has not come, and nothing brings back what was done on it: so
/// exactly the commands with a described `confirmed_on` say `impossible_if_confirmed`.
template <class Command>
consteval bool undo_is_true() {
  bool confirms = false;
  boost::mp11::mp_for_each<boost::describe::describe_members<Command, boost::describe::mod_public>>(
      [&](auto member) {
        using Type = std::remove_cvref_t<decltype(std::declval<Command&>().*member.pointer)>;
        confirms |= std::string_view(member.name) == "confirmed_on" &&
                    std::is_same_v<Type, std::optional<Date>>;
      });
  return confirms == (undo_of<Command>() == Undo::impossible_if_confirmed);
}

template <class Commands>
inline constexpr bool undos_are_true = false;
template <template <class...> class List, class... Commands>
inline constexpr bool undos_are_true<List<Commands...>> = (undo_is_true<Commands>() && ...);

/// Whether a second person has to approve of it. The platform's own agents do what was agreed to
/// long before, by rules that look at nothing else; but no program confirms a day by itself.
template <class Command>
constexpr bool needs_approval(const Sender& sender, const Command& command) {
  constexpr Undo undo = undo_of<Command>();
  if constexpr (undo == Undo::impossible) return sender.actor.kind() != ActorKind::agent;
  if constexpr (undo == Undo::impossible_if_confirmed) return command.confirmed_on.has_value();
  return false;
}

}  // namespace tributary::protocol
