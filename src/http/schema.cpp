#include "http/schema.hpp"

#include "base/assert.hpp"

namespace tributary::http {

std::pair<std::string, bool> SchemaComponents::component(std::string type_name) {
  const std::size_t colon = type_name.rfind(':');
  std::string name = colon == std::string::npos ? type_name : type_name.substr(colon + 1);
  const auto [place, is_new] = types_.emplace(name, type_name);
  ASSERT(place->second == type_name);
  return {std::move(name), is_new};
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
