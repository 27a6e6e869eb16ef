#include "money/schedule.hpp"

#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

#include "money/accrual.hpp"
#include "money/annuity.hpp"
#include "money/claim_share.hpp"
#include "money/loan_periods.hpp"
#include "money/rounding.hpp"

namespace tributary::money {
namespace {

/// What stays the same from instalment to instalment: the whole payment of an annuity, the
/// principal of the other methods; nothing where principal comes back at once.
Amount level_part(const Terms& terms, Amount principal, std::span<const YearFraction> earning) {
  if (terms.level_part != Amount{}) return terms.level_part;
  const auto amortising = earning.subspan(static_cast<std::size_t>(terms.grace_principal_periods));
  switch (terms.method) {
    case Method::annuity:
      return level_payment(principal, terms.balloon, terms.annual_rate, amortising,
                           terms.instalment_unit, terms.rounding);
    case Method::equal_principal:
    case Method::flat: {
      const auto instalments = static_cast<std::int64_t>(amortising.size());
      const std::int64_t units =
          divide_rounded(principal.minor - terms.balloon.minor,
                         instalments * terms.instalment_unit.minor, terms.rounding);
      return {units * terms.instalment_unit.minor};
    }
    case Method::interest_only:
    case Method::bullet:
      return {};
  }
  ASSERT(false);
}

std::optional<TermsError> fill_amounts(std::span<Instalment> lines, const Terms& terms,
                                       Amount principal, const LoanPeriods& periods) {
  std::vector<YearFraction> earning;
  for (int k = 1; k <= periods.instalments(); ++k) earning.push_back(periods.earning(k));
  const std::size_t last = lines.size() - 1;
  const std::size_t first_level = terms.method == Method::interest_only
                                      ? last
                                      : static_cast<std::size_t>(terms.grace_principal_periods);
  const Amount level = level_part(terms, principal, earning);
  if (first_level < last && level == Amount{}) return TermsError::instalment_rounds_to_zero;

  ScheduleInterest earned(terms, periods, principal);
  Amount balance = principal;
  for (std::size_t k = 0; k <= last; ++k) {
    Instalment& line = lines[k];
    line.interest = earned.whole();
    if (k == last) {
      line.principal = balance;
    } else if (k >= first_level) {
      line.principal = terms.method == Method::annuity ? level - line.interest : level;
    }
    if (line.principal < Amount{}) return TermsError::instalment_below_interest;
    earned.repay(line.principal);
    balance -= line.principal;
    const bool leaves_the_rest = balance > Amount{} && balance >= terms.balloon;
    if (k < last && !leaves_the_rest) return TermsError::repaid_before_last_instalment;
  }
  return std::nullopt;
}

void defer_interest(std::span<Instalment> lines, std::int32_t periods) {
  const auto deferred = lines.first(static_cast<std::size_t>(periods));
  for (Instalment& line : deferred) {
    lines[deferred.size()].interest += line.interest;
    line.interest = {};
  }
}

std::optional<TermsError> fill_due_dates(std::span<Instalment> lines, const LoanPeriods& periods,
                                         BusinessDayRule rule, const Calendar& calendar) {
  Date previous = periods.period_end(0);
  for (int k = 1; Instalment & line : lines) {
    line.due = calendar.adjust(periods.due(k++), rule);
    if (line.due <= previous) return TermsError::due_dates_do_not_increase;
    previous = line.due;
  }
  return std::nullopt;
}

}  // namespace

std::expected<std::vector<Instalment>, TermsError> make_schedule(const Terms& terms,
                                                                 Amount principal, Date start,
                                                                 std::optional<Date> first_due,
                                                                 const Calendar& calendar) {
  if (const auto error = find_error(terms, principal, start, first_due)) {
    return std::unexpected(*error);
  }
  const LoanPeriods periods(terms, start, first_due);
  std::vector<Instalment> lines(static_cast<std::size_t>(periods.instalments()));
  if (const auto error = fill_due_dates(lines, periods, terms.business_days, calendar)) {
    return std::unexpected(*error);
  }
  if (const auto error = fill_amounts(lines, terms, principal, periods)) {
    return std::unexpected(*error);
  }
  defer_interest(lines, terms.interest_deferred_periods);
  return lines;
}

std::expected<std::vector<Instalment>, TermsError> make_schedule(const Terms& terms,
                                                                 std::span<const Amount> principals,
                                                                 Date start,
                                                                 std::optional<Date> first_due,
                                                                 const Calendar& calendar) {
  Amount principal;
  std::vector<Instalment> lines;
  for (const Amount part : principals) {
    principal += part;
    lines.push_back({{}, part, {}});
  }
  if (const auto error = find_error(terms, principal, start, first_due)) {
    return std::unexpected(*error);
  }
  const LoanPeriods periods(terms, start, first_due);
  if (const auto error = fill_due_dates(lines, periods, terms.business_days, calendar)) {
    return std::unexpected(*error);
  }
  fill_interest(lines, terms, periods);
  return lines;
}

std::vector<Amount> principals_of(std::span<const Amount> named, Amount principal) {
  const Amount in_all = std::accumulate(named.begin(), named.end(), Amount{});
  std::vector<Amount> parts;
  Amount up_to;
  for (const Amount part : named) {
    parts.push_back(point(principal, up_to + part, in_all) - point(principal, up_to, in_all));
    up_to += part;
  }
  return parts;
}

std::expected<std::vector<Instalment>, TermsError> make_schedule(const Terms& terms,
                                                                 std::span<const Amount> principals,
                                                                 Amount principal, Date start,
                                                                 std::optional<Date> first_due,
                                                                 const Calendar& calendar) {
  if (principals.empty()) return make_schedule(terms, principal, start, first_due, calendar);
  const std::vector<Amount> parts = principals_of(principals, principal);
  if (parts.back() == Amount{}) return std::unexpected(TermsError::repaid_before_last_instalment);
  return make_schedule(terms, parts, start, first_due, calendar);
}

std::optional<TermsError> find_error(const Terms& terms, std::span<const Amount> principals,
                                     Amount principal) {
  if (principals.empty()) return std::nullopt;
  const bool is_shaped = terms.grace_principal_periods != 0 || terms.balloon != Amount{} ||
                         terms.level_part != Amount{} || terms.instalment_unit != Amount{1};
  if (is_shaped) return TermsError::principals_do_not_fit_terms;
  const std::int32_t instalments = terms.method == Method::bullet ? 1 : terms.periods;
  if (!std::cmp_equal(principals.size(), instalments)) {
    return TermsError::principals_do_not_fit_periods;
  }
  Amount left = principal;
  for (const Amount part : principals) {
    if (part < Amount{} || part > left) return TermsError::principals_do_not_add_up;
    left -= part;
  }
  const bool add_up = left == Amount{} && principals.back() != Amount{};
  return add_up ? std::nullopt : std::optional(TermsError::principals_do_not_add_up);
}

void fill_interest(std::span<Instalment> lines, const Terms& terms, const LoanPeriods& periods) {
  ASSERT(lines.size() == static_cast<std::size_t>(periods.instalments()));
  Amount principal;
  for (const Instalment& line : lines) principal += line.principal;
  ScheduleInterest earned(terms, periods, principal);
  for (Instalment& line : lines) {
    line.interest = earned.whole();
    earned.repay(line.principal);
  }
  defer_interest(lines, terms.interest_deferred_periods);
}

}  // namespace tributary::money
