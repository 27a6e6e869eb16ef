#pragma once

#include <boost/describe/enum_from_string.hpp>
#include <charconv>

#include "api/caller.hpp"
#include "http/json.hpp"

namespace tributary::http {

/// Who is logged in, as people read it: "staff 7".
template <>
struct JsonText<protocol::ActorId> {
  static constexpr std::size_t digits_max = 18;  // more do not fit beside the kind
  static void write(std::string& out, protocol::ActorId actor) { out += api::name_of(actor); }
  static std::optional<protocol::ActorId> read(std::string_view text) {
    const std::size_t space = text.find(' ');
    protocol::ActorKind kind{};
    if (space == text.npos) return std::nullopt;
    if (!boost::describe::enum_from_string(std::string(text.substr(0, space)).c_str(), kind)) {
      return std::nullopt;
    }
    std::uint64_t number = 0;
    const std::string_view digits = text.substr(space + 1);
    if (digits.starts_with('0') || digits.size() > digits_max) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
    if (error != std::errc{} || end != digits.end() || number == 0) return std::nullopt;
    return protocol::ActorId::of(kind, number);
  }
  static constexpr std::string_view schema =
      R"({"type":"string","title":"actor",)"
      R"("pattern":"^(nobody|(member|staff|partner|agent) [1-9][0-9]*)$",)"
      R"("description":"a person, partner or part of the platform, such as staff 7",)"
      R"("x-description-zh":"操作人，例如 staff 7","examples":["staff 7"]})";
  static constexpr std::string_view request_schema =
      R"({"type":"string","title":"actor",)"
      R"("pattern":"^(member|staff|partner|agent) [1-9][0-9]{0,17}$",)"
      R"("description":"a person, partner or part of the platform, such as staff 7",)"
      R"("x-description-zh":"操作人，例如 staff 7","examples":["staff 7"]})";
};

}  // namespace tributary::http
