#pragma once

#include <string>

#include "money/text.hpp"
#include "protocol/codec.hpp"
#include "protocol/event.hpp"
#include "tests/scenarios/words.hpp"

/// Values of events in the words of a scenario, found through the events' own descriptions.
namespace tributary::scenarios {

/// `bid_amount_min` as it is said: `bid amount min`.
inline std::string spoken(std::string_view name) {
  std::string words(name);
  for (char& c : words) c = c == '_' ? ' ' : c;
  return words;
}

/// Whether a value is told in one word, not member by member.
template <class T>
concept OneWord = std::is_enum_v<T> || std::is_integral_v<T> || std::is_same_v<T, std::string> ||
                  protocol::detail::is_optional<T> || protocol::detail::is_vector<T> ||
                  protocol::detail::SingleValue<T>;

template <OneWord T>
std::string told(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "yes" : "no";
  } else if constexpr (std::is_enum_v<T>) {
    std::string name;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto entry) {
      if (entry.value == value) name = entry.name;
    });
    return name;
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (requires { money::to_string(value); }) {
    return money::to_string(value);
  } else if constexpr (protocol::detail::is_optional<T>) {
    if constexpr (OneWord<typename T::value_type>) {
      return value ? told(*value) : "none";
    } else {
      return value ? "some" : "none";
    }
  } else if constexpr (protocol::detail::is_vector<T>) {
    return std::to_string(value.size()) + "-lines";
  } else {
    return std::to_string(protocol::detail::only_member(const_cast<T&>(value)));
  }
}

/// The value of the member that the next words name: `amount`, `paid after interest`. Nothing if
/// there is no such member.
template <class T>
std::optional<std::string> take_member(Words& words, const T& value) {
  // `loan repaid` is not `loan`: the longest name that fits is meant.
  std::string name;
  boost::mp11::mp_for_each<protocol::detail::Members<T>>([&](auto member) {
    const std::string candidate = spoken(member.name);
    if (candidate.size() > name.size() && words.next_is(candidate)) name = candidate;
  });
  if (name.empty()) return std::nullopt;
  words.need(name);
  std::optional<std::string> found;
  boost::mp11::mp_for_each<protocol::detail::Members<T>>([&](auto member) {
    if (spoken(member.name) != name) return;
    if constexpr (requires { told(value.*member.pointer); }) {
      found = told(value.*member.pointer);
    } else {
      found = take_member(words, value.*member.pointer);
    }
  });
  return found;
}

}  // namespace tributary::scenarios
