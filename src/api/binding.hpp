#pragma once

#include <charconv>

#include "api/member_bounds.hpp"
#include "api/optional_members.hpp"
#include "api/text_kinds.hpp"
#include "api/time_text.hpp"
#include "http/json.hpp"
#include "money/text.hpp"
#include "protocol/types.hpp"

/// How the platform's values are spelt in JSON and in paths: money and rates as decimal strings, as
/// `money/text.hpp` spells them everywhere; ids as strings, because JavaScript loses the last
/// digits of large numbers.
namespace tributary::api {

/// What the reference calls the type of an id: "loan id".
template <class Tag>
inline constexpr std::string_view id_title = "id";
template <>
inline constexpr std::string_view id_title<protocol::PartyTag> = "party id";
template <>
inline constexpr std::string_view id_title<protocol::AccountTag> = "account id";
template <>
inline constexpr std::string_view id_title<protocol::LoanTag> = "loan id";
template <>
inline constexpr std::string_view id_title<protocol::WithdrawalTag> = "withdrawal id";
template <>
inline constexpr std::string_view id_title<protocol::PostingTag> = "posting id";
template <>
inline constexpr std::string_view id_title<protocol::ChannelTag> = "channel id";

namespace binding_detail {

inline constexpr std::string_view id_start = R"({"type":"string","title":")";
inline constexpr std::string_view id_rest =
    R"(","pattern":"^(0|[1-9][0-9]{0,19})$",)"
    R"("description":"a whole number, such as 17; 0 is none","examples":["17"]})";
inline constexpr std::string_view id_request_rest =
    R"(","pattern":"^[1-9][0-9]{0,18}$","minLength":1,"maxLength":19,)"
    R"("description":"a whole number above zero, such as 17",)"
    R"("x-description-zh":"大于零的整数，例如 17","examples":["17"]})";

template <class Tag, const std::string_view& rest>
inline constexpr std::string_view id_schema =
    visible_text_detail::Joined<id_start, id_title<Tag>, rest>::text;

}  // namespace binding_detail

/// A value that money/ spells.
template <class T, auto parse>
struct SpelledByMoney {
  static void write(std::string& out, const T& value) { out += to_string(value); }
  static std::optional<T> read(std::string_view text) { return parse(text); }
};

}  // namespace tributary::api

namespace tributary::http {

template <>
struct JsonText<money::Amount> : api::SpelledByMoney<money::Amount, money::parse_amount> {
  // What is asked for has a bound that sums and balances may pass.
  static constexpr std::string_view schema =
      R"({"type":"string","title":"amount","pattern":"^-?(0|[1-9][0-9]*)([.][0-9]{1,2})?$",)"
      R"("description":"money with up to two decimal places, such as 1000.00",)"
      R"("x-description-zh":"金额，最多两位小数，例如 1000.00",)"
      R"("examples":["1000.00"]})";
  static constexpr std::string_view request_schema =
      R"({"type":"string","title":"amount",)"
      R"("pattern":"^-?((0|[1-9][0-9]{0,12})([.][0-9]{1,2})?|10000000000000([.]0{1,2})?)$",)"
      R"("minLength":1,"maxLength":18,)"
      R"("description":"money with up to two decimal places, such as 1000.00, )"
      R"(and no more than 10000000000000.00",)"
      R"("x-description-zh":"金额，最多两位小数，例如 1000.00，不超过 10000000000000.00",)"
      R"("examples":["1000.00"]})";
};

template <>
struct JsonText<money::WideAmount>
    : api::SpelledByMoney<money::WideAmount, money::parse_wide_amount> {
  static constexpr std::string_view schema =
      R"({"type":"string","title":"sum","pattern":"^-?(0|[1-9][0-9]*)[.][0-9]{2}$",)"
      R"("description":"a sum of money over history, such as 1000.00: exact, and larger than 64 )"
      R"(bits where history is","examples":["1000.00"]})";
};

template <>
struct JsonText<money::Rate> : api::SpelledByMoney<money::Rate, money::parse_rate> {
  static constexpr std::string_view schema =
      R"({"type":"string","title":"percent","pattern":"^-?(0|[1-9][0-9]*)([.][0-9]{1,4})?$",)"
      R"("description":"percent with up to four decimal places, such as 9.6",)"
      R"("x-description-zh":"百分数，最多四位小数，例如 9.6",)"
      R"("examples":["9.6"]})";
  static constexpr std::string_view request_schema =
      R"({"type":"string","title":"percent",)"
      R"("pattern":"^-?((0|[1-9][0-9]{0,7})([.][0-9]{1,4})?|100000000([.]0{1,4})?)$",)"
      R"("minLength":1,"maxLength":15,)"
      R"("description":"percent with up to four decimal places, such as 9.6, )"
      R"(and no more than 100000000",)"
      R"("x-description-zh":"百分数，最多四位小数，例如 9.6，不超过 100000000",)"
      R"("examples":["9.6"]})";
};

