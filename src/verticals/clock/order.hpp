#pragma once

#include <bit>
#include <boost/describe/class.hpp>

#include "http/json_read.hpp"
#include "http/json_write.hpp"
#include "verticals/clock/asked.hpp"

/// An order of an operator is a handler and one declaration, beside the questions:
///
///   Ordered<RunView> run_days(Asked&, const Orderer&, const RunWish&);
///
///   order<run_days>({.path = "/v1/business-days/run", .name = "run_business_days", .summary =
///                    "Begin the days up to one", .access = any_of<Permission::run_days>()})
///
/// It is a POST of the wish, counts once for its Idempotency-Key, and may bear an `Approval`.
namespace tributary::clock {

/// Who orders something, and under which key: the same caller's same Idempotency-Key is the same
/// order.
struct Orderer {
  protocol::RequestKey key;
  protocol::ActorId actor{};
  protocol::ActorId approver{};  ///< a second person; nobody where none was named
};

enum class Outcome : std::uint8_t {
  accepted,
  refused,
  unknown,  ///< not for this order to say: it came before, or never reached the timers
};

struct NotDone {
  http::Response response;
  Outcome outcome = Outcome::unknown;
};

/// What came of an order.
template <class View>
struct Ordered {
  std::expected<View, http::Response> answer;
  Outcome outcome;

  Ordered(View view, Outcome what) : answer(std::move(view)), outcome(what) {}
  Ordered(NotDone why) : answer(std::unexpected(std::move(why.response))), outcome(why.outcome) {}
};

/// What is said of an order beside its handler.
struct Order {
  std::string_view path;
  std::string_view name;
  std::string_view summary;
  vertical::Access access;  ///< one permission, which who approves needs too
  std::string_view says{};  ///< more than the summary: Markdown
  int status = 200;         ///< of the answer when all is well
};

namespace order_detail {

using protocol::Permission;
using Route = vertical::Route<Asked::World>;
using Serving = vertical::Serving<Asked::World>;

template <class>
struct Parts;
template <class V, class W>
struct Parts<Ordered<V> (*)(Asked&, const Orderer&, const W&)> {
  using View = V;
  using Wish = W;
};

/// Who asks to be heard, once the head and the body are read.
template <class Wish>
struct Read {
  api::Caller caller;
  Orderer by;
  std::string request_id;
  Wish wish;
};

/// The journal knows the timers alone as the sender: who told them to stands in the log. It is
/// written for what was done, or may have been.
void note(std::string_view path, const Orderer& by, std::string_view request_id,
          std::string_view wish, bool is_confirmed);

template <class Wish>
void note(std::string_view path, const Read<Wish>& order) {
  std::string wish;
  http::write_json(wish, order.wish);
  bool is_confirmed = false;
  if constexpr (requires { order.wish.confirmed_on; }) {
    is_confirmed = order.wish.confirmed_on.has_value();
  }
  note(path, order.by, order.request_id, wish, is_confirmed);
}

/// What who orders and who approves need: of some wishes, more than to use the route.
template <class Wish>
api::Permissions permission_needed(const vertical::Access& access, const Wish& wish) {
  if constexpr (requires { permission_of(wish); }) {
    return api::bit_of(permission_of(wish));
  } else {
    return access.one_of;
  }
}

/// Errors: what can be answered before it is carried out.
template <class Wish>
std::expected<Read<Wish>, http::Response> read(const http::Request& request,
                                               const api::Authenticate& authenticate,
                                               const vertical::Access& access) {
  const auto refuse = [](const auto& why) { return std::unexpected(api::render(why)); };
  const auto caller = vertical::admit(request, authenticate, access);
  if (!caller) return refuse(caller.error());
  if (api::Guard* const guard = authenticate.guard()) {
    if (const auto denial = guard->admit_command(request, *caller)) return refuse(*denial);
  }
  const auto wish = http::read_json<Wish>(request.body, request.parameters);
  if (!wish) return refuse(wish.error());
  const api::Permissions permission = permission_needed(access, *wish);
  if (!caller->may_one_of(permission)) {
    return refuse(api::forbid(request, authenticate, *caller, permission));
  }
  const auto key = api::read_request_key(request, caller->actor);
  if (!key) return refuse(key.error());
  const auto approver = api::read_approver(request, authenticate, permission);
  if (!approver) return refuse(approver.error());
  return Read<Wish>{*caller,
                    {*key, caller->actor, *approver},
                    std::string(request.header("Idempotency-Key")),
                    *wish};
}

template <auto handler, class Wish>
http::Response carry_out(vertical::Reading& reading, const Asked::World& world,
                         const Read<Wish>& order, const api::QueryRoute& route, api::Guard* guard) {
  Asked asked{{reading, order.caller}, world};
  auto ordered = [&] {
    try {
      return handler(asked, order.by, order.wish);
    } catch (...) {
      note(route.path, order);
      throw;
    }
  }();
  if (ordered.outcome == Outcome::accepted) note(route.path, order);
  if (ordered.outcome == Outcome::refused && guard != nullptr) {
    guard->charge_refusal(order.by.actor);
  }
  if (!ordered.answer) return std::move(ordered.answer.error());
  http::Response response{.status = route.status};
  http::write_json(response.body, *ordered.answer);
  return response;
}

template <auto handler>
http::Handler handler_of(const Route& route, const Serving& serving) {
  using Wish = typename Parts<decltype(handler)>::Wish;
  return [&desk = route.desk_of(serving), world = serving.world,
          authenticate = serving.authenticate, access = route.access,
          described = route.described](const http::Request& request, http::Server& server) {
    auto order = read<Wish>(request, authenticate, access);
    if (!order) return server.respond(request.ticket, std::move(order.error()));
    const protocol::ActorId caller = order->by.actor;
    desk.ask({request.ticket, &server, caller, 0,
              [world, described, order = std::move(*order),
               guard = authenticate.guard()](vertical::Reading& reading) {
                return carry_out<handler>(reading, *world, order, described, guard);
              }});
  };
}

}  // namespace order_detail

/// Declares an order.
template <auto handler>
order_detail::Route order(const Order& said) {
  using Parts = order_detail::Parts<decltype(handler)>;
  ASSERT(api::names_of(said.access.one_of).size() == 1);
  return {.described = {.path = said.path,
                        .name = said.name,
                        .summary = said.summary,
                        .access = said.access.words,
                        .answer = api::schema_of<typename Parts::View>,
                        .body = api::request_schema_of<typename Parts::Wish>,
                        .status = said.status,
                        .once = true,
                        .takes_approval = true,
                        .says = said.says},
          .method = http::Method::post,
          .access = said.access,
          .waits_for_engine = true,
          .handler = order_detail::handler_of<handler>};
}

}  // namespace tributary::clock
