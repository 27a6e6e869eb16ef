#pragma once

#include <charconv>
#include <limits>
#include <string>

#include "http/bind_error.hpp"
#include "http/json_text.hpp"

namespace tributary::http {

/// Whether `text` is an integer as JSON spells it: without leading zeros.
constexpr bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

template <JsonInteger T>
bool text_to_integer(std::string_view text, IntegerBounds bounds, T& value) {
  if (!is_integer(text)) return false;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < bounds.least || number > bounds.most) return false;
  value = static_cast<T>(number);
  return true;
}

/// Reads a plain text, as it stands in a path or a query, into a scalar. False when it is none.
template <class T>
bool text_to_value(std::string_view text, T& value) {
  if constexpr (JsonString<T>) {
    auto read = JsonText<T>::read(text);
    const bool is_one = read.has_value();
    if (is_one) value = *std::move(read);
    return is_one;
  } else if constexpr (is_optional<T>) {
    return text_to_value(text, value.emplace());
  } else if constexpr (std::same_as<T, std::string>) {
    value.assign(text);
    return true;
  } else if constexpr (std::same_as<T, bool>) {
    value = text == "true";
    return value || text == "false";
  } else if constexpr (DescribedEnum<T>) {
    bool found = false;
    for_each_enumerator<T>([&](T known, std::string_view name) {
      if (text != name) return;
      value = known;
      found = true;
    });
    return found;
  } else if constexpr (JsonInteger<T>) {
    return text_to_integer(text, integer_bounds<T>, value);
  } else if constexpr (is_integer_within<T>) {
    return text_to_integer(text, integer_bounds<T>, value.value);
  } else {
    return false;  // a list or a struct has no plain text
  }
}

/// Why a text that `text_to_value` refused is no T.
template <class T>
BindReason text_reason(std::string_view text) {
  if constexpr (is_optional<T>) {
    return text_reason<typename T::value_type>(text);
  } else if constexpr (DescribedEnum<T>) {
    return BindReason::unknown_value;
  } else if constexpr (JsonInteger<T> || is_integer_within<T>) {
    return is_integer(text) ? BindReason::out_of_range : BindReason::not_an_integer;
  } else if constexpr (std::same_as<T, bool>) {
    return BindReason::not_a_boolean;
  } else {
    return BindReason::wrong_format;
  }
}

/// What would have done, for people.
template <class T>
std::string expected_text() {
  if constexpr (is_optional<T>) {
    return expected_text<typename T::value_type>();
  } else if constexpr (JsonString<T>) {
    return std::string(request_schema_of<T>());
  } else if constexpr (DescribedEnum<T>) {
    std::string names;
    for_each_enumerator<T>([&](T, std::string_view name) {
      if (!names.empty()) names += ", ";
      names += name;
    });
    return names;
  } else if constexpr (JsonInteger<T> || is_integer_within<T>) {
    const auto [least, most] = integer_bounds<T>;
    return std::to_string(least) + ".." + std::to_string(most);
  } else {
    return {};
  }
}

}  // namespace tributary::http
