#pragma once

#include <cstdint>
#include <span>

#include "http/bind_error.hpp"
#include "http/json_text.hpp"
#include "http/text_value.hpp"

/// What the reader has to know of a type, as a table that is made at compile time: so that the code
/// that takes JSON apart is compiled once, and not for each struct.
namespace tributary::http {

enum class JsonKind : std::uint8_t { object, array, string, integer, boolean };

struct JsonType;

/// A value of some type, to be read.
struct JsonPlace {
  void* value = nullptr;
  const JsonType* type = nullptr;
};

struct JsonType {
  JsonKind kind = JsonKind::object;
  /// Of a scalar: reads its text; says why not otherwise.
  bool (*read)(void* value, std::string_view text, BindError& error) = nullptr;
  /// Of an array: makes one more element.
  JsonPlace (*append)(void* array) = nullptr;
  /// Of an object: finds a member and its index, which is the number of members when there is none.
  JsonPlace (*find)(void* object, std::string_view name, std::size_t& index) = nullptr;
  std::span<const std::string_view> members{};
  std::uint64_t required = 0;  ///< bit i: members[i] may not be absent
};

/// Where a T is read to. An optional stands for its value: null is no value of any type.
template <class T>
JsonPlace place_of(T& value);

namespace json_type_detail {

template <class T>
constexpr JsonKind kind_of() {
  if constexpr (std::same_as<T, bool>) return JsonKind::boolean;
  if constexpr (JsonInteger<T> || is_integer_within<T>) return JsonKind::integer;
  if constexpr (is_vector<T>) return JsonKind::array;
  if constexpr (DescribedStruct<T>) return JsonKind::object;
  return JsonKind::string;
}

template <class T>
bool read_scalar(void* value, std::string_view text, BindError& error) {
  if (text_to_value(text, *static_cast<T*>(value))) return true;
  error.reason = text_reason<T>(text);
  error.expected = expected_text<T>();
  return false;
}

/// An integer that is held to narrower bounds than its type's.
template <class T, std::int64_t least, std::int64_t most>
bool read_bounded(void* value, std::string_view text, BindError& error) {
  if (text_to_integer(text, {least, most}, *static_cast<T*>(value))) return true;
  error.reason = text_reason<T>(text);
  error.expected = expected_text<IntegerWithin<least, most>>();
  return false;
}

template <class T, std::int64_t least, std::int64_t most>
inline constexpr JsonType bounded_type{.kind = JsonKind::integer,
                                       .read = &read_bounded<T, least, most>};

template <class T>
JsonPlace append_element(void* array) {
  return place_of(static_cast<T*>(array)->emplace_back());
}

template <class T, class Member>
JsonPlace place_of_member(T& object) {
  auto& member = object.*Member::pointer;
  constexpr auto bounds = bounds_in_requests<T, Member>();
  if constexpr (bounds.has_value()) {
    using Integer = MemberType<T, Member>;
    static_assert(JsonInteger<Integer>);
    return {&member, &bounded_type<Integer, bounds->least, bounds->most>};
  } else {
    return place_of(member);
  }
}

template <class T>
JsonPlace find_member(void* object, std::string_view name, std::size_t& index) {
  JsonPlace place;
  index = 0;
  for_each_member<T>([&](auto member) {
    if (place.type != nullptr) return;
    if (name == decltype(member)::name) {
      place = place_of_member<T, decltype(member)>(*static_cast<T*>(object));
    } else {
      ++index;
    }
  });
  return place;
}

template <DescribedStruct T>
inline constexpr auto member_names = [] {
  std::array<std::string_view, member_count<T>> names;
  std::size_t count = 0;
  for_each_member<T>([&](auto member) { names[count++] = decltype(member)::name; });
  return names;
}();

template <DescribedStruct T>
constexpr std::uint64_t required_members() {
  std::uint64_t bits = 0;
  std::uint64_t bit = 1;
  for_each_member<T>([&](auto member) {
    if (!may_be_absent<T, decltype(member)>()) bits |= bit;
    bit <<= 1;
  });
  return bits;
}

/// Declared before it is made, because a struct may hold a list of its own kind.
template <class T>
struct Table {
  static const JsonType type;
};

template <class T>
constexpr JsonType make_type() {
  JsonType type{.kind = kind_of<T>()};
  if constexpr (kind_of<T>() == JsonKind::object) {
    static_assert(member_count<T> <= 64);
    type.find = &find_member<T>;
    type.members = member_names<T>;
    type.required = required_members<T>();
  } else if constexpr (kind_of<T>() == JsonKind::array) {
    type.append = &append_element<T>;
  } else {
    static_assert(JsonScalar<T>, "neither described nor known to JSON");
    type.read = &read_scalar<T>;
  }
  return type;
}

template <class T>
constexpr JsonType Table<T>::type = make_type<T>();

}  // namespace json_type_detail

template <class T>
JsonPlace place_of(T& value) {
  if constexpr (is_optional<T>) {
    return place_of(value.emplace());
  } else {
    return {&value, &json_type_detail::Table<T>::type};
  }
}

}  // namespace tributary::http
