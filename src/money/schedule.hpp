#pragma once

#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "money/calendar.hpp"
#include "money/loan_periods.hpp"
#include "money/terms.hpp"
#include "money/terms_error.hpp"

namespace tributary::money {

/// The instalments of a loan of `principal` paid out on `start`. Laws: principal adds up to
/// `principal`, nothing is negative, due dates strictly increase, some principal is left for the
/// last instalment, which takes all that is left.
///
/// With B the balance before instalment k of n, r_k its period rate, and principal starting to come
/// back after the grace:
///   annuity          total = A (`level_payment`), interest = B r_k, principal the rest
///   equal principal  principal = (P - balloon) / (n - grace), interest = B r_k
///   flat             the same principal, interest = P r_k
///   interest-only    interest = B r_k, principal with the last
///   bullet           one instalment: P and its interest over the whole term, simple
/// `Terms::level_part` takes the place of A, or of the level principal; the last instalment takes
/// what it leaves, which may be more.
/// A balloon is paid on top of the last level instalment: the last principal is the balloon and a
/// level part. Deferred interest falls due with the
/// first instalment after the deferral and bears no interest; the other lines stay as they are.
/// Days are counted to the unadjusted due dates, see `LoanPeriods`; the calendar moves the day of
/// payment alone.
///
/// Rounds: interest to a minor unit, of weeks or days on the sum (`ScheduleInterest`);
///         A, or the level principal, to the product's unit. A unit so coarse that
///         instalments come out as zero, stay below the interest, or repay the loan
///         early is refused, so the rest in the last instalment is never negative.
///         What comes after the decimal point of the sum is lost once a schedule ends.
/// Source: Apache Fineract for the grace (graceOnPrincipalPayment), the deferral
///         (graceOnInterestPayment) and interest-free periods (graceOnInterestCharged);
///         Excel's PMT for the balloon (fv).
std::expected<std::vector<Instalment>, TermsError> make_schedule(const Terms& terms,
                                                                 Amount principal, Date start,
                                                                 std::optional<Date> first_due,
                                                                 const Calendar& calendar);

/// Likewise where the principal of each instalment is given, which the terms do not shape then.
/// Needs: one for each of them; asserted.
std::expected<std::vector<Instalment>, TermsError> make_schedule(const Terms& terms,
                                                                 std::span<const Amount> principals,
                                                                 Date start,
                                                                 std::optional<Date> first_due,
                                                                 const Calendar& calendar);

/// The principals that a listing names, in their proportions where less was raised: cut where the
/// sums up to each fall, to the nearest minor unit. None where it names none.
std::vector<Amount> principals_of(std::span<const Amount> named, Amount principal);

/// Likewise by `principals_of` what a listing names; by the terms where it names none.
/// Needs: `principals` without `find_error`; asserted.
std::expected<std::vector<Instalment>, TermsError> make_schedule(const Terms& terms,
                                                                 std::span<const Amount> principals,
                                                                 Amount principal, Date start,
                                                                 std::optional<Date> first_due,
                                                                 const Calendar& calendar);

/// What is wrong with the principals that a listing of `principal` names. They add up to it, one
/// for each instalment, and the last takes some of it; the terms shape none of them then.
std::optional<TermsError> find_error(const Terms& terms, std::span<const Amount> principals,
                                     Amount principal);

/// Computes the interest of lines whose due dates and principal are given, as `make_schedule` would
/// where they are its own: that of each on the balance before it, deferred interest with the first
/// line after the deferral. For schedules that no terms describe.
/// Needs:  a line for each of the periods' instalments; asserted.
void fill_interest(std::span<Instalment> lines, const Terms& terms, const LoanPeriods& periods);

}  // namespace tributary::money
