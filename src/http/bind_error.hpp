#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace tributary::http {

/// Why a text is not the value that was asked for.
enum class BindReason : std::uint8_t {
  not_json,
  too_deep,
  too_many_elements,
  not_an_object,
  not_an_array,
  not_a_string,
  not_an_integer,
  not_a_boolean,
  out_of_range,
  unknown_value,
  wrong_format,
  unknown_member,
  missing_member,
  duplicate_member,
  given_in_path,
};
BOOST_DESCRIBE_ENUM(BindReason, not_json, too_deep, too_many_elements, not_an_object, not_an_array,
                    not_a_string, not_an_integer, not_a_boolean, out_of_range, unknown_value,
                    wrong_format, unknown_member, missing_member, duplicate_member, given_in_path)

struct BindError {
  BindReason reason = BindReason::not_json;
  std::string path;      ///< "bids[0].who"; empty for the whole text
  std::string expected;  ///< what would do, where that can be said: "1..100", "annuity, flat"
};

std::string_view english(BindReason);
std::string_view chinese(BindReason);

/// "bids[0].amount: out of range (1..100)"
std::string to_string(const BindError&);
/// "bids[0].amount：超出范围（1..100）"
std::string to_chinese(const BindError&);

}  // namespace tributary::http
