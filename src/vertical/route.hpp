#pragma once

#include <span>
#include <vector>

#include "api/query_route.hpp"
#include "base/assert.hpp"
#include "http/router.hpp"
#include "vertical/access.hpp"
#include "vertical/reading_desk.hpp"

namespace tributary::vertical {

/// Of a line whose handlers need nothing but the read models.
struct NoWorld {};

/// What the routes of a line work with. All of it outlives the server.
template <class World>
struct Serving {
  api::Authenticate authenticate;
  ReadingDesk* desk = nullptr;
  World* world = nullptr;
  /// Answers what waits for the engine, so that nobody else waits with it.
  ReadingDesk* waiting_desk = nullptr;
};

/// A route as its line declares it, by `question` or in a way of the line's own: what the reference
/// says of it and what answers it, in one value.
template <class World = NoWorld>
struct Route {
  api::QueryRoute described;
  http::Method method = http::Method::get;
  Access access;
  bool waits_for_engine = false;
  /// Makes the handler for a router.
  http::Handler (*handler)(const Route&, const Serving<World>&) = nullptr;

  ReadingDesk& desk_of(const Serving<World>& serving) const {
    ReadingDesk* const desk = waits_for_engine ? serving.waiting_desk : serving.desk;
    ASSERT(desk != nullptr);
    return *desk;
  }
};

template <class World>
void add_routes(http::Router& router, std::span<const Route<World>> routes,
                const Serving<World>& serving) {
  for (const Route<World>& route : routes) {
    router.add(route.method, route.described.path, route.handler(route, serving));
  }
}

/// The same routes, as the reference describes them.
template <class World>
std::vector<api::QueryRoute> described(std::span<const Route<World>> routes) {
  std::vector<api::QueryRoute> all;
  for (const Route<World>& route : routes) all.push_back(route.described);
  return all;
}

}  // namespace tributary::vertical
