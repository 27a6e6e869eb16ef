#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "http/shard_stage.hpp"

/// What the tests of a shard share: routes that say what they were asked, and ways to ask.
namespace tributary::http {

/// Answers with what it was asked: at once, in the next round, or never by itself.
inline Router echo(std::vector<Ticket>* kept = nullptr) {
  const auto words = [](const Request& request) {
    return Response{.body = std::string(method_name(request.method)) + " " +
                            std::string(request.path) + " " + std::to_string(request.body.size()) +
                            ":" + std::string(request.body.substr(0, 20))};
  };
  Router router;
  const Handler at_once = [words](const Request& request, Server& server) {
    server.respond(request.ticket, words(request));
  };
  router.add(Method::get, "/now", at_once);
  router.add(Method::post, "/now", at_once);
  router.add(Method::post, "/later", [words](const Request& request, Server& server) {
    server.post(0, [&server, ticket = request.ticket, response = words(request)]() mutable {
      server.respond(ticket, std::move(response));
    });
  });
  router.add(Method::get, "/page",
             [page = std::make_shared<const std::string>(5'000, 'p')](const Request& request,
                                                                      Server& server) {
               server.respond(request.ticket, {.page = page});
             });
  router.add(Method::post, "/fault", [](const Request&, Server&) -> void {
    throw std::runtime_error("a handler's fault");
  });
  router.add(Method::post, "/kept", [kept](const Request& request, Server&) {
    if (kept != nullptr) kept->push_back(request.ticket);
  });
  return router;
}

/// Without dates, which differ from second to second, and without "100 Continue", which is for
/// those who wait for it.
inline std::string without_dates(std::string text) {
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  if (const std::size_t at = text.find(go_on); at != text.npos) text.erase(at, go_on.size());
  for (std::size_t at = text.find("Date: "); at != text.npos; at = text.find("Date: ", at)) {
    text.erase(at, text.find("\r\n", at) + 2 - at);
  }
  return text;
}

inline Options quiet() {
  Options options;
  options.on_fault = [](std::string_view) {};
  return options;
}

/// What a client gets that sends these pieces; between two of them a read that finds nothing.
inline std::string answers_to(ShardStage& stage, const std::vector<std::string>& pieces,
                              bool pauses) {
  auto client = stage.connect();
  for (const std::string& piece : pieces) {
    if (piece.empty()) continue;
    client.send(piece);
    if (pauses) client.pause();
    stage.play(client);
    if (pauses) stage.ready(client);  // rung once more for nothing
  }
  const std::string answers = without_dates(client.received()) + (client.is_over() ? "(end)" : "");
  client.leave();
  stage.play(client);
  return answers;
}

inline std::string post(std::string_view path, std::string_view body, std::string_view more = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

inline std::string chunked(std::string_view path, std::string_view chunks) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
         "Transfer-Encoding: chunked\r\n\r\n" +
         std::string(chunks);
}

}  // namespace tributary::http
