#pragma once

#include <cstdint>

#include "money/terms.hpp"

namespace tributary::money {

/// An exact share of a year.
struct YearFraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const YearFraction&, const YearFraction&) = default;
};

/// The denominator of every fraction of `basis`, so that fractions of one basis are added and
/// compared by their numerators: 360, 364, 365, or 365 * 366 for act/act.
std::int64_t year_length(Basis);

/// Numerator over `year_length(basis)` of [from, to): the first day counts, the last does not.
/// Needs:  from <= to; asserted.
/// Source: 2006 ISDA Definitions §4.16: (f) 30/360 or Bond Basis, (d) Actual/365 (Fixed),
///         (e) Actual/360, (b) Actual/Actual (ISDA). Actual/364 divides by 52 weeks.
std::int64_t day_count(Basis, Date from, Date to);

inline YearFraction year_fraction(Basis basis, Date from, Date to) {
  return {day_count(basis, from, to), year_length(basis)};
}

}  // namespace tributary::money
