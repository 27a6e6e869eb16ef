#include "api/visible_text.hpp"

#include <algorithm>

#include "http/utf8.hpp"

namespace tributary::api {

namespace {

/// Characters from `first` to `last`.
struct Range {
  char32_t first;
  char32_t last;
};

// The same lists as in the header, which a test compares.

constexpr std::array hidden_ranges{
    Range{0x00, 0x09},      Range{0x0B, 0x1F},     Range{0x7F, 0x9F},       Range{0xAD, 0xAD},
    Range{0x34F, 0x34F},    Range{0x61C, 0x61C},   Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},
    Range{0x180E, 0x180E},  Range{0x200B, 0x200B}, Range{0x200E, 0x200F},   Range{0x2028, 0x202E},
    Range{0x2060, 0x206F},  Range{0x3164, 0x3164}, Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFB},  Range{0xFFFE, 0xFFFF}, Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A},
    Range{0xE0000, 0xE0FFF}};

constexpr std::array space_ranges{
    Range{0x0A, 0x0A},     Range{0x20, 0x20},     Range{0xA0, 0xA0},
    Range{0x1680, 0x1680}, Range{0x2000, 0x200A}, Range{0x200C, 0x200D},
    Range{0x202F, 0x202F}, Range{0x205F, 0x205F}, Range{0x3000, 0x3000}};

constexpr std::array variation_ranges{Range{0x180B, 0x180D}, Range{0x180F, 0x180F},
                                      Range{0xFE00, 0xFE0F}};

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, char32_t character) {
  return std::ranges::any_of(
      ranges, [&](Range range) { return character >= range.first && character <= range.last; });
}

bool is_hidden(char32_t character) {
  if (character > 0x1F && character < 0x7F) return false;  // most text
  return is_in(hidden_ranges, character);
}

}  // namespace

bool is_visible_text(std::string_view text, Lines lines, std::size_t characters_max) {
  std::size_t count = 0;
  char32_t last = U'\n';
  const bool good = http::for_each_character(text, [&](char32_t character) {
    if (++count > characters_max || is_hidden(character)) return false;
    if (character == U'\n' && lines == Lines::one) return false;
    const bool first = count == 1;
    if (first && (is_in(space_ranges, character) || is_in(variation_ranges, character))) {
      return false;
    }
    last = character;
    return true;
  });
  return good && !is_in(space_ranges, last);
}

}  // namespace tributary::api
