#include "api/quotes.hpp"

#include <utility>

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/server.hpp"
#include "money/quote.hpp"

namespace tributary::api {

namespace {

http::Response quote(const http::Request& request, const Authenticate& authenticate,
                     const PresentCalendar& calendar) {
  const auto caller = identify(request, authenticate);
  if (!caller) return render(caller.error());
  const auto wish = http::read_json<money::QuoteRequest>(request.body);
  if (!wish) return render(wish.error());
  const auto quote = money::quote(*wish, *calendar());
  if (!quote) {
    return render(protocol::Refusal::loan_terms_invalid,
                  {money::explain(quote.error()), money::explain_in_chinese(quote.error())});
  }
  http::Response response;
  http::write_json(response.body, *quote);
  return response;
}

}  // namespace

void add_quote_route(http::Router& router, const Authenticate& authenticate,
                     PresentCalendar calendar) {
  router.add(http::Method::post, "/v1/quotes",
             [authenticate, calendar = std::move(calendar)](const http::Request& request,
                                                            http::Server& server) {
               server.respond(request.ticket, quote(request, authenticate, calendar));
             });
}

}  // namespace tributary::api
