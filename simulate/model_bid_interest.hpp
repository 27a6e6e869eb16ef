#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "simulate/model_fees.hpp"
#include "simulate/model_rows.hpp"

/// What bids earn until their loan is settled, where the product pays interest from the bid on: by
/// days and years of the model's own count.
namespace tributary::simulation {

/// In years of so many parts.
struct ModelTime {
  std::int64_t parts = 0;
  std::int64_t in_a_year = 1;
};

inline std::chrono::year_month_day civil(Date date) {
  return std::chrono::sys_days{std::chrono::days{date.days}};
}

/// Months of thirty days: a 31st is a 30th, as the last day only after a 30th or 31st.
inline std::int64_t days_of_thirty(Date from, Date to) {
  const auto months = [](std::chrono::year_month_day date) {
    return 12 * static_cast<int>(date.year()) +
           static_cast<int>(static_cast<unsigned>(date.month()));
  };
  const auto day = [](std::chrono::year_month_day date) {
    return static_cast<int>(static_cast<unsigned>(date.day()));
  };
  const int first = day(civil(from)) == 31 ? 30 : day(civil(from));
  const int last = day(civil(to)) == 31 && first == 30 ? 30 : day(civil(to));
  return 30 * std::int64_t{months(civil(to)) - months(civil(from))} + last - first;
}

/// Each day is a part of the year that it lies in.
inline std::int64_t parts_of_real_years(Date from, Date to) {
  std::int64_t parts = 0;
  for (Date day = from; day < to; day = day + 1) parts += civil(day).year().is_leap() ? 365 : 366;
  return parts;
}

inline ModelTime time_between(const money::Terms& terms, Date from, Date to) {
  const std::int64_t days = to - from;
  switch (terms.basis) {
    case money::Basis::thirty_360:
      return {
          terms.broken_periods == money::BrokenPeriods::real_days ? days : days_of_thirty(from, to),
          360};
    case money::Basis::act_365:
      return {days, 365};
    case money::Basis::act_360:
      return {days, 360};
    case money::Basis::act_364:
      return {days, 364};
    case money::Basis::act_act:
      break;
  }
  return {parts_of_real_years(from, to), std::int64_t{365} * 366};
}

inline Amount earned_by_bid(const money::Terms& terms, Amount bid, Date placed, Date settled) {
  if (settled <= placed) return {};
  const ModelTime time = time_between(terms, placed, settled);
  const __int128 whole = static_cast<__int128>(time.in_a_year) * 1'000'000;
  const __int128 exact = static_cast<__int128>(bid.minor) * terms.annual_rate.ppm * time.parts;
  return nearest(exact, whole, terms.rounding);
}

/// Of a bid that stands, if its loan is settled on that day.
inline Amount bid_interest(const ModelLoan& loan, const ModelBid& bid, Date on) {
  if (loan.rules.interest_from != InterestFrom::bid) return {};
  return earned_by_bid(loan.terms, bid.to - bid.from, loan.bid_days[bid.number], on);
}

inline Amount bid_interest(const ModelLoan& loan, Date on) {
  Amount sum;
  for (const ModelBid& bid : loan.bids) sum += bid_interest(loan, bid, on);
  return sum;
}

/// As an event says them: the day of a bid where it is another than that of the bid before it.
inline std::vector<BidDay> bid_days_told(const ModelLoan& loan) {
  std::vector<BidDay> told;
  if (loan.rules.interest_from != InterestFrom::bid) return told;
  for (std::size_t bid = 0; bid < loan.bid_days.size(); ++bid) {
    if (bid != 0 && loan.bid_days[bid] == loan.bid_days[bid - 1]) continue;
    told.push_back({static_cast<std::uint32_t>(bid), loan.bid_days[bid]});
  }
  return told;
}

}  // namespace tributary::simulation
