#pragma once

#include <boost/locale/utf.hpp>
#include <cstddef>
#include <string_view>

namespace tributary::http {

/// Calls `f(character)` for each Unicode character of `text`, until it returns false. False when
/// `f` did so or `text` is not well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
template <class F>
bool for_each_character(std::string_view text, F&& f) {
  namespace utf = boost::locale::utf;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const utf::code_point character = utf::utf_traits<char>::decode(at, end);
    if (character == utf::illegal || character == utf::incomplete) return false;
    if (!f(static_cast<char32_t>(character))) return false;
  }
  return true;
}

/// Whether `text` is well-formed UTF-8 without U+0000, which databases refuse in text.
inline bool is_text(std::string_view text) {
  return for_each_character(text, [](char32_t character) { return character != 0; });
}

}  // namespace tributary::http
