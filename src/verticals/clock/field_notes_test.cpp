#include "verticals/clock/field_notes.hpp"

#include "api/test_field_notes.hpp"
#include "verticals/clock/routes.hpp"

namespace tributary::clock {
namespace {

TEST(FieldNotes, AreAboutFieldsThatThereAre) {
  api::expect_notes_of_fields(vertical::described(routes()), field_notes());
}

}  // namespace
}  // namespace tributary::clock
