#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "api/actor_text.hpp"
#include "api/binding.hpp"
#include "rows/table.hpp"

namespace tributary::rows {

/// Columns of a Row that nobody but its line reads, such as a digest: the row says
/// `static constexpr std::array hidden{std::string_view("digest")}`.
template <class Row>
constexpr bool is_hidden(std::string_view column) {
  if constexpr (requires { Row::hidden; }) {
    return std::ranges::find(Row::hidden, column) != std::ranges::end(Row::hidden);
  } else {
    return false;
  }
}

/// Appends the row as JSON, as the audit keeps it and answers spell it: of what is hidden only that
/// it is there. A row has one spelling: where another program would spell it otherwise, its line
/// adds a step to its `Schema`, be it empty, and the rows are taken over anew.
template <class Row>
void write_row(std::string& out, const Row& row) {
  http::json_write_detail::write_between(out, '{', '}', [&] {
    http::for_each_member<Row>([&](auto member) {
      using Member = decltype(member);
      const auto& value = row.*Member::pointer;
      if constexpr (http::is_optional<std::remove_cvref_t<decltype(value)>>) {
        if (!value) return;
      }
      out.append(",\"").append(Member::name).append("\":");
      if constexpr (is_hidden<Row>(Member::name)) {
        out.append("\"hidden\"");
      } else {
        http::write_json(out, value);
      }
    });
  });
}

/// The key of a row as text: "17", or "17.2" of two columns.
template <class Row>
std::string key_text(const Row& row) {
  std::string text;
  http::for_each_member<Row>([&](auto member) {
    if constexpr (is_key_of<Row>(decltype(member)::name)) {
      if (!text.empty()) text += '.';
      auto copy = row.*decltype(member)::pointer;
      if constexpr (requires { std::to_string(column::stored(copy)); }) {
        text += std::to_string(column::stored(copy));
      } else {
        text += column::stored(copy);
      }
    }
  });
  return text;
}

}  // namespace tributary::rows
