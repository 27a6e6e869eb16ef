#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "api/binding.hpp"
#include "api/optional_members.hpp"
#include "api/word.hpp"
#include "http/json_read.hpp"
#include "protocol/request_digest.hpp"

/// What was sent to the program of before, and is sent again after each upgrade.
namespace tributary::upgrade {

struct Sent {
  protocol::Sender sender;
  std::string_view id;
  std::string_view command;
  std::string_view json;  ///< with the members that a route takes from its path
};

const std::vector<Sent>& requests();

/// A request's body as a program understands it that speaks `Commands`.
struct Understood {
  std::vector<std::byte> command;  ///< framed
  std::uint64_t digest = 0;
};

/// Errors: std::runtime_error for a body or a command that is not understood.
template <class Commands>
Understood understood(const Sent& sent) {
  Understood result;
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Commands>>([&](auto type) {
    using Command = typename decltype(type)::type;
    if (api::word_of<Command>() != sent.command) return;
    found = true;
    const auto command = http::read_json<Command>(sent.json);
    if (!command) throw std::runtime_error(http::to_string(command.error()));
    base::ByteBuffer bytes;
    protocol::encode_framed(bytes, *command);
    result.command.assign(bytes.view().begin(), bytes.view().end());
    result.digest = protocol::request_digest(*command);
  });
  if (!found) throw std::runtime_error("no command is called " + std::string(sent.command));
  return result;
}

}  // namespace tributary::upgrade
