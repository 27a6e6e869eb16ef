#include "api/admission.hpp"

#include <algorithm>

#include "protocol/request_key.hpp"

namespace tributary::api {

namespace {

using protocol::Refusal;

constexpr std::size_t request_id_bytes_max = 128;

/// What follows "Bearer " in any case (RFC 6750 section 2.1); empty for anything else.
std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!http::equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
  return authorization.substr(scheme.size());
}

bool is_visible_ascii(char c) { return c > ' ' && c <= '~'; }

}  // namespace

std::expected<Caller, Denial> identify(const http::Request& request,
                                       const Authenticate& authenticate, Takes takes) {
  const auto turn_away = [&](const Stranger& stranger) -> std::unexpected<Denial> {
    Guard* const guard = authenticate.guard();
    return std::unexpected(guard != nullptr ? guard->turn_away(request, stranger)
                                            : Denial(Refusal::unauthenticated));
  };
  if (const auto caller = authenticate.of_connection(request.peer)) return *caller;
  const std::string_view token = bearer_token(request.header("Authorization"));
  if (token.empty()) return turn_away({AuthFailure::missing_token});
  const std::optional<Caller> caller = authenticate(token);
  if (!caller) return turn_away(authenticate.explain(token));
  if (authenticate.guard() != nullptr) {
    if (const auto denial = authenticate.guard()->admit(request, *caller, takes)) {
      return std::unexpected(*denial);
    }
  }
  return *caller;
}

std::expected<Caller, Denial> admit(const http::Request& request, const Authenticate& authenticate,
                                    Permissions one_of) {
  auto caller = identify(request, authenticate);
  if (caller && !caller->may_one_of(one_of)) {
    return std::unexpected(forbid(request, authenticate, *caller, one_of));
  }
  return caller;
}

Denial forbid(const http::Request& request, const Authenticate& authenticate, const Caller& caller,
              Permissions lacks) {
  if (authenticate.guard() != nullptr) authenticate.guard()->forbidden(request, caller);
  Denial denial(Refusal::forbidden);
  denial.lacks = lacks;
  return denial;
}

std::expected<protocol::ActorId, Denial> read_approver(const http::Request& request,
                                                       const Authenticate& authenticate,
                                                       Permissions one_of) {
  const std::string_view approval = request.header("Approval");
  if (approval.empty()) return protocol::ActorId{};
  const std::string_view token = bearer_token(approval);
  const auto approver = token.empty() ? std::nullopt : authenticate(token);
  if (approver && approver->may_one_of(one_of)) return approver->actor;
  if (approver) {
    forbid(request, authenticate, *approver, one_of);
  } else if (Guard* const guard = authenticate.guard()) {
    // Tokens are guessed here as well as in the other header.
    const Denial denial =
        guard->turn_away(request, token.empty() ? Stranger{} : authenticate.explain(token));
    if (denial.refusal != Refusal::unauthenticated) return std::unexpected(denial);
  }
  return protocol::no_suitable_approver;
}

std::expected<protocol::RequestKey, Refusal> read_request_key(const http::Request& request,
                                                              protocol::ActorId caller) {
  const std::string_view id = request.header("Idempotency-Key");
  if (id.empty()) return std::unexpected(Refusal::request_id_missing);
  if (id.size() > request_id_bytes_max || !std::ranges::all_of(id, is_visible_ascii)) {
    return std::unexpected(Refusal::request_id_invalid);
  }
  return protocol::request_key(caller, id);
}

}  // namespace tributary::api
