#include "app/verticals.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "rows/move.hpp"
#include "verticals/audit/vertical.hpp"
#include "verticals/books/vertical.hpp"
#include "verticals/clock/vertical.hpp"
#include "verticals/proposals/vertical.hpp"
#include "verticals/tokens/vertical.hpp"

namespace tributary::app {

std::span<const vertical::Vertical> verticals() {
  static const std::array all{
      books::make_vertical(),  clock::make_vertical(), proposals::make_vertical(),
      tokens::make_vertical(), audit::make_vertical(),
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
  for (const rows::OrderRoute& order : order_routes()) routes.push_back(order.described);
  for (const vertical::Route<>& list : list_routes()) routes.push_back(list.described);
  return routes;
}

std::vector<rows::OrderRoute> order_routes() {
  std::vector<rows::OrderRoute> routes;
  for (const vertical::Vertical& line : verticals()) {
    if (line.orders != nullptr) std::ranges::move(line.orders(), std::back_inserter(routes));
  }
  return routes;
}

std::vector<vertical::Route<>> list_routes() {
  std::vector<vertical::Route<>> routes;
  for (const vertical::Vertical& line : verticals()) {
    if (line.lists != nullptr) std::ranges::copy(line.lists(), std::back_inserter(routes));
  }
  return routes;
}

std::vector<rows::Schema> schemas() {
  std::vector<rows::Schema> all{agents::schema()};
  for (const vertical::Vertical& line : verticals()) {
    if (line.schema != nullptr) all.push_back(line.schema());
  }
  return all;
}

std::vector<rows::Schema> every_schema() {
  std::vector<rows::Schema> all = schemas();
  all.insert(all.begin(), rows::own_schema());
  return all;
}

std::vector<agents::Agent> make_agents() {
  std::vector<agents::Agent> all;
  for (const vertical::Vertical& line : verticals()) {
    if (line.agents != nullptr) std::ranges::move(line.agents(), std::back_inserter(all));
  }
  return all;
}

}  // namespace tributary::app
