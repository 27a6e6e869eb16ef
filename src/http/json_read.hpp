#pragma once

#include <bitset>
#include <expected>
#include <span>

#include "http/json_reader.hpp"
#include "http/json_text.hpp"
#include "http/message.hpp"
#include "http/text_value.hpp"

namespace tributary::http {

/// Reads a T from JSON, strictly: unknown, repeated and missing members are refused by name.
/// Needs: T as for write_json. Errors: the first thing wrong, with its path.
template <class T>
std::expected<T, BindError> read_json(std::string_view text, const JsonLimits& limits = {});

/// Likewise, with members that come from the path: `given` names that T has are read as text and
/// refused in the body; names it does not have are left alone. An empty body stands for `{}`.
template <DescribedStruct T>
std::expected<T, BindError> read_json(std::string_view text, std::span<const PathParameter> given,
                                      const JsonLimits& limits = {});

namespace json_read_detail {

template <DescribedStruct T>
using Seen = std::bitset<member_count<T>>;

template <class T>
bool read_value(JsonReader& in, T& value);

template <class T>
bool read_text(JsonReader& in, std::string_view text, T& value) {
  if (text_to_value(text, value)) return true;
  return in.fail(text_reason<T>(text), expected_text<T>());
}

template <class T>
bool read_array(JsonReader& in, std::vector<T>& value) {
  value.clear();
  if (!in.enter('[', BindReason::not_an_array)) return false;
  while (in.more(']')) {
    if (value.size() == in.limits().elements) {
      return in.fail(BindReason::too_many_elements, "at most " + std::to_string(value.size()));
    }
    T element{};
    if (!read_value(in, element)) {
      in.within(value.size());
      return false;
    }
    value.push_back(std::move(element));
  }
  return in.ok();
}

/// Reads the value of the member `name`, which is already behind the reader.
template <DescribedStruct T>
bool read_member(JsonReader& in, std::string_view name, T& value, Seen<T>& seen,
                 const Seen<T>& given) {
  bool good = false;
  const bool found = with_member(value, name, [&](std::size_t index, auto& member) {
    if (given[index]) {
      in.fail(BindReason::given_in_path);
    } else if (seen[index]) {
      in.fail(BindReason::duplicate_member);
    } else {
      seen.set(index);
      good = read_value(in, member);
    }
  });
  if (!found) in.fail(BindReason::unknown_member);
  if (!good) in.within(name);
  return good;
}

template <DescribedStruct T>
bool require_members(JsonReader& in, const Seen<T>& seen) {
  bool complete = true;
  std::size_t index = 0;
  for_each_member<T>([&](auto member) {
    const bool absent = !seen[index++] && !may_be_absent<T, decltype(member)>();
    if (!absent || !complete) return;
    complete = in.fail(BindReason::missing_member);
    in.within(std::string_view(decltype(member)::name));
  });
  return complete;
}

template <DescribedStruct T>
bool read_struct(JsonReader& in, T& value, const Seen<T>& given) {
  Seen<T> seen;
  if (!in.enter('{', BindReason::not_an_object)) return false;
  while (in.more('}')) {
    std::string_view name;
    if (!in.key(name) || !read_member(in, name, value, seen, given)) return false;
  }
  return in.ok() && require_members<T>(in, seen | given);
}

template <class T>
bool read_value(JsonReader& in, T& value) {
  if constexpr (JsonString<T> || DescribedEnum<T>) {
    std::string_view text;
    return in.string(text) && read_text(in, text, value);
  } else if constexpr (std::same_as<T, std::string>) {
    std::string_view text;
    if (!in.string(text)) return false;
    value.assign(text);
    return true;
  } else if constexpr (std::same_as<T, bool>) {
    return in.boolean(value);
  } else if constexpr (JsonInteger<T>) {
    std::string_view digits;
    return in.integer(digits) && read_text(in, digits, value);
  } else if constexpr (is_optional<T>) {
    if (in.take_null()) return true;
    return read_value(in, value.emplace());
  } else if constexpr (is_vector<T>) {
    return read_array(in, value);
  } else {
    static_assert(DescribedStruct<T>, "neither described nor known to JSON");
    return read_struct<T>(in, value, {});
  }
}

template <DescribedStruct T>
bool take_given(JsonReader& in, std::span<const PathParameter> pairs, T& value, Seen<T>& given) {
  for (const auto& [name, text] : pairs) {
    bool good = true;
    with_member(value, name, [&](std::size_t index, auto& member) {
      given.set(index);
      good = read_text(in, text, member);
    });
    if (!good) {
      in.within(name);
      return false;
    }
  }
  return true;
}

}  // namespace json_read_detail

template <class T>
std::expected<T, BindError> read_json(std::string_view text, const JsonLimits& limits) {
  T value{};
  JsonReader in(text, limits);
  if (json_read_detail::read_value(in, value) && in.end()) return value;
  return std::unexpected(std::move(in.error()));
}

template <DescribedStruct T>
std::expected<T, BindError> read_json(std::string_view text, std::span<const PathParameter> given,
                                      const JsonLimits& limits) {
  using namespace json_read_detail;
  T value{};
  Seen<T> from_path;
  JsonReader in(text.empty() ? "{}" : text, limits);
  if (take_given(in, given, value, from_path) && read_struct(in, value, from_path) && in.end()) {
    return value;
  }
  return std::unexpected(std::move(in.error()));
}

}  // namespace tributary::http
