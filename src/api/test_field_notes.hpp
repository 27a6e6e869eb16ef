#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <string>
#include <vector>

#include "api/openapi.hpp"

namespace tributary::api {

/// That each note of a vertical is about a field of its part of the document, "Struct.field", and
/// stands there.
inline void expect_notes_of_fields(const std::vector<QueryRoute>& routes,
                                   std::span<const FieldNote> notes) {
  const auto document = boost::json::parse(openapi(routes));
  const auto& schemas = document.at("components").at("schemas").as_object();
  for (const FieldNote& note : notes) {
    const std::size_t point = note.field.find('.');
    ASSERT_NE(point, note.field.npos) << note.field;
    // Of answers, else of requests.
    const std::string name(note.field.substr(0, point));
    const auto* schema = schemas.if_contains(name);
    if (schema == nullptr) schema = schemas.if_contains(name + "Request");
    ASSERT_NE(schema, nullptr) << note.field;
    const auto& properties = schema->at("properties").as_object();
    const auto* const property = properties.if_contains(note.field.substr(point + 1));
    ASSERT_NE(property, nullptr) << note.field;
    EXPECT_EQ(property->at("description").as_string(), note.meaning) << note.field;
  }
}

}  // namespace tributary::api
