#pragma once

#include <algorithm>
#include <vector>

#include "protocol/event.hpp"
#include "verticals/books/facts.hpp"

/// For tests: a loan of a life, by the definitions and in the plainest way.
namespace tributary::books {

struct LifeLoan {
  struct Bid {
    AccountId account;
    Amount from;
    Amount amount;
    std::uint32_t number = 0;
    Date day{};  ///< on which it was decided
  };
  struct Period {
    money::Instalment due;
    Amount fee{};
    Amount late_interest{};
    Amount late_fee{};
    AccountId payer{};       ///< who paid the holders instead
    InstalmentParts paid{};  ///< by the borrower
    Amount fee_paid{};
    Amount late_fee_paid{};
  };
  struct Collection {
    Sequence sequence = 0;
    protocol::InstalmentCollected event;
  };

  AccountId borrower;
  Amount principal;
  Amount raised{};
  Rate interest_fee;
  std::int32_t grace_days = 0;
  LoanState state = LoanState::review;
  std::vector<Bid> bids{};
  std::uint32_t bids_placed = 0;
  std::vector<protocol::BidDay> bid_days{};
  Rate annual_rate{};
  bool earns_from_bid = false;  ///< by the days there are, of a year of 365
  Rate service_per_period{};
  Rate guarantee_per_period{};
  std::vector<Period> periods{};
  Amount fee_per_period{};
  PaidTotals paid{};
  std::uint32_t next_period = 1;
  Date today{20'000};
  bool written_off = false;
  Date looked_at{};                       ///< when it was last found late
  std::vector<Collection> collections{};  ///< that can be reversed
  Amount compensated{};
  Amount recovered{};
  Amount written_off_recovered{};
  Amount late_fees{};

  Period& next() { return periods[next_period - 1]; }
  const Period& next() const { return periods[next_period - 1]; }

  bool was_settled() const { return state >= LoanState::repaying && state <= LoanState::prepaid; }
  bool is_late() const { return state == LoanState::overdue || state == LoanState::compensated; }
  bool will_pay() const { return state == LoanState::repaying || is_late(); }

  static InstalmentParts left(const Period& period) {
    return {period.due.principal - period.paid.principal,
            period.due.interest - period.paid.interest,
            period.late_interest - period.paid.late_interest};
  }
  static Amount sum(const InstalmentParts& parts) {
    return parts.principal + parts.interest + parts.late_interest;
  }
  static bool is_paid(const Period& period) {
    return left(period) == InstalmentParts{} && period.fee_paid == period.fee &&
           period.late_fee_paid == period.late_fee;
  }
  static bool is_untouched(const Period& period) {
    return period.paid == InstalmentParts{} && period.fee_paid == Amount{} &&
           period.late_interest == Amount{} && period.late_fee == Amount{};
  }
  bool is_overdue(const Period& period, Date day) const {
    return day - period.due.due > grace_days;
  }
  LoanState state_after_payment() const {
    if (next_period > periods.size()) return LoanState::repaid;
    if (written_off) return LoanState::written_off;
    if (next().payer) return LoanState::compensated;
    return is_overdue(next(), today) ? LoanState::overdue : LoanState::repaying;
  }

  /// What of the periods from the next on `wanted` holds, and the borrower has not paid.
  template <class Wanted>
  InstalmentParts sum_left(Wanted&& wanted) const {
    InstalmentParts sum;
    for (std::size_t n = next_period - 1; n < periods.size(); ++n) {
      if (!wanted(periods[n])) continue;
      const InstalmentParts more = left(periods[n]);
      sum.principal += more.principal;
      sum.interest += more.interest;
      sum.late_interest += more.late_interest;
    }
    return sum;
  }
  /// What holders still get of the schedule.
  InstalmentParts to_come() const {
    return sum_left([](const Period& period) { return !period.payer; });
  }
  InstalmentParts behind() const {
    return sum_left(
        [&](const Period& period) { return period.payer || is_overdue(period, looked_at); });
  }
  /// The first period that was not due by `day`; behind the last if all were.
  std::uint32_t first_not_due(Date day) const {
    const auto found =
        std::ranges::find_if(periods, [&](const Period& period) { return period.due.due > day; });
    return static_cast<std::uint32_t>(found - periods.begin()) + 1;
  }

  /// What [from, from + amount) of the loan has received of `total`.
  Amount share(Amount total, const Bid& bid) const {
    const auto point = [&](std::int64_t cut) {
      const __int128 doubled = 2 * static_cast<__int128>(total.minor) * cut + principal.minor;
      return static_cast<std::int64_t>(doubled / (2 * static_cast<__int128>(principal.minor)));
    };
    return {point(bid.from.minor + bid.amount.minor) - point(bid.from.minor)};
  }
  Amount interest_fees(const Bid& bid, const PaidTotals& totals) const {
    const auto interest = static_cast<__int128>(share(totals.interest, bid).minor);
    return {static_cast<std::int64_t>(interest * interest_fee.ppm / 1'000'000)};
  }
  /// What the holder of `bid` has received in all.
  Amount received(const Bid& bid, const PaidTotals& totals) const {
    return share(totals.principal, bid) + share(totals.interest, bid) +
           share(totals.compensation, bid) + share(totals.late_interest, bid) -
           interest_fees(bid, totals);
  }
  Amount interest_fees_between(const PaidTotals& before, const PaidTotals& after) const {
    Amount sum;
    for (const Bid& bid : bids) sum += interest_fees(bid, after) - interest_fees(bid, before);
    return sum;
  }
  /// What a bid earns until the loan is settled `on` that day.
  Amount bid_interest(const Bid& bid, Date on) const {
    if (!earns_from_bid || on <= bid.day) return {};
    const __int128 year = static_cast<__int128>(365) * 1'000'000;
    const __int128 earned =
        static_cast<__int128>(bid.amount.minor) * annual_rate.ppm * (on - bid.day);
    return {static_cast<std::int64_t>((2 * earned + year) / (2 * year))};
  }
  Amount bid_interest(Date on) const {
    Amount sum;
    for (const Bid& bid : bids) sum += bid_interest(bid, on);
    return sum;
  }
  /// The guarantor's of what was paid of a period's fee in all.
  Amount guarantee_part(Amount fee_paid) const {
    const std::int64_t both = service_per_period.ppm + guarantee_per_period.ppm;
    if (both == 0) return {};
    const __int128 part = static_cast<__int128>(fee_paid.minor) * guarantee_per_period.ppm;
    return {static_cast<std::int64_t>((2 * part + both) / (2 * both))};
  }
  /// The guarantor's of what is paid of the next period's fee now.
  Amount guarantee_fee(Amount fee) const {
    return guarantee_part(next().fee_paid + fee) - guarantee_part(next().fee_paid);
  }
  PaidTotals with(const InstalmentParts& more) const {
    return {paid.principal + more.principal, paid.interest + more.interest, paid.compensation,
            paid.late_interest + more.late_interest};
  }
};

}  // namespace tributary::books
