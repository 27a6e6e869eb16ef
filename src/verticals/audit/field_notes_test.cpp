#include "verticals/audit/field_notes.hpp"

#include "api/test_field_notes.hpp"
#include "verticals/audit/vertical.hpp"

namespace tributary::audit {
namespace {

TEST(FieldNotes, EachIsOfAFieldAndStandsInTheReference) {
  std::vector<api::QueryRoute> routes;
  for (const auto& list : make_vertical().lists()) routes.push_back(list.described);
  api::expect_notes_of_fields(routes, field_notes());
}

}  // namespace
}  // namespace tributary::audit
