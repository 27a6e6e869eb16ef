#pragma once

#include <array>
#include <cstddef>
#include <string_view>

/// Which characters people may write, as a check and as the same rule for a JSON Schema.
///
/// The list stands here, and not in a Unicode library, because a schema has to say it in a pattern
/// that every client's regular expressions know, and because it may not change with a library.
namespace tributary::api {

enum class Lines : bool { one, many };

/// Whether `text` has 1 to `characters_max` characters, all of them visible or between visible
/// ones: no control but the line feed of many lines, no character that turns the direction of
/// others or shows nothing, no space at the beginning or the end.
bool is_visible_text(std::string_view text, Lines lines, std::size_t characters_max);

namespace visible_text_detail {

/// Controls without the line feed: Unicode 15.0, general category Cc. Written for a JSON text.
inline constexpr std::string_view controls = R"(\\u0000-\\u0009\\u000B-\\u001F\\u007F-\\u009F)";
inline constexpr std::string_view line_feed = R"(\\u000A)";

/// What shows nothing or changes what is beside it: Default_Ignorable_Code_Point of Unicode 15.0
/// (DerivedCoreProperties.txt) but the joiners and variation selectors that scripts and emoji need,
/// line and paragraph separator, the annotation marks, and what is no character.
inline constexpr std::string_view hidden =
    R"(\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180E\\u200B\\u200E\\u200F)"
    R"(\\u2028-\\u202E\\u2060-\\u206F\\u3164\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\uFFFE\\uFFFF)"
    R"(\uD82F\uDCA0-\uD82F\uDCA3\uD834\uDD73-\uD834\uDD7A\uDB40\uDC00-\uDB43\uDFFF)";

/// Spaces (general category Zs) and joiners: not at either end.
inline constexpr std::string_view spaces =
    R"(\\u0020\\u00A0\\u1680\\u2000-\\u200A\\u200C\\u200D\\u202F\\u205F\\u3000)";

/// Variation selectors: not at the beginning, where there is nothing to vary.
inline constexpr std::string_view variations = R"(\\u180B-\\u180D\\u180F\\uFE00-\\uFE0F)";

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
  static constexpr std::string_view begin = R"(^[^\\u000A)";
  static constexpr std::string_view between = "]([^";
  static constexpr std::string_view open = "]{0,";
  static constexpr std::string_view close = R"(}[^\\u000A)";
  static constexpr std::string_view end = "])?$";
  static constexpr std::string_view text =
      Joined<begin, controls, hidden, spaces, variations, between, more_hidden, controls, hidden,
             open, middle, close, controls, hidden, spaces, end>::text;
};

}  // namespace visible_text_detail

}  // namespace tributary::api
