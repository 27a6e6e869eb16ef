#pragma once

#include "http/json_read.hpp"

namespace tributary::http {

/// Reads the described struct T from a query such as `state=open&limit=20`, by the rules of
/// read_json: unknown, repeated and missing names are refused. Needs: members that are scalars.
template <DescribedStruct T>
std::expected<T, BindError> read_query(std::string_view query) {
  std::expected<T, BindError> result;
  BindError error;
  if (!read_query_into(place_of(*result), query, error)) {
    result = std::unexpected(std::move(error));
  }
  return result;
}

}  // namespace tributary::http
