#include "rows/order_route.hpp"

#include <algorithm>
#include <charconv>

#include "http/server.hpp"

namespace tributary::rows {

using protocol::Refusal;

namespace {

/// The version in `If-Match: "7"`; any for `*` and where there is no such header.
/// Errors: what else stands there.
std::expected<std::optional<std::uint64_t>, http::BindError> read_if_match(
    const http::Request& request) {
  const auto field = std::ranges::find_if(request.fields, [](const http::HeaderField& each) {
    return http::equal_ignoring_case(each.name, "If-Match");
  });
  if (field == request.fields.end() || field->value == "*") return std::nullopt;
  const std::string_view text = field->value;
  std::uint64_t version = 0;
  const bool is_quoted = text.size() > 2 && text.starts_with('"') && text.ends_with('"');
  if (is_quoted && text[1] != '0') {
    const char* const end = text.data() + text.size() - 1;
    const auto [read, error] = std::from_chars(text.data() + 1, end, version);
    if (error == std::errc{} && read == end) return version;
  }
  return std::unexpected(http::BindError{
      http::BindReason::wrong_format, "If-Match",
      api::expected_in_both("the ETag of an answer, such as \"7\"", "答复中的 ETag，例如 \"7\"")});
}

std::expected<Order, http::Response> order_of(const http::Request& request,
                                              const api::Authenticate& authenticate,
                                              const Writer& writer, const OrderEndpoint& endpoint,
                                              ReadBody read_body) {
  const auto refuse = [](const auto& why) { return std::unexpected(api::render(why)); };
  const auto caller = api::admit(request, authenticate, endpoint.permission.one_of());
  if (!caller) return refuse(caller.error());
  if (api::Guard* const guard = authenticate.guard(); guard != nullptr) {
    if (const auto denial = guard->admit_command(request, *caller)) return refuse(*denial);
  }
  auto read = read_body(request);
  if (!read) return refuse(read.error());
  const auto key = api::read_request_key(request, caller->actor);
  if (!key) return refuse(key.error());
  const auto if_match = read_if_match(request);
  if (!if_match) return refuse(if_match.error());
  const std::string text = std::string(endpoint.name) + " " + read->text;
  const auto digest = base::digest256(writer.digest_key(), std::as_bytes(std::span(text)));
  Order order;
  order.name = endpoint.name;
  order.by = {.sender = caller->sender(),
              .address = std::string(request.peer),
              .if_match = *if_match,
              .permissions = caller->permissions};
  order.key = *key;
  order.even_in_doubt = caller->actor == protocol::operator_agent.actor;
  order.asked.assign(digest.begin(), digest.end());
  order.decide = std::move(read->decide);
  return order;
}

}  // namespace

std::string_view path_member(std::string_view path) {
  const std::size_t open = path.find('{');
  if (open == path.npos) return {};
  return path.substr(open + 1, path.find('}') - open - 1);
}

void add_order_route(http::Router& router, Writer& writer, const api::Authenticate& authenticate,
                     const OrderEndpoint& endpoint, ReadBody read) {
  router.add(
      http::Method::post, endpoint.path,
      [&writer, authenticate, &endpoint, read](const http::Request& request, http::Server& server) {
        auto order = order_of(request, authenticate, writer, endpoint, read);
        const http::Ticket ticket = request.ticket;
        if (!order) return server.respond(ticket, std::move(order.error()));
        const auto done = [&server, ticket, guard = authenticate.guard(),
                           actor = order->by.sender.actor](Outcome&& outcome) {
          const bool is_refused = !outcome.accepted && !outcome.repeated && !outcome.failed;
          if (is_refused && guard != nullptr) {
            guard->charge_refusal(actor);
          }
          server.post(ticket.shard,
                      [&server, ticket, response = std::move(outcome.response)]() mutable {
                        server.respond(ticket, std::move(response));
                      });
        };
        if (!writer.submit(std::move(*order), done)) {
          server.respond(ticket, api::render(Refusal::overloaded));
        }
      });
}

}  // namespace tributary::rows
