#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace tributary::api {

/// Characters from `first` to `last`.
struct CharacterRange {
  char32_t first;
  char32_t last;
};

constexpr bool is_in(std::span<const CharacterRange> ranges, char32_t character) {
  return std::ranges::any_of(ranges, [character](const CharacterRange& range) {
    return character >= range.first && character <= range.last;
  });
}

namespace character_ranges_detail {

/// A text that compilers write; they agree on what may be in it, as they do not of std::string.
struct WrittenText {
  std::array<char, 16 * 1024> characters{};
  std::size_t size = 0;

  constexpr void push_back(char c) { characters.at(size++) = c; }
  constexpr WrittenText& append(std::string_view text) {
    for (const char c : text) push_back(c);
    return *this;
  }
};

/// "\uD834" after `before`: nothing, or the backslash that makes it an escape of the pattern.
constexpr void append_escape(WrittenText& out, std::string_view before, unsigned unit) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  out.append(before).append("\\u");
  for (const int shift : {12, 8, 4, 0}) out.push_back(digits[(unit >> shift) & 0xF]);
}

constexpr void append_character(WrittenText& out, char32_t character) {
  if (character <= 0xFFFF) return append_escape(out, "\\", character);
  // Patterns have no escape for these that all dialects know: the text of the pattern holds them.
  append_escape(out, "", 0xD800 + ((character - 0x10000) >> 10));
  append_escape(out, "", 0xDC00 + (character & 0x3FF));
}

constexpr WrittenText in_a_class(std::span<const CharacterRange> ranges) {
  WrittenText text;
  for (const auto& [first, last] : ranges) {
    append_character(text, first);
    if (first == last) continue;
    text.push_back('-');
    append_character(text, last);
  }
  return text;
}

}  // namespace character_ranges_detail

/// Ranges as they stand between the brackets of a pattern, written for a JSON text; at compile
/// time.
template <const auto& ranges>
struct CharacterClass {
  static constexpr auto characters = [] {
    constexpr auto written = character_ranges_detail::in_a_class(ranges);
    std::array<char, written.size> made{};
    std::copy_n(written.characters.begin(), written.size, made.begin());
    return made;
  }();
  static constexpr std::string_view text{characters.data(), characters.size()};
};

}  // namespace tributary::api
