#pragma once

#include <algorithm>
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary::http {

/// Specialise for a type that is a JSON string: money, a date, an id.
///   static void write(std::string& out, const T&);        appends the text, which needs no escape
///   static std::optional<T> read(std::string_view text);  nothing when it is no such text
///   static constexpr std::string_view schema;             {"type":"string","pattern":"…"}
/// and, where a request may not say all that an answer may,
///   static constexpr std::string_view request_schema;     of exactly what `read` takes
template <class T>
struct JsonText;

/// Members of the described struct T that a client may leave out; they keep their value in T{}.
/// Specialise with an array of names or with `every_member`. A std::optional always may be absent.
template <class T>
inline constexpr auto optional_members = std::array<std::string_view, 0>{};

struct EveryMember {};
inline constexpr EveryMember every_member{};

/// A JSON object that was written before: an answer says it as it stands. Requests have none.
struct WrittenObject {
  std::string text;
};

// What a type is to JSON: the first of these that holds.

template <class T>
concept JsonString = requires { sizeof(JsonText<T>); };

template <class T>
concept HasRequestSchema = JsonString<T> && requires { JsonText<T>::request_schema; };

/// The schema of what may stand for a T in a request.
template <JsonString T>
constexpr std::string_view request_schema_of() {
  if constexpr (HasRequestSchema<T>) {
    return JsonText<T>::request_schema;
  } else {
    return JsonText<T>::schema;
  }
}

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
concept JsonInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

/// The largest integer that JSON carries without loss: many clients read numbers as IEEE doubles,
/// which are exact up to here (RFC 7493 section 2.2).
inline constexpr std::int64_t exact_integer_max = (1LL << 53) - 1;

/// An integer that a client has to keep within bounds, such as the lines of a page.
template <std::int64_t least, std::int64_t most>
struct IntegerWithin {
  static_assert(least <= most);
  std::int64_t value = least;
  friend bool operator==(IntegerWithin, IntegerWithin) = default;
};

template <class T>
inline constexpr bool is_integer_within = false;
template <std::int64_t least, std::int64_t most>
inline constexpr bool is_integer_within<IntegerWithin<least, most>> = true;

struct IntegerBounds {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// What is accepted as a T, which is an integer or an IntegerWithin.
template <class T>
inline constexpr IntegerBounds integer_bounds{
    std::cmp_less(-exact_integer_max, std::numeric_limits<T>::min())
        ? static_cast<std::int64_t>(std::numeric_limits<T>::min())
        : -exact_integer_max,
    std::cmp_less(std::numeric_limits<T>::max(), exact_integer_max)
        ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
        : exact_integer_max};
template <std::int64_t least, std::int64_t most>
inline constexpr IntegerBounds integer_bounds<IntegerWithin<least, most>>{least, most};

/// Bounds of a member that is an integer.
struct MemberBounds {
  std::string_view member;
  IntegerBounds bounds;
};

/// What a request may say in members of the described struct T, where that is less than their types
/// hold. Specialise with an array of MemberBounds.
template <class T>
inline constexpr auto member_bounds = std::array<MemberBounds, 0>{};

template <class T>
concept DescribedStruct =
    std::is_class_v<T> && !JsonString<T> && boost::describe::has_describe_members<T>::value;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// What has a plain text, such as stands in a path.
template <class T>
concept JsonScalar = JsonString<T> || DescribedEnum<T> || JsonInteger<T> || is_integer_within<T> ||
                     std::same_as<T, bool> || std::same_as<T, std::string>;

/// The members of T with those of its bases, as Boost.Describe lists them.
template <DescribedStruct T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public |
                                                           boost::describe::mod_inherited>;

template <DescribedStruct T>
inline constexpr std::size_t member_count = boost::mp11::mp_size<MembersOf<T>>::value;

template <class T, class Member>
using MemberType = std::remove_cvref_t<decltype(std::declval<const T&>().*Member::pointer)>;

/// Calls f(member) for each member description; f tells types apart by `decltype(member)`.
template <DescribedStruct T, class F>
constexpr void for_each_member(F&& f) {
  boost::mp11::mp_for_each<MembersOf<T>>(std::forward<F>(f));
}

/// Whether a client may leave out the described `Member` of T.
template <DescribedStruct T, class Member>
constexpr bool may_be_absent() {
  if constexpr (is_optional<MemberType<T, Member>>) return true;
  if constexpr (std::same_as<std::remove_cvref_t<decltype(optional_members<T>)>, EveryMember>) {
    return true;
  } else {
    return std::ranges::find(optional_members<T>, std::string_view(Member::name)) !=
           optional_members<T>.end();
  }
}

/// The narrower bounds of the described `Member` of T in a request; nothing when it has none.
template <DescribedStruct T, class Member>
constexpr std::optional<IntegerBounds> bounds_in_requests() {
  for (const auto& [member, bounds] : member_bounds<T>) {
    if (member == std::string_view(Member::name)) return bounds;
  }
  return std::nullopt;
}

/// Calls f(value, name) for each enumerator.
template <DescribedEnum E, class F>
constexpr void for_each_enumerator(F&& f) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto enumerator) { f(enumerator.value, std::string_view(enumerator.name)); });
}

}  // namespace tributary::http
