#pragma once

#include <string_view>

#include "money/wide_amount.hpp"
#include "protocol/types.hpp"

namespace tributary::books {

/// Loans by what state they are in.
struct LoanCounts {
  std::uint32_t review = 0;
  std::uint32_t approved = 0;
  std::uint32_t scheduled = 0;
  std::uint32_t open = 0;
  std::uint32_t full = 0;
  std::uint32_t repaying = 0;
  std::uint32_t overdue = 0;
  std::uint32_t compensated = 0;
  std::uint32_t written_off = 0;
  std::uint32_t repaid = 0;
  std::uint32_t prepaid = 0;
  std::uint32_t rejected = 0;
  std::uint32_t cancelled = 0;
  std::uint32_t failed = 0;

  friend bool operator==(const LoanCounts&, const LoanCounts&) = default;

  std::uint32_t& of(protocol::LoanState);
};
BOOST_DESCRIBE_STRUCT(LoanCounts, (),
                      (review, approved, scheduled, open, full, repaying, overdue, compensated,
                       written_off, repaid, prepaid, rejected, cancelled, failed))

/// A thousand million times what is outstanding: above it nobody looks, and JSON is exact.
inline constexpr std::int64_t reserve_coverage_ppm_max = 1'000'000'000'000'000;

/// The platform's figures in one currency, since its beginning unless they say otherwise. What
/// follows from balances is an amount, bounded by `limits::currency_fact_max` of the engine. Sums
/// over history are wide, and so are those over all loans: money that is lent may be lent on.
struct Totals {
  static constexpr std::string_view table = "books_totals";
  static constexpr std::string_view key = "currency";
  protocol::Currency currency = protocol::Currency::CNY;
  money::WideAmount deposited;  ///< less what was reversed
  std::uint64_t deposits = 0;
  money::WideAmount withdrawn;  ///< less what was reversed
  std::uint64_t withdrawals = 0;
  LoanCounts loans;  ///< now
  std::uint64_t loans_settled = 0;
  money::WideAmount lent;
  money::WideAmount principal_repaid;       ///< to the holders, by whomever
  money::WideAmount principal_outstanding;  ///< now: to the holders, but of loans written off
  money::WideAmount principal_overdue;      ///< now: by borrowers, to holders and who compensated
  money::WideAmount interest_paid;
  money::WideAmount bid_interest_paid;     ///< besides: at settlement, for the days since each bid
  money::WideAmount interest_outstanding;  ///< now: what the schedules still bring the holders
  money::WideAmount late_interest_paid;
  money::WideAmount compensation_paid;
  money::WideAmount compensated;            ///< to the holders in the place of borrowers
  money::WideAmount recovered;              ///< of that, from the borrowers
  money::WideAmount written_off;            ///< principal that borrowers owed then
  money::WideAmount reserve_contributions;  ///< of borrowers, at settlement
  protocol::Amount reserve_fund;            ///< now
  std::uint64_t reserve_coverage_ppm = 0;   ///< that, of the principal outstanding; 0 of nothing;
                                            ///< at most `reserve_coverage_ppm_max`
  protocol::Amount receivables;     ///< now: owed by people who had not enough left to give back
  protocol::Amount own_money;       ///< now: the platform's own at the custodian
  protocol::Amount custodian_cash;  ///< now: what the bank's statement has to say
  protocol::Amount gap;             ///< now: owed to people, and held by no bank
  protocol::Amount owed;            ///< now: to members, the platform and all others together
  money::WideAmount service_fees;
  money::WideAmount late_fees;
  money::WideAmount interest_fees;
  money::WideAmount guarantee_fees;
  money::WideAmount withdrawal_fees;
  std::uint64_t lenders = 0;
  std::uint64_t lenders_current = 0;  ///< hold a claim that is being repaid
  std::uint64_t borrowers = 0;
  std::uint64_t borrowers_current = 0;      ///< owe a loan
  money::WideAmount written_off_recovered;  ///< paid to the holders since, on all that is owed

  friend bool operator==(const Totals&, const Totals&) = default;
};
BOOST_DESCRIBE_STRUCT(Totals, (),
                      (currency, deposited, deposits, withdrawn, withdrawals, loans, loans_settled,
                       lent, principal_repaid, principal_outstanding, principal_overdue,
                       interest_paid, bid_interest_paid, interest_outstanding, late_interest_paid,
                       compensation_paid, compensated, recovered, written_off,
                       reserve_contributions, reserve_fund, reserve_coverage_ppm, receivables,
                       own_money, custodian_cash, gap, owed, service_fees, late_fees, interest_fees,
                       guarantee_fees, withdrawal_fees, lenders, lenders_current, borrowers,
                       borrowers_current, written_off_recovered))

}  // namespace tributary::books
