#include "verticals/tokens/field_notes.hpp"

#include "api/test_field_notes.hpp"
#include "verticals/tokens/vertical.hpp"

namespace tributary::tokens {
namespace {

TEST(FieldNotes, EachIsOfAFieldAndStandsInTheReference) {
  std::vector<api::QueryRoute> routes;
  for (const rows::OrderRoute& order : make_vertical().orders()) routes.push_back(order.described);
  for (const auto& list : make_vertical().lists()) routes.push_back(list.described);
  api::expect_notes_of_fields(routes, field_notes());
}

}  // namespace
}  // namespace tributary::tokens
