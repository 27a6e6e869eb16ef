#pragma once

#include <string>
#include <string_view>

#include "protocol/types.hpp"
#include "rows/encoded.hpp"

namespace tributary::rows {

/// Something that happened in rows and concerns others: a described struct without personal data,
/// which says its word, `static constexpr std::string_view word = "token_created"`.
template <class T>
concept Fact = requires { std::string_view(T::word); };

/// A fact as it is kept. Numbered from 1 without gaps, in the order in which they happened.
struct FactRow {
  static constexpr std::string_view table = "fact";
  static constexpr std::string_view key = "number";
  std::uint64_t number = 0;
  protocol::Time time;
  std::string word;
  Bytes body;  ///< the described struct in the journal's binary form
};
BOOST_DESCRIBE_STRUCT(FactRow, (), (number, time, word, body))

}  // namespace tributary::rows
