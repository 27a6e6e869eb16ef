#pragma once

#include <boost/core/type_name.hpp>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "http/json_text.hpp"
#include "http/json_write.hpp"

namespace tributary::http {

/// JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) of the types that read_json and write_json
/// know. Structs and enums become components, referred to by their unqualified names.
class SchemaComponents {
 public:
  /// The schema of T as one JSON text: a reference for a struct or an enum.
  template <class T>
  std::string schema();

  /// The schema of what must stand in the body when the members called `given` come from the path.
  template <DescribedStruct T>
  std::string body_schema(std::span<const std::string_view> given);

  /// Name and schema of every component met so far, for `components.schemas`.
  const std::map<std::string, std::string>& components() const { return components_; }

  /// All components as one JSON object.
  std::string to_json() const;

 private:
  template <class T>
  std::string define();
  template <DescribedStruct T>
  std::string object_schema(std::span<const std::string_view> given);

  /// The component of a C++ type; whether it is new. Two types of one name are a bug: asserted.
  std::pair<std::string, bool> component(std::string type_name);

  std::map<std::string, std::string> components_;
  std::map<std::string, std::string> types_;  ///< component name → C++ type
};

template <class T>
std::string SchemaComponents::schema() {
  if constexpr (JsonString<T>) {
    return std::string(JsonText<T>::schema);
  } else if constexpr (DescribedEnum<T> || DescribedStruct<T>) {
    const auto [name, is_new] = component(boost::core::type_name<T>());
    if (is_new) components_[name] = define<T>();
    return R"({"$ref":"#/components/schemas/)" + name + "\"}";
  } else if constexpr (std::same_as<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (JsonInteger<T>) {
    return R"({"type":"integer","minimum":)" + std::to_string(integer_min<T>) + R"(,"maximum":)" +
           std::to_string(integer_max<T>) + "}";
  } else if constexpr (is_optional<T>) {
    return schema<typename T::value_type>();
  } else if constexpr (is_vector<T>) {
    return R"({"type":"array","items":)" + schema<typename T::value_type>() + "}";
  } else {
    static_assert(std::convertible_to<const T&, std::string_view>, "not known to JSON");
    return R"({"type":"string"})";
  }
}

template <DescribedStruct T>
std::string SchemaComponents::body_schema(std::span<const std::string_view> given) {
  return given.empty() ? schema<T>() : object_schema<T>(given);
}

template <class T>
std::string SchemaComponents::define() {
  if constexpr (DescribedEnum<T>) {
    std::string names;
    for_each_enumerator<T>([&](T, std::string_view name) {
      names += names.empty() ? "" : ",";
      write_json_string(names, name);
    });
    return R"({"type":"string","enum":[)" + names + "]}";
  } else {
    return object_schema<T>({});
  }
}

template <DescribedStruct T>
std::string SchemaComponents::object_schema(std::span<const std::string_view> given) {
  std::string properties;
  std::string required;
  for_each_member<T>([&](auto member) {
    using Member = MemberType<T, decltype(member)>;
    const std::string_view name = decltype(member)::name;
    if (std::ranges::find(given, name) != given.end()) return;
    std::string property = schema<Member>();
    if constexpr (!may_be_absent<T, decltype(member)>()) {
      required += required.empty() ? "" : ",";
      write_json_string(required, name);
    } else if constexpr (!is_optional<Member>) {
      property.back() = ',';
      property += R"("default":)";
      write_json(property, T{}.*decltype(member)::pointer);
      property += '}';
    }
    properties += properties.empty() ? "" : ",";
    write_json_string(properties, name);
    properties.append(":").append(property);
  });
  return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
         R"(],"additionalProperties":false})";
}

}  // namespace tributary::http
