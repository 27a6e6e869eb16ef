#include "app/verticals.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "verticals/books/vertical.hpp"
#include "verticals/clock/vertical.hpp"

namespace tributary::app {

std::span<const vertical::Vertical> verticals() {
  static const std::array all{
      books::make_vertical(),
      clock::make_vertical(),
  };
  return all;
}

follow::Followers make_followers() {
  follow::Followers followers;
  for (const vertical::Vertical& line : verticals()) {
    if (line.make_follower != nullptr) followers.push_back(line.make_follower());
  }
  return followers;
}

std::vector<api::QueryRoute> query_routes() {
  std::vector<api::QueryRoute> routes;
  for (const vertical::Vertical& line : verticals()) {
    if (line.routes != nullptr) std::ranges::move(line.routes(), std::back_inserter(routes));
  }
  return routes;
}

}  // namespace tributary::app
