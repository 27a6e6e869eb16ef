#include "api/visible_text.hpp"

#include "http/utf8.hpp"

namespace tributary::api {

namespace {

using visible_text_detail::hidden_ranges;
using visible_text_detail::space_ranges;

bool is_hidden(char32_t character) {
  if (character > 0x1F && character < 0x7F) return false;  // most text
  return is_in(hidden_ranges, character);
}

bool is_mark(char32_t character) {
  return character >= mark_ranges.front().first && is_in(mark_ranges, character);
}

}  // namespace

bool is_visible_text(std::string_view text, Lines lines, std::size_t characters_max) {
  std::size_t count = 0;
  char32_t last = U'\n';
  const bool good = http::for_each_character(text, [&](char32_t character) {
    if (++count > characters_max || is_hidden(character)) return false;
    if (character == U'\n' && lines == Lines::one) return false;
    const bool first = count == 1;
    if (first && (is_in(space_ranges, character) || is_mark(character))) return false;
    last = character;
    return true;
  });
  return good && !is_in(space_ranges, last);
}

}  // namespace tributary::api
