#include "api/queries.hpp"

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/server.hpp"

namespace tributary::api {

namespace {

using protocol::Permission;
using protocol::Refusal;

/// Asks for what the path names, on behalf of an identified caller.
template <class Query, class Id>
std::expected<void, Denial> ask(Sink& sink, const http::Request& request, const Caller& caller,
                                std::string_view parameter, Id Query::* id, Refusal not_found) {
  Query query;
  if (!http::text_to_value(request.parameter(parameter), query.*id)) {
    return std::unexpected(not_found);
  }
  if (!sink.ask(request.ticket, caller.id, query)) return std::unexpected(Refusal::overloaded);
  return {};
}

std::expected<void, Denial> ask_account(Sink& sink, const Authenticate& authenticate,
                                        const http::Request& request) {
  const auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(caller.error());
  if (!caller->may(Permission::read_own) && !caller->may(Permission::read_all)) {
    return std::unexpected(forbid(request, authenticate, *caller));
  }
  return ask(sink, request, *caller, "account", &protocol::AccountQuery::account,
             Refusal::account_not_found);
}

std::expected<void, Denial> ask_loan(Sink& sink, const Authenticate& authenticate,
                                     const http::Request& request) {
  const auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(caller.error());
  return ask(sink, request, *caller, "loan", &protocol::LoanQuery::loan, Refusal::loan_not_found);
}

}  // namespace

void add_query_routes(http::Router& router, Sink& sink, const Authenticate& authenticate) {
  const auto add = [&](std::string_view path, auto ask_it) {
    router.add(http::Method::get, path,
               [&sink, authenticate, ask_it](const http::Request& request, http::Server& server) {
                 const auto asked = ask_it(sink, authenticate, request);
                 if (!asked) server.respond(request.ticket, render(asked.error()));
               });
  };
  add("/v1/accounts/{account}", ask_account);
  add("/v1/loans/{loan}", ask_loan);
}

}  // namespace tributary::api
