#include "api/queries.hpp"

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/query_read.hpp"
#include "http/server.hpp"

namespace tributary::api {

namespace {

using protocol::Permission;
using protocol::Refusal;

using Asked = std::expected<void, http::Response>;

/// What is true to the instant has no `at_least` or anything else to choose: a member that was left
/// unread would look as if it had worked.
struct NoChoice {};
BOOST_DESCRIBE_STRUCT(NoChoice, (), ())

/// Asks for what the path names, on behalf of an identified caller.
template <class Query, class Id>
Asked ask(Sink& sink, const http::Request& request, const Caller& caller,
          std::string_view parameter, Id Query::* id, Refusal not_found) {
  const auto choice = http::read_query<NoChoice>(request.query);
  if (!choice) return std::unexpected(render(choice.error()));
  Query query;
  if (!http::text_to_value(request.parameter(parameter), query.*id)) {
    return std::unexpected(render(not_found));
  }
  if (!sink.ask(request.ticket, caller.sender(), query)) {
    return std::unexpected(render(Refusal::overloaded));
  }
  return {};
}

Asked ask_account(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  const auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(render(caller.error()));
  if (!caller->may(Permission::read_own) && !caller->may(Permission::read_all)) {
    return std::unexpected(
        render(forbid(request, authenticate, *caller,
                      bit_of(Permission::read_own) | bit_of(Permission::read_all))));
  }
  return ask(sink, request, *caller, "account", &protocol::AccountQuery::account,
             Refusal::account_not_found);
}

Asked ask_loan(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  const auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(render(caller.error()));
  return ask(sink, request, *caller, "loan", &protocol::LoanQuery::loan, Refusal::loan_not_found);
}

}  // namespace

void add_query_routes(http::Router& router, Sink& sink, const Authenticate& authenticate) {
  const auto add = [&](std::string_view path, auto ask_it) {
    router.add(http::Method::get, path,
               [&sink, authenticate, ask_it](const http::Request& request, http::Server& server) {
                 auto asked = ask_it(sink, authenticate, request);
                 if (!asked) server.respond(request.ticket, std::move(asked.error()));
               });
  };
  add("/v1/accounts/{account}", ask_account);
  add("/v1/loans/{loan}", ask_loan);
}

}  // namespace tributary::api
