#pragma once

#include <functional>
#include <string>

#include "api/admission.hpp"
#include "api/query_route.hpp"
#include "api/reply.hpp"
#include "api/word.hpp"
#include "http/json_read.hpp"
#include "http/json_write.hpp"
#include "http/router.hpp"
#include "rows/order.hpp"
#include "rows/secret.hpp"
#include "rows/writer.hpp"

namespace tributary::rows {

/// An order as the router and the reference take it: declared once, by its struct.
struct OrderRoute {
  api::QueryRoute described;
  std::function<void(http::Router&, Writer&, const api::Authenticate&)> add;
};

/// What was read of an order on its way in: how it would be decided, and its canonical text without
/// what is secret, by which a repeat is known.
struct ReadOrder {
  std::function<Or<Accepted>(Work&)> decide;
  std::string text;
};
using ReadBody = std::expected<ReadOrder, http::BindError> (*)(const http::Request&);

/// Routes one: who sends it, may they, what exactly, once. The writer must outlive the router.
void add_order_route(http::Router& router, Writer& writer, const api::Authenticate& authenticate,
                     const OrderEndpoint& endpoint, ReadBody read);

/// An order that is decided by the function of its struct.
template <OrderStruct T>
ReadOrder read_order(T order, int status) {
  ReadOrder read;
  http::write_json(read.text, without_secrets(order));
  read.decide = [order = std::move(order), status](Work& work) -> Or<Accepted> {
    const Or<typename T::Answer> decided = decide(work, order);
    if (!decided) return std::unexpected(decided.error());
    Accepted accepted{.status = status, .body = {}, .kept = {}};
    http::write_json(accepted.body, *decided);
    http::write_json(accepted.kept, without_secrets(*decided));
    if constexpr (requires { decided->version; }) accepted.version = decided->version;
    return accepted;
  };
  return read;
}

/// The name that stands in braces in the order's path; empty where none does.
std::string_view path_member(std::string_view path);

/// The schema of the member that stands in the path.
template <OrderStruct T>
std::string order_path_value(http::SchemaComponents& components) {
  std::string schema;
  http::for_each_member<T>([&](auto member) {
    if (decltype(member)::name != path_member(T::endpoint.path)) return;
    schema = components.request_schema<http::MemberType<T, decltype(member)>>();
  });
  return schema;
}
/// That of the others.
template <OrderStruct T>
std::string order_body(http::SchemaComponents& components) {
  const std::string_view given = path_member(T::endpoint.path);
  return given.empty() ? components.request_schema<T>()
                       : components.body_schema<T>(std::array{given});
}

template <OrderStruct T>
OrderRoute order_route() {
  const OrderEndpoint& endpoint = T::endpoint;
  const bool has_path_member = !path_member(endpoint.path).empty();
  const bool has_body = http::member_count<T> > (has_path_member ? 1 : 0);
  OrderRoute route;
  route.described = {.path = endpoint.path,
                     .name = endpoint.name,
                     .summary = endpoint.summary,
                     .access = endpoint.permission.words(),
                     .path_value = has_path_member ? order_path_value<T> : nullptr,
                     .answer = api::schema_of<typename T::Answer>,
                     .body = has_body ? order_body<T> : nullptr,
                     .status = endpoint.status,
                     .once = true,
                     .makes = !has_body,
                     .says = endpoint.says,
                     .notes = endpoint.notes,
                     .refusals = endpoint.refusals,
                     .takes_if_match = endpoint.takes_if_match};
  route.add = [](http::Router& router, Writer& writer, const api::Authenticate& authenticate) {
    add_order_route(router, writer, authenticate, T::endpoint,
                    [](const http::Request& request) -> std::expected<ReadOrder, http::BindError> {
                      auto order = http::read_json<T>(request.body, request.parameters);
                      if (!order) return std::unexpected(std::move(order.error()));
                      return read_order(std::move(*order), T::endpoint.status);
                    });
  };
  return route;
}

}  // namespace tributary::rows
