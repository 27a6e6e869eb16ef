#include "verticals/books/field_notes.hpp"

#include "api/test_field_notes.hpp"
#include "verticals/books/routes.hpp"

namespace tributary::books {
namespace {

TEST(FieldNotes, AreAboutFieldsThatThereAre) {
  api::expect_notes_of_fields(vertical::described(routes()), field_notes());
}

}  // namespace
}  // namespace tributary::books
