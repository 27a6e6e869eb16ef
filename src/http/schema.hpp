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
/// know. Structs and enums become components, referred to by their unqualified names; a struct of
/// which a request may not say all that an answer may has a second one, "…Request". Each property
/// of a struct says in `x-member` which member it is, "PageQuery.cursor", by the struct that
/// declares it: notes on it are found by that.
class SchemaComponents {
 public:
  /// The schema of a T in an answer as one JSON text: a reference for a struct or an enum.
  template <class T>
  std::string schema() {
    return schema_in<T, false>();
  }

  /// The schema of a T in a request, which says exactly what read_json takes.
  template <class T>
  std::string request_schema() {
    return schema_in<T, true>();
  }

  /// The schema of what must stand in the body when the members called `given` come from the path.
  template <DescribedStruct T>
  std::string body_schema(std::span<const std::string_view> given);

  /// Name and schema of every component met so far, for `components.schemas`.
  const std::map<std::string, std::string>& components() const { return components_; }

  /// All components as one JSON object.
  std::string to_json() const;

 private:
  template <class T, bool in_request>
  std::string schema_in();
  template <class T, bool in_request>
  std::string define();
  template <DescribedStruct T, class Member, bool in_request>
  std::string member_schema();
  template <DescribedStruct T, bool in_request>
  std::string object_schema(std::span<const std::string_view> given);

  static std::string integer_schema(IntegerBounds bounds);
  static std::string member_name(std::string_view struct_type, std::string_view member);

  /// The component of a C++ type; whether it is new. Two types of one name are a bug: asserted.
  std::pair<std::string, bool> component(std::string type_name, bool for_requests);

  /// What a component stands for.
  struct Origin {
    std::string type;  ///< in C++
    bool for_requests = false;
    friend bool operator==(const Origin&, const Origin&) = default;
  };

  std::map<std::string, std::string> components_;
  std::map<std::string, Origin> origins_;  ///< by component
};

/// The struct that declares a member.
template <class Value, class Struct>
Struct struct_of(Value Struct::*);

/// Whether a request may not say all that an answer may. `Within` are the structs around a T.
template <class T, class... Within>
constexpr bool differs_in_requests() {
  if constexpr ((std::same_as<T, Within> || ...)) {
    return false;
  } else if constexpr (is_optional<T> || is_vector<T>) {
    return differs_in_requests<typename T::value_type, Within...>();
  } else if constexpr (DescribedStruct<T>) {
    bool differs = !member_bounds<T>.empty();
    for_each_member<T>([&](auto member) {
      differs |= differs_in_requests<MemberType<T, decltype(member)>, T, Within...>();
    });
    return differs;
  } else {
    return HasRequestSchema<T> || std::same_as<T, std::string>;
  }
}

template <class T, bool in_request>
std::string SchemaComponents::schema_in() {
  if constexpr (JsonString<T>) {
    return std::string(in_request ? request_schema_of<T>() : JsonText<T>::schema);
  } else if constexpr (DescribedEnum<T> || DescribedStruct<T>) {
    constexpr bool apart = in_request && differs_in_requests<T>();
    const auto [name, is_new] = component(boost::core::type_name<T>(), apart);
    if (is_new) components_[name] = define<T, in_request>();
    return R"({"$ref":"#/components/schemas/)" + name + "\"}";
  } else if constexpr (std::same_as<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (std::same_as<T, WrittenObject>) {
    return R"({"type":"object","additionalProperties":true})";
  } else if constexpr (JsonInteger<T> || is_integer_within<T>) {
    return integer_schema(integer_bounds<T>);
  } else if constexpr (is_optional<T>) {
    return schema_in<typename T::value_type, in_request>();
  } else if constexpr (is_vector<T>) {
    return R"({"type":"array","items":)" + schema_in<typename T::value_type, in_request>() + "}";
  } else {
    static_assert(std::convertible_to<const T&, std::string_view>, "not known to JSON");
    // Texts end at the character of number zero for many who read them, so requests have none.
    return in_request ? R"({"type":"string","pattern":"^[^\\u0000]*$"})" : R"({"type":"string"})";
  }
}

template <DescribedStruct T, class Member, bool in_request>
std::string SchemaComponents::member_schema() {
  constexpr auto narrower = bounds_in_requests<T, Member>();
  if constexpr (in_request && narrower.has_value()) {
    return integer_schema(*narrower);
  } else {
    return schema_in<MemberType<T, Member>, in_request>();
  }
}

template <DescribedStruct T>
std::string SchemaComponents::body_schema(std::span<const std::string_view> given) {
  return given.empty() ? request_schema<T>() : object_schema<T, true>(given);
}

template <class T, bool in_request>
std::string SchemaComponents::define() {
  if constexpr (DescribedEnum<T>) {
    std::string names;
    for_each_enumerator<T>([&](T, std::string_view name) {
      names += names.empty() ? "" : ",";
      write_json_string(names, name);
    });
    return R"({"type":"string","enum":[)" + names + "]}";
  } else {
    return object_schema<T, in_request>({});
  }
}

/// A default that a request could not say stands for nothing said: it is left out.
template <class T, bool in_request>
bool has_default(const T& value) {
  if constexpr (in_request && JsonString<T>) {
    std::string text;
    JsonText<T>::write(text, value);
    return JsonText<T>::read(text).has_value();
  } else {
    return true;
  }
}

template <DescribedStruct T, bool in_request>
std::string SchemaComponents::object_schema(std::span<const std::string_view> given) {
  std::string properties;
  std::string required;
  for_each_member<T>([&](auto member) {
    using Member = MemberType<T, decltype(member)>;
    const std::string_view name = decltype(member)::name;
    if (std::ranges::find(given, name) != given.end()) return;
    std::string property = member_schema<T, decltype(member), in_request>();
    if constexpr (!may_be_absent<T, decltype(member)>()) {
      required += required.empty() ? "" : ",";
      write_json_string(required, name);
    } else if constexpr (!is_optional<Member>) {
      const Member standard = T{}.*decltype(member)::pointer;
      if (has_default<Member, in_request>(standard)) {
        property.back() = ',';
        property += R"("default":)";
        write_json(property, standard);
        property += '}';
      }
    }
    using Struct = decltype(struct_of(decltype(member)::pointer));
    property.back() = ',';
    property += R"("x-member":)";
    write_json_string(property, member_name(boost::core::type_name<Struct>(), name));
    property += '}';
    properties += properties.empty() ? "" : ",";
    write_json_string(properties, name);
    properties.append(":").append(property);
  });
  return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
         R"(],"additionalProperties":false})";
}

}  // namespace tributary::http
