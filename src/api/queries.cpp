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

/// A caller who has one of the permissions.
std::expected<Caller, http::Response> who_may(const Authenticate& authenticate,
                                              const http::Request& request, Permissions one_of) {
  auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(render(caller.error()));
  if (!caller->may_one_of(one_of)) {
    return std::unexpected(render(forbid(request, authenticate, *caller, one_of)));
  }
  return *caller;
}

constexpr Permissions read_any = bit_of(Permission::read_own) | bit_of(Permission::read_all);

Asked ask_account(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  auto caller = who_may(authenticate, request, read_any);
  if (!caller) return std::unexpected(std::move(caller.error()));
  return ask(sink, request, *caller, "account", &protocol::AccountQuery::account,
             Refusal::account_not_found);
}

Asked ask_withdrawal(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  auto caller = who_may(authenticate, request, read_any);
  if (!caller) return std::unexpected(std::move(caller.error()));
  return ask(sink, request, *caller, "withdrawal", &protocol::WithdrawalQuery::withdrawal,
             Refusal::withdrawal_not_found);
}

Asked ask_posting(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  auto caller = who_may(authenticate, request, read_any);
  if (!caller) return std::unexpected(std::move(caller.error()));
  return ask(sink, request, *caller, "posting", &protocol::PostingQuery::posting,
             Refusal::posting_not_found);
}

Asked ask_party(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  auto caller = who_may(authenticate, request, read_any);
  if (!caller) return std::unexpected(std::move(caller.error()));
  return ask(sink, request, *caller, "party", &protocol::PartyQuery::party,
             Refusal::party_not_found);
}

Asked ask_rules(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  const auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(render(caller.error()));
  const auto choice = http::read_query<NoChoice>(request.query);
  if (!choice) return std::unexpected(render(choice.error()));
  if (!sink.ask(request.ticket, caller->sender(), protocol::WithdrawalRulesQuery{})) {
    return std::unexpected(render(Refusal::overloaded));
  }
  return {};
}

Asked ask_loan(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  const auto caller = identify(request, authenticate);
  if (!caller) return std::unexpected(render(caller.error()));
  return ask(sink, request, *caller, "loan", &protocol::LoanQuery::loan, Refusal::loan_not_found);
}

/// Whether it is the caller's own loan is for the engine to say.
Asked ask_prepayment(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  const auto caller = who_may(authenticate, request, read_any);
  if (!caller) return std::unexpected(caller.error());
  const auto choice = http::read_query<PrepaymentChoice>(request.query);
  if (!choice) return std::unexpected(render(choice.error()));
  protocol::PrepaymentQuery query{{}, choice->on, choice->amount};
  query.after = choice->after.value_or(query.after);
  if (!http::text_to_value(request.parameter("loan"), query.loan)) {
    return std::unexpected(render(Refusal::loan_not_found));
  }
  if (!sink.ask(request.ticket, caller->sender(), query)) {
    return std::unexpected(render(Refusal::overloaded));
  }
  return {};
}

std::uint32_t lines_of(const std::optional<PageLimit>& limit) {
  return static_cast<std::uint32_t>(limit.value_or(page_limit_default).value);
}

protocol::Query query_of(const WithdrawalsChoice& choice) {
  return protocol::WithdrawalsQuery{choice.state, choice.cursor.value_or(protocol::WithdrawalId{}),
                                    lines_of(choice.limit)};
}

protocol::Query query_of(const ReceivablesChoice& choice) {
  return protocol::ReceivablesQuery{choice.currency.value_or(protocol::Currency::CNY),
                                    choice.cursor.value_or(protocol::PartyId{}),
                                    lines_of(choice.limit)};
}

/// A list for staff.
template <class Choice>
Asked ask_page(Sink& sink, const Authenticate& authenticate, const http::Request& request) {
  auto caller = who_may(authenticate, request, bit_of(Permission::read_all));
  if (!caller) return std::unexpected(std::move(caller.error()));
  const auto choice = http::read_query<Choice>(request.query);
  if (!choice) return std::unexpected(render(choice.error()));
  if (!sink.ask(request.ticket, caller->sender(), query_of(*choice))) {
    return std::unexpected(render(Refusal::overloaded));
  }
  return {};
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
  add("/v1/loans/{loan}/prepayment", ask_prepayment);
  add("/v1/parties/{party}", ask_party);
  add("/v1/postings/{posting}", ask_posting);
  add("/v1/receivables", ask_page<ReceivablesChoice>);
  add("/v1/withdrawals", ask_page<WithdrawalsChoice>);
  add("/v1/withdrawals/rules", ask_rules);
  add("/v1/withdrawals/{withdrawal}", ask_withdrawal);
}

}  // namespace tributary::api
