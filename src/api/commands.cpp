#include "api/commands.hpp"

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
#include "base/log.hpp"
#include "http/server.hpp"
#include "protocol/request_digest.hpp"

namespace tributary::api {

namespace {

using protocol::Refusal;

constexpr http::JsonLimits limits{.elements = protocol::list_items_max};

/// Whether a T carries text of no declared kind, which might be longer than the journal reads back.
template <class T>
constexpr bool has_free_text() {
  if constexpr (http::is_optional<T> || http::is_vector<T>) {
    return has_free_text<typename T::value_type>();
  } else if constexpr (http::DescribedStruct<T>) {
    bool found = false;
    http::for_each_member<T>(
        [&](auto member) { found |= has_free_text<http::MemberType<T, decltype(member)>>(); });
    return found;
  } else {
    return std::same_as<T, std::string>;
  }
}

/// The listing whose password the command brings, if it brings one.
template <class Command>
std::optional<protocol::LoanId> loan_with_password(const Command& command) {
  if constexpr (BearsPassword<Command>) {
    if (command.access_code.digest != 0) return command.loan;
  }
  return std::nullopt;
}

/// The main path: who, may they, what, once; then off to the engine. Gives the answer only when it
/// is a refusal of the edge.
template <class Command>
std::expected<void, http::Response> submit(Sink& sink, const Authenticate& authenticate,
                                           const http::Request& request) {
  static_assert(!has_free_text<Command>(), "a text of a command needs a kind: protocol/text.hpp");
  const auto caller = admit(request, authenticate, Command::endpoint.permission);
  if (!caller) return std::unexpected(render(caller.error()));
  Guard* const guard = authenticate.guard();
  if (guard != nullptr) {
    if (const auto denial = guard->admit_command(request, *caller)) {
      return std::unexpected(render(*denial));
    }
  }
  const auto command = http::read_json<Command>(request.body, request.parameters, limits);
  if (!command) return std::unexpected(render(command.error()));
  const auto key = read_request_key(request, caller->actor);
  if (!key) return std::unexpected(render(key.error()));
  const auto loan = loan_with_password(*command);
  if (loan && guard != nullptr) {
    if (const auto denial = guard->admit_password(request, *caller, *loan)) {
      return std::unexpected(render(*denial));
    }
  }

  protocol::Sender sender = caller->sender();
  if constexpr (protocol::undo_of<Command>() != protocol::Undo::possible) {
    const auto approver =
        read_approver(request, authenticate, bit_of(Command::endpoint.permission));
    if (!approver) return std::unexpected(render(approver.error()));
    sender.approver = *approver;
  }

  thread_local base::ByteBuffer bytes;
  bytes.clear();
  protocol::encode_framed(bytes, *command);
  const std::uint64_t digest = protocol::request_digest(*command);
  if (!sink.submit(request.ticket, {*key, sender, digest, bytes.view()})) {
    if (loan && guard != nullptr) guard->forgive_password(*caller, *loan);
    return std::unexpected(render(Refusal::overloaded));
  }
  return {};
}

}  // namespace

void note_confirmation(const protocol::Record& record) {
  using protocol::BeginBusinessDay;
  if (record.refusal != Refusal::none || record.command.number != BeginBusinessDay::number) return;
  const auto command = protocol::decode_fields<BeginBusinessDay>(record.command.fields);
  if (!command.confirmed_on) return;
  base::log_warning("day_confirmed", name_of(record.sender.actor) + " has begun " +
                                         to_string(command.on) + ", approved by " +
                                         name_of(record.sender.approver));
}

void add_command_routes(http::Router& router, Sink& sink, const Authenticate& authenticate) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        router.add(http::Method::post, Command::endpoint.path,
                   [&sink, authenticate](const http::Request& request, http::Server& server) {
                     auto submitted = submit<Command>(sink, authenticate, request);
                     if (!submitted) server.respond(request.ticket, std::move(submitted.error()));
                   });
      });
}

}  // namespace tributary::api
