#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <expected>
#include <span>

#include "money/amount.hpp"
#include "money/date.hpp"
#include "money/terms.hpp"

namespace tributary::money {

/// Money that one side receives (positive) or pays (negative) on a day.
struct CashFlow {
  Date day;
  Amount amount;
};

enum class XirrError : std::uint8_t {
  no_sign_change = 1,     ///< money goes one way alone, or comes and goes on one day
  days_out_of_order = 2,  ///< flows must stand in the order of their days
  amounts_too_large = 3,  ///< together more than 2^62 minor units
  no_rate_in_range = 4,   ///< none between -99.9999 % and 99,999,900 % a year
};
BOOST_DESCRIBE_ENUM(XirrError, no_sign_change, days_out_of_order, amounts_too_large,
                    no_rate_in_range)

/// The effective annual rate at which the flows are worth nothing together:
///   sum of amount_i / (1 + rate)^((day_i - day_0) / 365) = 0
/// Of a borrower's flows (the sum paid out, less what is withheld, against all instalments) it is
/// the true annual cost (真实年化). Flows that change their sign more than once may have several
/// such rates: the answer is one of them, always the same, or none.
/// Rounds: to the nearest ppm. Integers alone: the same on every machine.
/// Errors: see `XirrError`.
/// Source: Microsoft Excel, XIRR; Directive 2008/48/EC, Annex I.
std::expected<Rate, XirrError> xirr(std::span<const CashFlow> flows);

/// The nominal annual rate, rate of a period times periods in a year (12 months, 52 weeks, 365
/// days), at which flows at equal distances, the first at the start, are worth nothing together.
/// Source: Regulation Z (12 CFR 1026) Appendix J, actuarial method; the simple form of an
///         annualised rate (单利) in Announcement No. 3 [2021] of the People's Bank of China.
std::expected<Rate, XirrError> nominal_irr(std::span<const Amount> flows, Period every);

/// The effective annual rate of the same flows, (1 + rate of a period)^periods in a year - 1: that
/// of a product, whatever the day on which a loan starts.
/// Source: the compound form of an annualised rate (复利) in the same announcement.
std::expected<Rate, XirrError> effective_irr(std::span<const Amount> flows, Period every);

}  // namespace tributary::money
