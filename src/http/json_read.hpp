#pragma once

#include <expected>

#include "http/json_reader.hpp"

namespace tributary::http {

/// Reads a T from JSON, strictly: unknown, repeated and missing members are refused by name, and so
/// is null. Needs: T as for write_json. Errors: the first thing wrong, with its path.
template <class T>
std::expected<T, BindError> read_json(std::string_view text, const JsonLimits& limits = {});

/// Likewise, with members that come from the path: `given` names that T has are read as text and
/// refused in the body; names it does not have are left alone. An empty body stands for `{}`.
template <DescribedStruct T>
std::expected<T, BindError> read_json(std::string_view text, std::span<const PathParameter> given,
                                      const JsonLimits& limits = {});

/// Likewise, of a text that comes in pieces, cut anywhere.
template <class T>
std::expected<T, BindError> read_json_pieces(std::span<const std::string_view> pieces,
                                             const JsonLimits& limits = {});

namespace json_read_detail {

template <class T>
std::expected<T, BindError> read(std::span<const std::string_view> pieces,
                                 std::span<const PathParameter> given, const JsonLimits& limits) {
  std::expected<T, BindError> result;
  BindError error;
  if (!read_json_into(place_of(*result), pieces, given, limits, error)) {
    result = std::unexpected(std::move(error));
  }
  return result;
}

}  // namespace json_read_detail

template <class T>
std::expected<T, BindError> read_json(std::string_view text, const JsonLimits& limits) {
  return json_read_detail::read<T>({&text, 1}, {}, limits);
}

template <DescribedStruct T>
std::expected<T, BindError> read_json(std::string_view text, std::span<const PathParameter> given,
                                      const JsonLimits& limits) {
  if (text.empty()) text = "{}";
  return json_read_detail::read<T>({&text, 1}, given, limits);
}

template <class T>
std::expected<T, BindError> read_json_pieces(std::span<const std::string_view> pieces,
                                             const JsonLimits& limits) {
  return json_read_detail::read<T>(pieces, {}, limits);
}

}  // namespace tributary::http
