#pragma once

#include <span>
#include <vector>

#include "vertical/vertical.hpp"

namespace tributary::app {

/// The business lines of this program: a new one is one line here.
std::span<const vertical::Vertical> verticals();

/// A new one of each that follows the journal.
follow::Followers make_followers();
/// What the reference says of all of them.
std::vector<api::QueryRoute> query_routes();
/// The orders of all of them, what is asked about rows, and the tables of those.
std::vector<rows::OrderRoute> order_routes();
std::vector<vertical::Route<>> list_routes();
std::vector<rows::Schema> schemas();
/// Those, and the tables that rows have besides.
std::vector<rows::Schema> every_schema();
std::vector<agents::Agent> make_agents();

}  // namespace tributary::app
