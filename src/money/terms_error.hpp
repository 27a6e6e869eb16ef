#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "money/amount.hpp"
#include "money/date.hpp"
#include "money/terms.hpp"

namespace tributary::money {

inline constexpr std::int32_t periods_max = 600;
inline constexpr std::int32_t period_count_max = 366;  ///< of the months, weeks or days of `every`
inline constexpr Rate annual_rate_max{10'000'000};
inline constexpr std::int32_t term_days_max = 36'525;  ///< a hundred years
inline constexpr Date start_min{-25'567};              ///< 1900-01-01
inline constexpr Date start_max{84'005};               ///< 2199-12-31

/// What can be wrong with terms, a loan on them, or a quote. In order of precedence; the numbers
/// are fixed for ever.
enum class TermsError : std::uint8_t {
  unknown_choice = 1,
  annual_rate_out_of_range = 2,
  periods_out_of_range = 3,
  period_length_out_of_range = 4,
  due_day_out_of_range = 5,
  instalment_unit_out_of_range = 6,
  instalment_unit_does_not_fit_method = 7,
  grace_out_of_range = 8,
  grace_does_not_fit_method = 9,
  interest_deferral_out_of_range = 10,
  interest_deferral_does_not_fit_method = 11,
  interest_free_periods_out_of_range = 12,
  balloon_out_of_range = 13,
  balloon_does_not_fit_method = 14,
  principal_out_of_range = 15,
  start_out_of_range = 16,
  first_due_out_of_range = 17,
  term_too_long = 18,
  due_dates_do_not_increase = 19,
  instalment_rounds_to_zero = 20,
  instalment_below_interest = 21,
  repaid_before_last_instalment = 22,
  fee_withheld_out_of_range = 23,
  bid_out_of_range = 24,
  interest_fee_out_of_range = 25,
  fee_out_of_range = 26,
  fees_exceed_principal = 27,
  level_part_out_of_range = 28,
  level_part_does_not_fit_method = 29,
  broken_periods_do_not_fit_basis = 30,
  principals_do_not_fit_terms = 31,
  principals_do_not_add_up = 32,
  principals_do_not_fit_periods = 33,
};
BOOST_DESCRIBE_ENUM(TermsError, unknown_choice, annual_rate_out_of_range, periods_out_of_range,
                    period_length_out_of_range, due_day_out_of_range, instalment_unit_out_of_range,
                    instalment_unit_does_not_fit_method, grace_out_of_range,
                    grace_does_not_fit_method, interest_deferral_out_of_range,
                    interest_deferral_does_not_fit_method, interest_free_periods_out_of_range,
                    balloon_out_of_range, balloon_does_not_fit_method, principal_out_of_range,
                    start_out_of_range, first_due_out_of_range, term_too_long,
                    due_dates_do_not_increase, instalment_rounds_to_zero, instalment_below_interest,
                    repaid_before_last_instalment, fee_withheld_out_of_range, bid_out_of_range,
                    interest_fee_out_of_range, fee_out_of_range, fees_exceed_principal,
                    level_part_out_of_range, level_part_does_not_fit_method,
                    broken_periods_do_not_fit_basis, principals_do_not_fit_terms,
                    principals_do_not_add_up, principals_do_not_fit_periods)

/// What to change, as one English sentence without a full stop.
std::string_view explain(TermsError);
/// Likewise in Chinese.
std::string_view explain_in_chinese(TermsError);

/// What is wrong with terms whatever the sum and the day: for a product being defined.
std::optional<TermsError> find_error(const Terms&);

/// What is wrong with a loan on these terms, as far as it shows before the instalments are known.
std::optional<TermsError> find_error(const Terms&, Amount principal, Date start,
                                     std::optional<Date> first_due);

/// Up to when somebody who names the first due date of a loan can mean it, and it is no slip of the
/// hand: two periods after the day on which it is paid out, from whenever it bears interest.
/// Needs: terms without `find_error`.
Date latest_first_due(const Terms& terms, Date paid_out);

}  // namespace tributary::money
