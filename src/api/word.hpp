#pragma once

#include <boost/core/type_name.hpp>
#include <string>
#include <string_view>

namespace tributary::api {

/// "BidPlaced" → "bid_placed". Needs: an ASCII name.
inline std::string snake_case(std::string_view camel_case) {
  std::string word;
  for (const char c : camel_case) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !word.empty()) word.push_back('_');
    word.push_back(upper ? static_cast<char>(c | 0x20) : c);
  }
  return word;
}

/// The name of a struct without its namespace: "BidPlaced".
template <class T>
const std::string& struct_name() {
  static const std::string name = [] {
    const std::string whole = boost::core::type_name<T>();
    const std::size_t colon = whole.rfind(':');
    return colon == whole.npos ? whole : whole.substr(colon + 1);
  }();
  return name;
}

/// What a program calls a command or an event: "bid_placed".
template <class T>
const std::string& word_of() {
  static const std::string word = snake_case(struct_name<T>());
  return word;
}

}  // namespace tributary::api
