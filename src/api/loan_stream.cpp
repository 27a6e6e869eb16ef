#include "api/loan_stream.hpp"

#include "api/admission.hpp"
#include "api/binding.hpp"
#include "api/reply.hpp"
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

}  // namespace

void LoanStreams::add_route(http::Router& router, const Authenticate& authenticate) {
  router.add(http::Method::get, "/v1/loans/{loan}/stream",
             [this, authenticate](const http::Request& request, http::Server& server) {
               const http::Ticket ticket = request.ticket;
               const auto caller = identify(request, authenticate);
               if (!caller) return server.respond(ticket, render(caller.error()));
               protocol::LoanQuery query;
               if (!http::text_to_value(request.parameter("loan"), query.loan)) {
                 return server.respond(ticket, render(Refusal::loan_not_found));
               }
               wait(ticket, {.caller = caller->id, .query = query});
               if (sink_.ask(ticket, caller->id, query)) return;
               stop_waiting(ticket);
               server.respond(ticket, render(Refusal::overloaded));
             });
}

bool LoanStreams::take(http::Server& server, const http::Ticket& ticket,
                       const protocol::Answer& answer) {
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
    live_.send(ticket, {.name = loan_progress_event, .data = to_json(progress_of(*view))});
  } else {
    listen(server, ticket, *waiting);
  }
  return true;
}

/// The loan exists: opens the stream and asks again for the state to begin with.
void LoanStreams::listen(http::Server& server, const http::Ticket& ticket, Waiting waiting) {
  if (!live_.subscribe(ticket, topic_of(waiting.query.loan))) return;
  waiting.listens = true;
  wait(ticket, waiting);
  if (sink_.ask(ticket, waiting.caller, waiting.query)) return;
  stop_waiting(ticket);
  server.end_stream(ticket);
}

bool LoanStreams::watched(protocol::LoanId loan) const { return live_.watched(topic_of(loan)); }

void LoanStreams::publish(const LoanProgress& progress) {
  live_.publish(topic_of(progress.loan), {.name = loan_progress_event, .data = to_json(progress)});
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
