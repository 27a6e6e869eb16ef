#include "verticals/books/routes.hpp"

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/query_read.hpp"
#include "verticals/books/answers.hpp"
#include "verticals/books/field_notes.hpp"

namespace tributary::books {

namespace {

using protocol::Refusal;

/// A question's place and what the reference says of it.
struct Route {
  std::string_view path;
  std::string_view name;
  std::string_view summary;
  std::string_view access = api::any_token;
};

constexpr std::string_view owner = "read_own (of a member's own), read_all";

template <class Visit>
void for_each_route(Visit&& visit) {
  visit(Route{"/v1/accounts/{account}/statement", "get_statement",
              "Every movement of an account with its reason, newest first; of the business days "
              "`from` to `to`, if they are named, with what it had before and after them; with "
              "`earned=true`, what its claims have really earned by now",
              owner},
        get_statement);
  visit(Route{"/v1/accounts/{account}/bids", "list_account_bids",
              "The bids of an account, newest first", owner},
        get_account_bids);
  visit(Route{"/v1/accounts/{account}/claims", "list_claims",
              "The claims of an account: what they brought, what is to come and what they have "
              "really earned; at most 100 a page",
              owner},
        get_claims);
  visit(Route{"/v1/parties/{party}/accounts", "list_accounts", "The accounts of a party", owner},
        get_accounts);
  visit(Route{"/v1/loans", "list_loans", "Listings and loans by filter, newest first"}, get_loans);
  visit(Route{"/v1/loans/{loan}/listing", "get_listing", "A loan as it was published"},
        get_listing);
  visit(Route{"/v1/loans/{loan}/bids", "list_loan_bids", "The bids on a loan, newest first"},
        get_loan_bids);
  visit(Route{"/v1/loans/{loan}/schedule", "get_schedule",
              "A loan's instalments and what was paid of them"},
        get_schedule);
  visit(Route{"/v1/loans/{loan}/schedule-changes", "list_schedule_changes",
              "What was and what is of a loan's instalments each time they changed, newest first; "
              "at most 20 a page"},
        get_schedule_changes);
  visit(Route{"/v1/loans/{loan}/payouts", "list_payouts",
              "What a loan has paid its holders, newest first"},
        get_payouts);
  visit(Route{"/v1/calendar", "get_calendar",
              "The calendar in force: holidays, and weekend days that are worked"},
        get_calendar);
  visit(Route{"/v1/totals", "get_totals", "The platform's figures in each currency"}, get_totals);
}

template <class Id, class Query, class View>
using Answer = Or<View> (*)(Snapshot&, const api::Caller&, Id, const Query&);

/// Reads the id that stands between braces in the route's path.
template <class Id>
bool read_id(const Route& route, const http::Request& request, Id& id) {
  const std::size_t open = route.path.find('{') + 1;
  const std::size_t close = route.path.find('}');
  return http::text_to_value(request.parameter(route.path.substr(open, close - open)), id);
}
bool read_id(const Route&, const http::Request&, Everything&) { return true; }

template <class Id>
api::QueryRoute::Schema path_value_of(Id) {
  return api::path_value_of<Id>;
}
api::QueryRoute::Schema path_value_of(Everything) { return nullptr; }

Refusal not_found(AccountId) { return Refusal::account_not_found; }
Refusal not_found(LoanId) { return Refusal::loan_not_found; }
template <class Id>
Refusal not_found(Id) {
  return Refusal::not_found;
}

template <class View>
Or<http::Response> response_of(const Or<View>& view) {
  if (!view && view.error() == Refusal::malformed_request) {
    // All else of a question is read before the books are asked.
    return api::render(http::BindError{
        http::BindReason::wrong_format, "cursor",
        api::expected_in_both("the next_cursor of the page before", "上一页返回的 next_cursor")});
  }
  if (!view) return std::unexpected(view.error());
  http::Response response;
  http::write_json(response.body, *view);
  return response;
}

/// What can be refused without the books; the question for the desk otherwise.
template <class Id, class Query, class View>
std::expected<Desk::Question, http::Response> question_of(const Route& route,
                                                          const http::Request& request,
                                                          const api::Authenticate& authenticate,
                                                          Answer<Id, Query, View> answer) {
  const auto caller = api::identify(request, authenticate);
  if (!caller) return std::unexpected(api::render(caller.error()));
  Id id;
  if (!read_id(route, request, id)) return std::unexpected(api::render(not_found(id)));
  const auto query = http::read_query<Query>(request.query);
  if (!query) return std::unexpected(api::render(query.error()));
  if constexpr (requires { query->fault(); }) {
    if (const auto fault = query->fault()) return std::unexpected(api::render(*fault));
  }
  Desk::Question question;
  question.ticket = request.ticket;
  question.caller = caller->actor;
  question.at_least = query->at_least.value_or(0);
  question.answer = [answer, caller = *caller, id, query = *query](Snapshot& books) {
    return response_of(answer(books, caller, id, query));
  };
  return question;
}

}  // namespace

void add_routes(http::Router& router, Desk& desk, const api::Authenticate& authenticate) {
  for_each_route([&]<class Id, class Query, class View>(
                     const Route& route,
                     Or<View> (*answer)(Snapshot&, const api::Caller&, Id, const Query&)) {
    router.add(
        http::Method::get, route.path,
        [&desk, authenticate, route, answer](const http::Request& request, http::Server& server) {
          auto question = question_of<Id, Query, View>(route, request, authenticate, answer);
          if (!question) return server.respond(request.ticket, std::move(question.error()));
          question->server = &server;
          desk.ask(std::move(*question));
        });
  });
}

std::vector<api::QueryRoute> query_routes() {
  std::vector<api::QueryRoute> routes;
  for_each_route(
      [&]<class Id, class Query, class View>(
          const Route& route, Or<View> (*)(Snapshot&, const api::Caller&, Id, const Query&)) {
        routes.push_back({.path = route.path,
                          .name = route.name,
                          .summary = route.summary,
                          .access = route.access,
                          .path_value = path_value_of(Id{}),
                          .parameters = api::parameters_of<Query>,
                          .answer = api::schema_of<View>});
      });
  routes.front().notes = field_notes();
  return routes;
}

}  // namespace tributary::books
