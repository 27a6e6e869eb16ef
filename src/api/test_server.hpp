#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/fake_sink.hpp"
#include "api/roles.hpp"
#include "http/test_client.hpp"

namespace tributary::api {

/// A server on loopback for tests, with a fake engine behind it. A token is a role's name; its
/// caller has number 7, or the one that follows: "finance/8".
class TestServer {
 public:
  using Answer = http::TestClient::Answer;

  FakeSink sink;
  http::Router router;

  static std::optional<Caller> authenticate(std::string_view token) {
    const std::size_t slash = token.find('/');
    const Role* const role = find_role(token.substr(0, slash));
    if (role == nullptr) return std::nullopt;
    const std::uint64_t number = slash == token.npos ? 7 : std::uint64_t(token.back() - '0');
    const bool is_member = role->kind == protocol::ActorKind::member;
    return Caller{.actor = protocol::ActorId::of(role->kind, number),
                  .party = {is_member ? number : 0},
                  .permissions = role->permissions};
  }

  /// Once the routes are there.
  http::Server& make() {
    server_.emplace(http::Options{}, std::move(router));
    sink.connect(*server_);
    return *server_;
  }
  void start() {
    if (!server_) make();
    server_->start();
  }
  std::uint16_t port() const { return server_->port(); }
  http::Server& server() { return *server_; }

  Answer get(std::string_view path, std::string_view token = {}) const {
    return exchange("GET", path, bearer(token), "");
  }
  Answer post(std::string_view path, std::string_view token, std::string_view body,
              std::string_view request_id = "request-1") const {
    std::string head = bearer(token);
    if (!request_id.empty()) head.append("Idempotency-Key: ").append(request_id).append("\r\n");
    return exchange("POST", path, head, body);
  }
  /// `approval`: the token of who approves of it.
  Answer post_approved(std::string_view path, std::string_view token, std::string_view approval,
                       std::string_view body, std::string_view request_id = "request-1") const {
    return exchange("POST", path,
                    bearer(token) + "Approval: Bearer " + std::string(approval) +
                        "\r\nIdempotency-Key: " + std::string(request_id) + "\r\n",
                    body);
  }
  Answer exchange(std::string_view method, std::string_view path, std::string_view head,
                  std::string_view body) const {
    http::TestClient client(port());
    std::string request;
    request.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: test\r\n");
    request.append(head);
    if (!body.empty()) request += "Content-Type: application/json\r\n";
    request.append("Content-Length: ").append(std::to_string(body.size()));
    request.append("\r\n\r\n").append(body);
    client.send(request);
    return client.receive();
  }

 private:
  static std::string bearer(std::string_view token) {
    return token.empty() ? "" : "Authorization: Bearer " + std::string(token) + "\r\n";
  }

  std::optional<http::Server> server_;
};

}  // namespace tributary::api
