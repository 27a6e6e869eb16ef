#include "api/loan_stream.hpp"

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/query_read.hpp"
#include "http/server.hpp"

namespace tributary::api {

namespace {

using protocol::LoanView;
using protocol::Refusal;

std::string topic_of(protocol::LoanId loan) { return "loan/" + std::to_string(loan.value); }

LoanProgress progress_of(const LoanView& view) {
  return {view.loan, view.state, view.raised, view.remaining, view.bids};
}

std::string to_json(const LoanProgress& progress) {
  std::string json;
  http::write_json(json, progress);
  return json;
}

/// With which a client comes back.
constexpr std::chrono::milliseconds retry_after{2'000};

}  // namespace

void LoanStreams::add_routes(http::Router& router, const Authenticate& authenticate) {
  router.add(http::Method::get, "/v1/loans/{loan}/stream",
             [this, authenticate](const http::Request& request, http::Server& server) {
               open(request, server, authenticate);
             });
  router.add(http::Method::post, "/v1/stream-tickets",
             [this, authenticate](const http::Request& request, http::Server& server) {
               make_ticket(request, server, authenticate);
             });
}

void LoanStreams::make_ticket(const http::Request& request, http::Server& server,
                              const Authenticate& authenticate) {
  const auto caller = identify(request, authenticate);
  if (!caller) return server.respond(request.ticket, render(caller.error()));
  auto ticket = tickets_.make(*caller, StreamTickets::Time::clock::now());
  if (!ticket) {
    return server.respond(request.ticket, render(Denial(Limit::streams, StreamTickets::good_for)));
  }
  http::Response response{.status = 201};
  response.headers.emplace_back("Cache-Control", "no-store");
  http::write_json(response.body,
                   StreamTicket{std::move(*ticket), StreamTickets::good_for.count()});
  server.respond(request.ticket, std::move(response));
}

std::expected<Caller, Denial> LoanStreams::identify_watcher(const http::Request& request,
                                                            const Authenticate& authenticate) {
  const auto ticket = request.query_value("ticket");
  if (!ticket || !request.header("Authorization").empty()) {
    return identify(request, authenticate, Takes::a_stream);
  }
  Guard* const guard = authenticate.guard();
  auto caller = tickets_.redeem(*ticket, StreamTickets::Time::clock::now());
  // A ticket is worth no more than the token that it was made with.
  if (!caller || !live_.may_listen(caller->token)) {
    return std::unexpected(guard != nullptr
                               ? guard->turn_away(request, {AuthFailure::unknown_stream_ticket})
                               : Denial(Refusal::unauthenticated));
  }
  if (guard == nullptr) return *caller;
  guard->usages().open(*caller);
  if (const auto denial = guard->admit(request, *caller, Takes::a_stream)) {
    return std::unexpected(*denial);
  }
  return *caller;
}

void LoanStreams::open(const http::Request& request, http::Server& server,
                       const Authenticate& authenticate) {
  const http::Ticket ticket = request.ticket;
  const auto caller = identify_watcher(request, authenticate);
  if (!caller) return server.respond(ticket, render(caller.error()));
  const auto wish = http::read_query<StreamQuery>(request.query);
  if (!wish) return server.respond(ticket, render(wish.error()));
  protocol::LoanQuery query;
  if (!http::text_to_value(request.parameter("loan"), query.loan)) {
    return server.respond(ticket, render(Refusal::loan_not_found));
  }
  wait(ticket, {.caller = *caller, .query = query});
  if (sink_.ask(ticket, caller->sender(), query)) return;
  stop_waiting(ticket);
  server.respond(ticket, render(Refusal::overloaded));
}

bool LoanStreams::take(http::Server& server, const http::Ticket& ticket,
                       const protocol::Answer& answer, protocol::Sequence sequence) {
  const auto waiting = stop_waiting(ticket);
  if (!waiting) return false;
  const auto* const view = std::get_if<LoanView>(&answer);
  if (view == nullptr) {
    if (waiting->listens) {
      server.end_stream(ticket);
    } else {
      server.respond(ticket, render(answer));
    }
  } else if (waiting->listens) {
    live_.send(ticket, {.name = loan_progress_event,
                        .data = to_json(progress_of(*view)),
                        .id = sequence,
                        .retry = retry_after});
  } else {
    listen(server, ticket, *waiting);
  }
  return true;
}

/// The loan exists: opens the stream and asks again for the state to begin with.
void LoanStreams::listen(http::Server& server, const http::Ticket& ticket, Waiting waiting) {
  if (!live_.subscribe(ticket, topic_of(waiting.query.loan), waiting.caller.token)) return;
  waiting.listens = true;
  wait(ticket, waiting);
  if (sink_.ask(ticket, waiting.caller.sender(), waiting.query)) return;
  stop_waiting(ticket);
  server.end_stream(ticket);
}

bool LoanStreams::watched(protocol::LoanId loan) const { return live_.watched(topic_of(loan)); }

void LoanStreams::publish(const LoanProgress& progress, protocol::Sequence sequence) {
  live_.publish(topic_of(progress.loan),
                {.name = loan_progress_event, .data = to_json(progress), .id = sequence});
}

void LoanStreams::wait(const http::Ticket& ticket, const Waiting& waiting) {
  const std::scoped_lock lock(mutex_);
  waiting_.insert_or_assign(ticket, waiting);
}

std::optional<LoanStreams::Waiting> LoanStreams::stop_waiting(const http::Ticket& ticket) {
  const std::scoped_lock lock(mutex_);
  const auto node = waiting_.extract(ticket);
  return node ? std::optional(node.mapped()) : std::nullopt;
}

}  // namespace tributary::api
