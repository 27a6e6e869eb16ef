#include "verticals/books/field_notes.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "api/openapi.hpp"
#include "verticals/books/routes.hpp"

namespace tributary::books {
namespace {

/// The schema of a struct in the document: of answers, else of requests.
const boost::json::value* schema_of(const boost::json::object& schemas, std::string_view name) {
  const auto* const found = schemas.if_contains(name);
  return found != nullptr ? found : schemas.if_contains(std::string(name) + "Request");
}

TEST(FieldNotes, AreAboutFieldsThatThereAre) {
  const auto document = boost::json::parse(api::openapi(query_routes()));
  const auto& schemas = document.at("components").at("schemas").as_object();
  for (const api::FieldNote& note : field_notes()) {
    const std::size_t point = note.field.find('.');
    ASSERT_NE(point, note.field.npos) << note.field;
    const auto* const schema = schema_of(schemas, note.field.substr(0, point));
    ASSERT_NE(schema, nullptr) << note.field;
    const auto& properties = schema->at("properties").as_object();
    const auto* const property = properties.if_contains(note.field.substr(point + 1));
    ASSERT_NE(property, nullptr) << note.field;
    EXPECT_EQ(property->at("description").as_string(), note.meaning) << note.field;
  }
}

}  // namespace
}  // namespace tributary::books
