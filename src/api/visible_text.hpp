#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "api/character_ranges.hpp"
#include "api/mark_ranges.hpp"

/// Which characters people may write, as a check and as the same rule for a JSON Schema.
///
/// The list stands here, and not in a Unicode library, because a schema has to say it in a pattern
/// that every client's regular expressions know, and because it may not change with a library.
namespace tributary::api {

enum class Lines : bool { one, many };

/// Whether `text` has 1 to `characters_max` characters, all of them visible or between visible
/// ones: no control but the line feed of many lines, no character that turns the direction of
/// others or shows nothing, no space at the beginning or the end, no mark at the beginning, where
/// there is nothing to sit on.
bool is_visible_text(std::string_view text, Lines lines, std::size_t characters_max);

namespace visible_text_detail {

/// What shows nothing or changes what is beside it: controls (Cc) without the line feed,
/// Default_Ignorable_Code_Point of Unicode 15.0 (DerivedCoreProperties.txt) but the joiners and
/// variation selectors that scripts and emoji need, line and paragraph separator, the annotation
/// marks and the object that is none, format controls of hieroglyphs, the empty note head, and what
/// is no character.
inline constexpr auto hidden_ranges = std::to_array<CharacterRange>(
    {{0x00, 0x09},       {0x0B, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},
     {0x34F, 0x34F},     {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},
     {0x180E, 0x180E},   {0x200B, 0x200B},   {0x200E, 0x200F},   {0x2028, 0x202E},
     {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
     {0xFFF0, 0xFFFC},   {0xFFFE, 0xFFFF},   {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
     {0x1D159, 0x1D159}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}});

/// Spaces (general category Zs), the empty braille pattern, line feed and joiners: not at either
/// end.
inline constexpr auto space_ranges = std::to_array<CharacterRange>({{0x0A, 0x0A},
                                                                    {0x20, 0x20},
                                                                    {0xA0, 0xA0},
                                                                    {0x1680, 0x1680},
                                                                    {0x2000, 0x200A},
                                                                    {0x200C, 0x200D},
                                                                    {0x202F, 0x202F},
                                                                    {0x205F, 0x205F},
                                                                    {0x2800, 0x2800},
                                                                    {0x3000, 0x3000}});

inline constexpr std::string_view line_feed = R"(\\u000A)";
inline constexpr std::string_view hidden = CharacterClass<hidden_ranges>::text;
inline constexpr std::string_view spaces = CharacterClass<space_ranges>::text;
inline constexpr std::string_view marks = CharacterClass<mark_ranges>::text;

/// The parts one behind the other, made at compile time.
template <const std::string_view&... parts>
struct Joined {
  static constexpr auto characters = [] {
    std::array<char, (parts.size() + ...)> joined{};
    std::size_t at = 0;
    ((parts.copy(joined.data() + at, parts.size()), at += parts.size()), ...);
    return joined;
  }();
  static constexpr std::string_view text{characters.data(), characters.size()};
};

/// The pattern of a text that has up to `middle` characters between its first and its last.
template <const std::string_view& more_hidden, const std::string_view& middle>
struct Pattern {
  static constexpr std::string_view begin = "^[^";
  static constexpr std::string_view between = "]([^";
  static constexpr std::string_view open = "]{0,";
  static constexpr std::string_view close = "}[^";
  static constexpr std::string_view end = "])?$";
  static constexpr std::string_view text =
      Joined<begin, hidden, spaces, marks, between, more_hidden, hidden, open, middle, close,
             hidden, spaces, end>::text;
};

}  // namespace visible_text_detail

}  // namespace tributary::api
