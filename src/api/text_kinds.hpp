#pragma once

#include "api/visible_text.hpp"
#include "http/json.hpp"
#include "protocol/request_key.hpp"
#include "protocol/text.hpp"

/// The kinds of text that requests carry: each says in its schema what it allows, and checks it.
namespace tributary::api {

namespace text_kinds_detail {

using visible_text_detail::Joined;
using visible_text_detail::line_feed;
using visible_text_detail::Pattern;

inline constexpr std::string_view nothing;
inline constexpr std::string_view before_pattern = R"({"type":"string","pattern":")";

template <const std::string_view& more_hidden, const std::string_view& middle,
          const std::string_view& rest>
inline constexpr std::string_view schema =
    Joined<before_pattern, Pattern<more_hidden, middle>::text, rest>::text;

inline constexpr std::string_view line_middle = "198";
inline constexpr std::string_view line_rest =
    R"(","minLength":1,"maxLength":200,"title":"line",)"
    R"("description":"one line of visible text, 1 to 200 characters, no space at its ends"})";

inline constexpr std::string_view note_middle = "998";
inline constexpr std::string_view note_rest =
    R"(","minLength":1,"maxLength":1000,"title":"note",)"
    R"("description":"visible text of one line or more, 1 to 1000 characters"})";

inline constexpr std::string_view password_middle = "62";
inline constexpr std::string_view password_rest =
    R"(","minLength":1,"maxLength":64,"title":"password",)"
    R"("description":"a listing's password, 1 to 64 visible characters of one line"})";

/// A kind whose text is kept as it comes.
template <class Kind>
struct KeptText {
  static void write(std::string& out, const Kind& kind) {
    http::write_json_characters(out, kind.text);
  }
};

template <class Kind>
std::optional<Kind> visible(std::string_view text, Lines lines, std::size_t characters_max) {
  if (!is_visible_text(text, lines, characters_max)) return std::nullopt;
  return Kind{std::string(text)};
}

}  // namespace text_kinds_detail

}  // namespace tributary::api

namespace tributary::http {

template <>
struct JsonText<protocol::Line> : api::text_kinds_detail::KeptText<protocol::Line> {
  static std::optional<protocol::Line> read(std::string_view text) {
    return api::text_kinds_detail::visible<protocol::Line>(text, api::Lines::one, 200);
  }
  static constexpr std::string_view schema =
      api::text_kinds_detail::schema<api::text_kinds_detail::line_feed,
                                     api::text_kinds_detail::line_middle,
                                     api::text_kinds_detail::line_rest>;
};

template <>
struct JsonText<protocol::Note> : api::text_kinds_detail::KeptText<protocol::Note> {
  static std::optional<protocol::Note> read(std::string_view text) {
    return api::text_kinds_detail::visible<protocol::Note>(text, api::Lines::many, 1000);
  }
  static constexpr std::string_view schema =
      api::text_kinds_detail::schema<api::text_kinds_detail::nothing,
                                     api::text_kinds_detail::note_middle,
                                     api::text_kinds_detail::note_rest>;
};

template <>
struct JsonText<protocol::Reference> : api::text_kinds_detail::KeptText<protocol::Reference> {
  static std::optional<protocol::Reference> read(std::string_view text) {
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:";
    if (text.empty() || text.size() > 64) return std::nullopt;
    if (text.find_first_not_of(allowed) != text.npos) return std::nullopt;
    return protocol::Reference{std::string(text)};
  }
  static constexpr std::string_view schema =
      R"({"type":"string","title":"reference","pattern":"^[A-Za-z0-9_./:-]{1,64}$",)"
      R"("minLength":1,"maxLength":64,)"
      R"("description":"1 to 64 letters, digits and -_./:","examples":["ICBC-20240131-0001"]})";
};

/// The password comes in, only its digest is kept, and neither goes out.
template <>
struct JsonText<protocol::AccessCode> {
  static void write(std::string& out, protocol::AccessCode code) {
    if (code != protocol::AccessCode{}) out += "set";
  }
  static std::optional<protocol::AccessCode> read(std::string_view password) {
    if (!api::is_visible_text(password, api::Lines::one, 64)) return std::nullopt;
    return protocol::access_code(password);
  }
  static constexpr std::string_view schema =
      R"({"type":"string","title":"password","enum":["","set"],)"
      R"("description":"whether the listing has a password, which itself is never shown"})";
  static constexpr std::string_view request_schema =
      api::text_kinds_detail::schema<api::text_kinds_detail::line_feed,
                                     api::text_kinds_detail::password_middle,
                                     api::text_kinds_detail::password_rest>;
};

}  // namespace tributary::http
