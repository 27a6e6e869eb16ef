#include "verticals/proposals/proposed_command.hpp"

#include "http/json_write.hpp"
#include "protocol/undo.hpp"

namespace tributary::proposals {

namespace {

template <class Member>
using CommandAt = typename http::MemberType<ProposedCommand, Member>::value_type;

/// That the list is whole: a command that needs two people, or may, is one of them.
template <class Command>
constexpr bool is_listed() {
  bool found = false;
  http::for_each_member<ProposedCommand>(
      [&](auto member) { found |= std::same_as<Command, CommandAt<decltype(member)>>; });
  return found;
}
template <class... Commands>
constexpr bool are_listed(std::type_identity<std::tuple<Commands...>>) {
  return ((is_listed<Commands>() == (protocol::undo_of<Commands>() != protocol::Undo::possible)) &&
          ...);
}
static_assert(are_listed(std::type_identity<protocol::PublicCommands>()),
              "a command that needs a second person cannot be proposed, or another one can");

}  // namespace

api::Permissions permissions_of_all() {
  api::Permissions all;
  http::for_each_member<ProposedCommand>(
      [&](auto member) { all |= api::bit_of(CommandAt<decltype(member)>::endpoint.permission); });
  return all;
}

std::optional<Chosen> chosen(const ProposedCommand& command) {
  std::optional<Chosen> found;
  int count = 0;
  http::for_each_member<ProposedCommand>([&](auto member) {
    const auto& one = command.*decltype(member)::pointer;
    if (!one) return;
    ++count;
    using Command = CommandAt<decltype(member)>;
    base::ByteBuffer framed;
    protocol::encode_framed(framed, *one);
    found = {decltype(member)::name,
             api::bit_of(Command::endpoint.permission),
             {framed.data(), framed.data() + framed.size()}};
  });
  return count == 1 ? found : std::nullopt;
}

std::string text_of(const ProposedCommand& command) {
  std::string text;
  http::write_json(text, command);
  return text;
}

ProposedCommand command_of(const rows::Bytes& framed) try {
  ProposedCommand command;
  protocol::Reader in(framed);
  const protocol::Frame frame = protocol::read_frame(in);
  http::for_each_member<ProposedCommand>([&](auto member) {
    using Command = CommandAt<decltype(member)>;
    if (frame.number != Command::number) return;
    command.*decltype(member)::pointer = protocol::decode_fields<Command>(frame.fields);
  });
  if (!in.done() || !chosen(command)) throw protocol::CodecError("none of these commands");
  return command;
} catch (const protocol::CodecError& error) {
  throw rows::TablesDamaged(std::string("the tables hold a proposal that nobody made: ") +
                            error.what());
}

}  // namespace tributary::proposals
