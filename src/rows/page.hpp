#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rows/table.hpp"

/// Long lists are read a page at a time, newest first. A cursor says where the next page begins;
/// what is added in the meantime is newer than it, so nothing is missed and nothing comes twice.
namespace tributary::rows {

template <class Line, class Cursor>
struct Page {
  std::vector<Line> lines;
  std::optional<Cursor> next;  ///< nothing: this was the last page
};

/// Behind a fact of a chain: where the one before it stands.
struct ChainCursor {
  protocol::Sequence next = 0;
};
BOOST_DESCRIBE_STRUCT(ChainCursor, (), (next))

/// A cursor, a described struct of numbers, as the text a client hands back: "12.0.345".
template <class Cursor>
std::string text_of(const Cursor& cursor) {
  std::string text;
  boost::mp11::mp_for_each<column::Members<Cursor>>([&](auto member) {
    auto copy = cursor.*member.pointer;
    if (!text.empty()) text += '.';
    text += std::to_string(column::stored(copy));
  });
  return text;
}

/// Nothing for a text that no cursor of this kind has.
template <class Cursor>
std::optional<Cursor> cursor_of(std::string_view text) {
  Cursor cursor;
  bool good = true;
  bool first = true;
  boost::mp11::mp_for_each<column::Members<Cursor>>([&](auto member) {
    if (!first) {
      good = good && text.starts_with('.');
      if (good) text.remove_prefix(1);
    }
    first = false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(),
                                              column::stored(cursor.*member.pointer));
    good = good && error == std::errc{};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  });
  if (!good || !text.empty()) return std::nullopt;
  return cursor;
}

}  // namespace tributary::rows