template <>
struct JsonText<money::Date> : api::SpelledByMoney<money::Date, money::parse_date> {
  static constexpr std::string_view schema =
      R"({"type":"string","title":"date","format":"date",)"
      R"("pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",)"
      R"("description":"a day, such as 2024-01-31",)"
      R"("x-description-zh":"日期，例如 2024-01-31","examples":["2024-01-31"]})";
};

template <>
struct JsonText<money::Period> : api::SpelledByMoney<money::Period, money::parse_period> {
  static constexpr std::string_view schema =
      R"({"type":"string","title":"period","pattern":"^[1-9][0-9]{0,3}[mwd]$",)"
      R"("minLength":2,"maxLength":5,)"
      R"("description":"months, weeks or days, such as 1m, 2w, 15d",)"
      R"("x-description-zh":"月、周或天，例如 1m、2w、15d","examples":["1m"]})";
};

template <>
struct JsonText<money::Method> : api::SpelledByMoney<money::Method, money::parse_method> {
  static constexpr std::string_view schema =
      R"({"type":"string","enum":["annuity","equal-principal","interest-only","bullet","flat"]})";
};

template <>
struct JsonText<money::Basis> : api::SpelledByMoney<money::Basis, money::parse_basis> {
  static constexpr std::string_view schema =
      R"({"type":"string","enum":["30/360","act/365","act/360","act/364","act/act"]})";
};

template <>
struct JsonText<money::Rounding> : api::SpelledByMoney<money::Rounding, money::parse_rounding> {
  static constexpr std::string_view schema = R"({"type":"string","enum":["half-up","half-even"]})";
};

template <>
struct JsonText<money::MonthEnd> : api::SpelledByMoney<money::MonthEnd, money::parse_month_end> {
  static constexpr std::string_view schema = R"({"type":"string","enum":["anchor","stick"]})";
};

template <>
struct JsonText<money::BusinessDayRule>
    : api::SpelledByMoney<money::BusinessDayRule, money::parse_business_day_rule> {
  static constexpr std::string_view schema =
      R"({"type":"string","enum":["as-is","next","previous"]})";
};

template <>
struct JsonText<money::BrokenPeriods>
    : api::SpelledByMoney<money::BrokenPeriods, money::parse_broken_periods> {
  static constexpr std::string_view schema = R"({"type":"string","enum":["by-basis","real-days"]})";
};

/// Instants of requests are of the years 1000 to 2999, so that no offset leads out of four digits.
template <>
struct JsonText<protocol::Time> {
  static void write(std::string& out, protocol::Time time) { api::append_time(out, time); }
  static std::optional<protocol::Time> read(std::string_view text) {
    if (!text.starts_with('1') && !text.starts_with('2')) return std::nullopt;
    return api::parse_time(text);
  }
  static constexpr std::string_view schema =
      R"({"type":"string","title":"instant","format":"date-time",)"
      R"("pattern":"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T)"
      R"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)"
      R"((Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$","minLength":20,"maxLength":29,)"
      R"("description":"an instant, to the millisecond at most, such as 2024-01-31T08:30:00.000Z",)"
      R"("x-description-zh":"时刻，最多精确到毫秒，例如 2024-01-31T08:30:00.000Z",)"
      R"("examples":["2024-01-31T08:30:00.000Z"]})";
};

/// Zero names nothing: an answer may say it, a request may not.
template <class Tag>
struct JsonText<base::StrongId<Tag>> {
  static constexpr std::size_t digits_max = 19;  // 20 would not all fit into 64 bits
  static void write(std::string& out, base::StrongId<Tag> id) {
    json_write_detail::write_integer(out, id.value);
  }
  static std::optional<base::StrongId<Tag>> read(std::string_view text) {
    base::StrongId<Tag> id;
    const auto [last, error] = std::from_chars(text.begin(), text.end(), id.value);
    if (error != std::errc{} || last != text.end() || text.starts_with('0')) return std::nullopt;
    if (text.size() > digits_max) return std::nullopt;
    return id;
  }
  static constexpr std::string_view schema =
      api::binding_detail::id_schema<Tag, api::binding_detail::id_rest>;
  static constexpr std::string_view request_schema =
      api::binding_detail::id_schema<Tag, api::binding_detail::id_request_rest>;
};

}  // namespace tributary::http
