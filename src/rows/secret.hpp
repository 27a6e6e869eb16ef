#pragma once

#include <string>

#include "http/json.hpp"

namespace tributary::rows {

/// A text that is told once: a repeat of the order says `secret_shown` in its place, and neither
/// rows nor audit have it.
struct Secret {
  std::string text;
  friend bool operator==(const Secret&, const Secret&) = default;
};

/// In the place of a secret that was told before.
inline constexpr std::string_view secret_shown = "secret_shown";

/// The same without what is told once.
template <http::DescribedStruct View>
View without_secrets(View view) {
  http::for_each_member<View>([&](auto member) {
    auto& part = view.*decltype(member)::pointer;
    if constexpr (std::same_as<std::remove_cvref_t<decltype(part)>, Secret>) {
      part.text = secret_shown;
    }
  });
  return view;
}

}  // namespace tributary::rows

namespace tributary::http {

template <>
struct JsonText<rows::Secret> {
  static void write(std::string& out, const rows::Secret& secret) {
    write_json_characters(out, secret.text);
  }
  static std::optional<rows::Secret> read(std::string_view text) {
    return rows::Secret{std::string(text)};
  }
  static constexpr std::string_view schema =
      R"({"type":"string","title":"secret",)"
      R"("description":"shown once; in the answer to a repeat, secret_shown"})";
};

}  // namespace tributary::http
