#pragma once

#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <optional>
#include <span>

#include "base/hash.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"

/// What a bank calls a payment, as a second id of the command that books it: the same payment told
/// twice, under two request ids, is booked once.
namespace tributary::protocol {

/// Whether money comes in or goes out: a bank may call a payment and its return the same. The
/// values are no kinds of actors: no reference has the digest of a request id.
enum class Flow : std::uint8_t { in = 5, out = 6 };

template <class Command>
concept NamesReference = requires(const Command& command) {
  { command.reference } -> std::same_as<const Reference&>;
  { command.channel } -> std::same_as<const ChannelId&>;
  { Command::flow } -> std::convertible_to<Flow>;
};

/// Whether each command that carries a reference says whose it is and which way its money goes.
template <class Commands>
constexpr bool references_are_told = [] {
  bool told = true;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Commands>>([&](auto type) {
    using Command = typename decltype(type)::type;
    if constexpr (requires(const Command& command) { command.reference; }) {
      told = told && NamesReference<Command>;
    }
  });
  return told;
}();

/// Whose reference a sender names: a partner's is its own.
inline ChannelId channel_of(const Sender& sender, ChannelId named) {
  return sender.actor.kind() == ActorKind::partner ? ChannelId{sender.actor.number()} : named;
}

/// Under which a command's reference is remembered; nothing for one without.
template <class Command>
std::optional<RequestKey> reference_key(const Sender& sender, const Command& command) {
  if constexpr (NamesReference<Command>) {
    const std::string& text = command.reference.text;
    if (text.empty()) return std::nullopt;
    const std::uint64_t scope =
        channel_of(sender, command.channel).value << 3 | static_cast<std::uint64_t>(Command::flow);
    const auto digest = base::digest128(scope, std::as_bytes(std::span(text)));
    return RequestKey{digest.high, digest.low};
  } else {
    return std::nullopt;
  }
}

}  // namespace tributary::protocol
