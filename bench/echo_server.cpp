#include "bench/echo_server.hpp"

#include <unistd.h>

#include <stdexcept>
#include <string>

#include "api/reply.hpp"
#include "bench/in_process.hpp"
#include "bench/market.hpp"
#include "http/server.hpp"

namespace tributary::bench {
namespace {

/// What the platform answers when a bid is accepted.
http::Response answer_to_a_bid() {
  Market market;
  market.members = 2;
  market.loans = 2;
  const auto engine = engine_with(founding(market));
  const CommandList bids = scattered_bids(market, 1, 1);
  base::ByteBuffer group;
  const auto verdict = engine->execute(bids.request(0), group);
  require_accepted(verdict.refusal);
  protocol::Reader in(group.view());
  return api::render(verdict.sequence, engine->state().now, protocol::read_record(in));
}

void serve() {
  const http::Response answer = answer_to_a_bid();
  http::Router router;
  router.add(http::Method::post, protocol::PlaceBid::endpoint.path,
             [&](const http::Request& request, http::Server& server) {
               server.respond(request.ticket, http::Response(answer));
             });
  http::Server server({}, std::move(router));
  server.start();
  write_all(STDOUT_FILENO, std::to_string(server.port()) + '\n');
  for (;;) ::pause();
}

std::uint16_t port_of(Child& child) {
  const auto line = child.read_line();
  if (!line) throw std::runtime_error("the echo server did not start");
  return static_cast<std::uint16_t>(std::stoul(*line));
}

}  // namespace

EchoServer::EchoServer() : child_(Child::copy(serve)), port_(port_of(child_)) {}

}  // namespace tributary::bench
