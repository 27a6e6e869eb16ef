#pragma once

#include "http/json_read.hpp"
#include "http/query.hpp"

namespace tributary::http {

/// Reads the described struct T from a query such as `state=open&limit=20`, by the rules of
/// read_json: unknown, repeated and missing names are refused. Needs: members that are scalars.
template <DescribedStruct T>
std::expected<T, BindError> read_query(std::string_view query) {
  T value{};
  json_read_detail::Seen<T> seen;
  JsonReader in({}, {});
  QueryPairs pairs(query);
  bool good = true;
  while (good && pairs.next()) {
    good = false;
    const bool found = with_member(value, pairs.name(), [&](std::size_t index, auto& member) {
      good = seen[index] ? in.fail(BindReason::duplicate_member)
                         : json_read_detail::read_text(in, pairs.value(), member);
      seen.set(index);
    });
    if (!found) in.fail(BindReason::unknown_member);
    if (!good) in.within(pairs.name());
  }
  if (good && pairs.malformed()) good = in.fail(BindReason::wrong_format, "percent-encoded UTF-8");
  if (good && json_read_detail::require_members<T>(in, seen)) return value;
  return std::unexpected(std::move(in.error()));
}

}  // namespace tributary::http
