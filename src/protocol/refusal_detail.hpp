#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>

#include "money/terms_error.hpp"
#include "protocol/refusal.hpp"
#include "protocol/rule_fault.hpp"
#include "protocol/types.hpp"

namespace tributary::protocol {

/// In what a refusal was measured.
enum class Measure : std::uint8_t {
  nothing = 0,
  amount = 1,
  level = 2,
  date = 3,
  count = 4,
  bid = 5,  ///< no measure: `limit` is the number of a bid that is in the way, `actual` its account
  terms = 6,  ///< no measure: `limit` is the number of a TermsError
  rule = 7,   ///< no measure: `limit` is the number of a RuleFault
};
BOOST_DESCRIBE_ENUM(Measure, nothing, amount, level, date, count, bid, terms, rule)

/// By what a command missed: the limit, and what there was instead. Both in the units of the
/// measure: minor units, a level, days since 1970-01-01, a number.
struct RefusalDetail {
  Measure measure = Measure::nothing;
  std::int64_t limit = 0;
  std::int64_t actual = 0;

  static constexpr RefusalDetail of(Amount limit, Amount actual) {
    return {Measure::amount, limit.minor, actual.minor};
  }
  static constexpr RefusalDetail of(Date limit, Date actual) {
    return {Measure::date, limit.days, actual.days};
  }
  static constexpr RefusalDetail of_levels(std::uint8_t limit, std::uint8_t actual) {
    return {Measure::level, limit, actual};
  }
  static constexpr RefusalDetail of_counts(std::int64_t limit, std::int64_t actual) {
    return {Measure::count, limit, actual};
  }
  static constexpr RefusalDetail of_bid(std::uint32_t bid, AccountId account) {
    return {Measure::bid, bid, static_cast<std::int64_t>(account.value)};
  }
  static constexpr RefusalDetail of(money::TermsError error) {
    return {Measure::terms, static_cast<std::int64_t>(error), 0};
  }
  static constexpr RefusalDetail of(RuleFault fault) {
    return {Measure::rule, static_cast<std::int64_t>(fault), 0};
  }
  /// Whether `limit` and `actual` are figures, or name something.
  constexpr bool has_figures() const {
    return measure != Measure::nothing && measure < Measure::bid;
  }
  friend bool operator==(const RefusalDetail&, const RefusalDetail&) = default;
};
BOOST_DESCRIBE_STRUCT(RefusalDetail, (), (measure, limit, actual))

/// A detail in words.
struct DetailText {
  std::string english;
  std::string chinese;
  std::string limit;
  std::string actual;
};

/// What can be told of this refusal's detail; all empty for one that carries none. The sentences
/// are empty where only the two figures are known.
DetailText detail_text(Refusal, const RefusalDetail&);

}  // namespace tributary::protocol
