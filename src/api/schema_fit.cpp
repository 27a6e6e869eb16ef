#include "api/schema_fit.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <regex>
#include <string>

#include "api/schema_example.hpp"
#include "api/time_text.hpp"
#include "money/text.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

bool matches(std::string_view pattern, std::string_view text) {
  try {
    const std::regex regex(pattern.begin(), pattern.end());
    return std::regex_search(text.begin(), text.end(), regex);
  } catch (const std::regex_error&) {
    return true;  // JSON Schema knows patterns that the standard library does not
  }
}

bool is_of_format(std::string_view format, std::string_view text) {
  if (format == "date") return money::parse_date(text).has_value();
  if (format == "date-time") return parse_time(text).has_value();
  return true;
}

bool is_text_of(const json::object& schema, std::string_view text) {
  if (const auto* const choices = schema.if_contains("enum")) {
    return std::ranges::find(choices->as_array(), json::value(text)) != choices->as_array().end();
  }
  const auto* const pattern = schema.if_contains("pattern");
  if (pattern != nullptr && !matches(pattern->as_string(), text)) return false;
  const auto* const format = schema.if_contains("format");
  return format == nullptr || is_of_format(format->as_string(), text);
}

bool is_number_of(const json::object& schema, const json::value& number) {
  if (!number.is_int64() && !number.is_uint64()) return false;
  const auto bound = [&](std::string_view name, double otherwise) {
    const auto* const found = schema.if_contains(name);
    return found != nullptr ? found->to_number<double>() : otherwise;
  };
  const double value = number.to_number<double>();
  return bound("minimum", value) <= value && value <= bound("maximum", value);
}

}  // namespace

bool fits(const json::object& schema, const http::SchemaComponents& components,
          std::string_view text) {
  if (const auto* const reference = schema.if_contains("$ref")) {
    const auto component = components.components().find(referred_name(reference->as_string()));
    return component != components.components().end() &&
           fits(json::parse(component->second).as_object(), components, text);
  }
  const auto* const type = schema.if_contains("type");
  const std::string_view name = type != nullptr ? std::string_view(type->as_string()) : "string";
  if (name == "string") return is_text_of(schema, text);
  json::error_code failed;
  const json::value value = json::parse(text, failed);
  if (failed) return false;
  if (name == "integer") return is_number_of(schema, value);
  if (name == "boolean") return value.is_bool();
  return name == "array" && value.is_array();
}

}  // namespace tributary::api
