// Bytes of a connection against a real shard: whole, and cut into pieces with reads that find
// nothing between them. Both must give the same answers, end alike, leave no memory and never
// reach a fault. The first byte of the input chooses the size of the pieces.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/assert.hpp"
#include "http/shard_stage.hpp"

using namespace tributary::http;

namespace {

constexpr std::size_t room = 64;  // of a body

Router routes() {
  const auto words = [](const Request& request) {
    std::string body(request.path);
    for (const auto& [name, value] : request.parameters) body.append("|").append(value);
    for (const auto& [name, value] : request.fields) body.append("|").append(value);
    return Response{.body =
                        body.append("|").append(request.query).append("|").append(request.body)};
  };
  Router router;
  const Handler now = [words](const Request& request, Server& server) {
    server.respond(request.ticket, words(request));
  };
  router.add(Method::get, "/", now);
  router.add(Method::post, "/", now);
  router.add(Method::get, "/a/{b}/c", now);
  router.add(
      Method::get, "/page",
      [page = std::make_shared<const std::string>("page")](const Request& request, Server& server) {
        server.respond(request.ticket, {.page = page});
      });
  router.add(Method::post, "/{a}", [words](const Request& request, Server& server) {
    server.post(0, [&server, ticket = request.ticket, response = words(request)]() mutable {
      server.respond(ticket, std::move(response));
    });
  });
  return router;
}

ShardStage& stage() {
  static ShardStage made(
      [] {
        Options options;
        options.limits = {
            .head_bytes = 512, .header_fields = 8, .body_bytes = 256, .whole_body_bytes = room};
        options.sender = [](const Request&) { return Sender{.body_bytes = room, .name = 0}; };
        options.on_fault = [](std::string_view what) {
          std::fprintf(stderr, "fault: %.*s\n", static_cast<int>(what.size()), what.data());
          std::abort();
        };
        return options;
      }(),
      routes());
  return made;
}

/// Nothing of which the time or the pace is a part.
std::string lasting(std::string text) {
  for (const std::string_view line : {"Date: ", "HTTP/1.1 100 Continue\r\n\r"}) {
    for (std::size_t at = text.find(line); at != text.npos; at = text.find(line, at)) {
      text.erase(at, text.find('\n', at + line.size()) + 1 - at);
    }
  }
  return text;
}

std::string answers_to(std::string_view bytes, std::size_t piece, bool pauses) {
  auto client = stage().connect();
  for (std::size_t from = 0; from < bytes.size(); from += piece) {
    client.send(std::string(bytes.substr(from, piece)));
    if (pauses) client.pause();
    stage().play(client);
    if (pauses) stage().ready(client);
  }
  const std::string answers = lasting(client.received()) + (client.is_over() ? "(end)" : "");
  client.leave();
  stage().play(client);
  ASSERT(stage().buffered_bytes() == 0);
  ASSERT(stage().stats().connections == 0);
  return answers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] % 64U + 1;
  const std::string whole = answers_to(bytes, bytes.size() + 1, false);
  ASSERT(answers_to(bytes, piece, data[0] >= 128) == whole);
  if (data[0] >= 192) ASSERT(answers_to(bytes, 1, true) == whole);
  return 0;
}
