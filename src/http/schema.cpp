#include "http/schema.hpp"

#include "base/assert.hpp"

namespace tributary::http {

namespace {

std::string_view unqualified(std::string_view type_name) {
  return type_name.substr(type_name.rfind(':') + 1);  // all of it without a colon
}

}  // namespace

std::pair<std::string, bool> SchemaComponents::component(std::string type_name, bool for_requests) {
  std::string name(unqualified(type_name));
  if (for_requests && !name.ends_with("Request")) name += "Request";
  const Origin origin{std::move(type_name), for_requests};
  const auto [place, is_new] = origins_.emplace(name, origin);
  ASSERT(place->second == origin);
  return {std::move(name), is_new};
}

std::string SchemaComponents::integer_schema(IntegerBounds bounds) {
  return R"({"type":"integer","minimum":)" + std::to_string(bounds.least) + R"(,"maximum":)" +
         std::to_string(bounds.most) + "}";
}

std::string SchemaComponents::member_name(std::string_view struct_type, std::string_view member) {
  return std::string(unqualified(struct_type)).append(".").append(member);
}

std::string SchemaComponents::to_json() const {
  std::string json = "{";
  for (const auto& [name, schema] : components_) {
    if (json.size() > 1) json += ',';
    write_json_string(json, name);
    json.append(":").append(schema);
  }
  return json += '}';
}

}  // namespace tributary::http
