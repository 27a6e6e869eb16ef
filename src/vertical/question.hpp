#pragma once

#include <concepts>
#include <optional>

#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/query_read.hpp"
#include "rows/refused.hpp"
#include "vertical/page_query.hpp"
#include "vertical/path_value.hpp"
#include "vertical/route.hpp"

/// A question about the read models is a handler and one declaration:
///
///   Or<ScheduleView> get_schedule(Asked&, LoanId, const ReadQuery&);
///
///   question<get_schedule>({.path = "/v1/loans/{loan}/schedule", .name = "get_schedule", .summary
///   =
///                           "A loan's instalments", .access = any_token})
///
/// The rest follows from the handler's type: what stands in the path (left out where nothing does),
/// what may stand behind the question mark, what is answered. What it asks is an `Asked`, or a
/// line's own struct that begins with one: `struct Asked : vertical::Asked { … }`. A member type
/// `World` of it names what the handler needs of the line; it comes as the second member.
namespace tributary::vertical {

struct Asked {
  Reading& reading;
  const api::Caller& caller;
};

/// Why there is no answer. All of a question but its cursor is read before its handler is called:
/// `malformed_request` says that the cursor is none of this list.
struct Against {
  protocol::Refusal refusal = protocol::Refusal::none;
  std::string english{};  ///< more than the refusal says; empty: nothing
  std::string chinese{};
  std::optional<rows::Refused> of_line{};  ///< a reason of the line, in the place of all above

  Against(rows::Refused why) : of_line(std::move(why)) {}
  Against(protocol::Refusal why) : refusal(why) {}
  Against(protocol::Refusal why, std::string in_english, std::string in_chinese)
      : refusal(why), english(std::move(in_english)), chinese(std::move(in_chinese)) {}
};

template <class View>
using Or = std::expected<View, Against>;

/// What is said of a question beside its handler.
struct Question {
  std::string_view path;
  std::string_view name;
  std::string_view summary;
  Access access;
  std::string_view says{};                        ///< more than the summary: Markdown
  std::span<const api::FieldNote> notes{};        ///< on the fields of its query and its view
  bool waits_for_engine = false;                  ///< it may take long
  std::span<const http::ProblemText> refusals{};  ///< for what its line may refuse it
};

namespace question_detail {

template <class Asking>
struct WorldNeeded {
  using type = NoWorld;
};
template <class Asking>
  requires requires { typename Asking::World; }
struct WorldNeeded<Asking> {
  using type = typename Asking::World;
};

template <class>
struct Parts;
template <class V, class A, class I, class Q>
struct Parts<Or<V> (*)(A&, I, const Q&)> {
  using View = V;
  using Asking = A;
  using Id = I;
  using Query = Q;
  static constexpr bool has_id = true;
  static constexpr api::QueryRoute::Schema path_value = api::path_value_of<I>;
};
template <class V, class A, class Q>
struct Parts<Or<V> (*)(A&, const Q&)> {
  using View = V;
  using Asking = A;
  using Id = NoWorld;
  using Query = Q;
  static constexpr bool has_id = false;
  static constexpr api::QueryRoute::Schema path_value = nullptr;
};

template <auto handler>
using PartsOf = Parts<decltype(handler)>;
template <auto handler>
using World = typename WorldNeeded<typename PartsOf<handler>::Asking>::type;

/// What the desk is told of a handler's error: one that it may wait for goes as it is.
std::expected<http::Response, protocol::Refusal> answer_of(const Against& against);

/// What is asked, once it is read.
template <auto handler>
struct Read {
  api::Caller caller;
  typename PartsOf<handler>::Id id{};
  typename PartsOf<handler>::Query query{};
};

/// Errors: what can be answered without the read models.
template <auto handler>
std::expected<Read<handler>, http::Response> read(const http::Request& request,
                                                  const api::Authenticate& authenticate,
                                                  const Access& access, std::string_view path) {
  using Query = typename PartsOf<handler>::Query;
  static_assert(std::derived_from<Query, ReadQuery>);
  auto caller = admit(request, authenticate, access);
  if (!caller) return std::unexpected(api::render(caller.error()));
  Read<handler> asked{std::move(*caller)};
  if constexpr (PartsOf<handler>::has_id) {
    if (auto against = read_path_value(request, path, asked.id)) {
      return std::unexpected(std::move(*against));
    }
  }
  auto query = http::read_query<Query>(request.query);
  if (!query) return std::unexpected(api::render(query.error()));
  if constexpr (requires { query->fault(); }) {
    if (const auto fault = query->fault()) return std::unexpected(api::render(*fault));
  }
  asked.query = std::move(*query);
  return asked;
}

template <auto handler>
std::expected<http::Response, protocol::Refusal> answer(Reading& reading,
                                                        const Read<handler>& asked,
                                                        World<handler>* world) {
  using Asking = typename PartsOf<handler>::Asking;
  auto asking = [&] {
    if constexpr (requires { typename Asking::World; }) {
      return Asking{{reading, asked.caller}, *world};
    } else if constexpr (std::is_same_v<Asking, Asked>) {
      return Asking{reading, asked.caller};
    } else {
      return Asking{{reading, asked.caller}};
    }
  }();
  const auto view = [&] {
    if constexpr (PartsOf<handler>::has_id) {
      return handler(asking, asked.id, asked.query);
    } else {
      return handler(asking, asked.query);
    }
  }();
  if (!view) return answer_of(view.error());
  http::Response response;
  http::write_json(response.body, *view);
  return response;
}

template <auto handler>
http::Handler handler_of(const Route<World<handler>>& route,
                         const Serving<World<handler>>& serving) {
  return [&desk = route.desk_of(serving), world = serving.world,
          authenticate = serving.authenticate, access = route.access,
          path = route.described.path](const http::Request& request, http::Server& server) {
    auto asked = read<handler>(request, authenticate, access, path);
    if (!asked) return server.respond(request.ticket, std::move(asked.error()));
    const protocol::ActorId caller = asked->caller.actor;
    const protocol::Sequence at_least = asked->query.at_least.value_or(0);
    desk.ask({request.ticket, &server, caller, at_least,
              [world, asked = std::move(*asked)](Reading& reading) {
                return answer<handler>(reading, asked, world);
              }});
  };
}

}  // namespace question_detail

/// Declares a question: a GET.
template <auto handler>
Route<question_detail::World<handler>> question(const Question& said) {
  using Parts = question_detail::PartsOf<handler>;
  ASSERT(said.path.contains('{') == Parts::has_id);
  return {.described = {.path = said.path,
                        .name = said.name,
                        .summary = said.summary,
                        .access = said.access.words,
                        .path_value = Parts::path_value,
                        .parameters = api::parameters_of<typename Parts::Query>,
                        .answer = api::schema_of<typename Parts::View>,
                        .says = said.says,
                        .notes = said.notes,
                        .refusals = said.refusals},
          .access = said.access,
          .waits_for_engine = said.waits_for_engine,
          .handler = question_detail::handler_of<handler>};
}

}  // namespace tributary::vertical
