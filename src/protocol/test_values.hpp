#pragma once

#include <array>
#include <string>

#include "base/test_dice.hpp"
#include "protocol/codec.hpp"

/// Values for tests of whatever is described: all members set by dice, and compared one by one.
namespace tributary::protocol {

template <class T>
void fill(base::Dice& dice, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    value = dice.one_in(2);
  } else if constexpr (std::is_enum_v<T>) {
    std::array<T, boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value> all{};
    std::size_t count = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto entry) { all[count++] = entry.value; });
    value = all[dice.below(count)];
  } else if constexpr (std::is_integral_v<T>) {
    // Every length of number is as likely as any other, and so are both signs.
    value = static_cast<T>(dice.roll() >> dice.below(64));
    if (std::is_signed_v<T> && dice.one_in(2)) value = static_cast<T>(~value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    value.clear();
    const std::uint64_t length = dice.one_in(8) ? dice.below(300) : dice.below(20);
    for (std::uint64_t i = 0; i < length; ++i) value.push_back(static_cast<char>(dice.roll()));
  } else if constexpr (detail::is_optional<T>) {
    value.reset();
    if (dice.one_in(2)) fill(dice, value.emplace());
  } else if constexpr (detail::is_vector<T>) {
    value.resize(dice.below(20));
    for (auto& item : value) fill(dice, item);
  } else if constexpr (detail::SingleValue<T>) {
    fill(dice, detail::only_member(value));
  } else {
    boost::mp11::mp_for_each<detail::Members<T>>(
        [&](auto member) { fill(dice, value.*member.pointer); });
  }
}

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (detail::is_optional<T>) {
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
  } else if constexpr (detail::is_vector<T>) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return same(x, y); });
  } else if constexpr (requires { a == b; }) {
    return a == b;
  } else {
    bool all = true;
    boost::mp11::mp_for_each<detail::Members<T>>(
        [&](auto member) { all = all && same(a.*member.pointer, b.*member.pointer); });
    return all;
  }
}

/// Calls `visit` with a default value of each type of a list.
template <class Types, class Visit>
void for_each_type(Visit&& visit) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Types>>(
      [&](auto type) { visit(typename decltype(type)::type{}); });
}

}  // namespace tributary::protocol
