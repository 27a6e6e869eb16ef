#pragma once

#include <charconv>
#include <limits>

#include "base/assert.hpp"
#include "http/json_text.hpp"

namespace tributary::http {

/// Appends `text` as a JSON string with its quotes. Needs: UTF-8.
void write_json_string(std::string& out, std::string_view text);

/// Appends what stands between the quotes.
void write_json_characters(std::string& out, std::string_view text);

/// Appends `value` as JSON. Empty optionals among the members of a struct are left out.
/// Needs: a type made of described structs and enums, JsonText types, integers, bool, strings,
/// optionals and vectors.
template <class T>
void write_json(std::string& out, const T& value);

/// Appends `,"name":value` for each member of `value`, to be put behind members of one's own.
template <DescribedStruct T>
void write_json_members(std::string& out, const T& value);

namespace json_write_detail {

/// `,"name":` made at compile time.
template <class Member>
inline constexpr auto key_text = [] {
  constexpr std::string_view name = Member::name;
  std::array<char, name.size() + 4> text{};
  text[0] = ',';
  text[1] = '"';
  std::ranges::copy(name, text.begin() + 2);
  text[name.size() + 2] = '"';
  text[name.size() + 3] = ':';
  return text;
}();

template <JsonInteger T>
void write_integer(std::string& out, T value) {
  std::array<char, std::numeric_limits<T>::digits10 + 3> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

template <DescribedEnum E>
void write_enum(std::string& out, E value) {
  std::string_view found;
  for_each_enumerator<E>([&](E known, std::string_view name) {
    if (known == value) found = name;
  });
  ASSERT(!found.empty());
  out.push_back('"');
  out.append(found);
  out.push_back('"');
}

/// Writes what `members` appends as ",x,y" between brackets: the first comma becomes the opening.
template <class F>
void write_between(std::string& out, char open, char close, F&& members) {
  const std::size_t begin = out.size();
  members();
  if (out.size() == begin) {
    out.push_back(open);
  } else {
    out[begin] = open;
  }
  out.push_back(close);
}

}  // namespace json_write_detail

template <DescribedStruct T>
void write_json_members(std::string& out, const T& value) {
  for_each_member<T>([&](auto member) {
    constexpr auto& key = json_write_detail::key_text<decltype(member)>;
    const auto& part = value.*decltype(member)::pointer;
    if constexpr (is_optional<std::remove_cvref_t<decltype(part)>>) {
      if (!part) return;
    }
    out.append(key.data(), key.size());
    write_json(out, part);
  });
}

template <class T>
void write_json(std::string& out, const T& value) {
  using namespace json_write_detail;
  if constexpr (JsonString<T>) {
    out.push_back('"');
    JsonText<T>::write(out, value);
    out.push_back('"');
  } else if constexpr (std::same_as<T, bool>) {
    out.append(value ? "true" : "false");
  } else if constexpr (JsonInteger<T>) {
    write_integer(out, value);
  } else if constexpr (is_integer_within<T>) {
    write_integer(out, value.value);
  } else if constexpr (DescribedEnum<T>) {
    write_enum(out, value);
  } else if constexpr (std::same_as<T, WrittenObject>) {
    out.append(value.text);
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    write_json_string(out, value);
  } else if constexpr (is_optional<T>) {
    if (value) {
      write_json(out, *value);
    } else {
      out.append("null");
    }
  } else if constexpr (is_vector<T>) {
    write_between(out, '[', ']', [&] {
      for (const auto& element : value) {
        out.push_back(',');
        write_json(out, element);
      }
    });
  } else {
    static_assert(DescribedStruct<T>, "neither described nor known to JSON");
    write_between(out, '{', '}', [&] { write_json_members(out, value); });
  }
}

}  // namespace tributary::http
