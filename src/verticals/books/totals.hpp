#pragma once

#include <string_view>

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
  std::uint32_t repaid = 0;
  std::uint32_t prepaid = 0;
  std::uint32_t rejected = 0;
  std::uint32_t cancelled = 0;
  std::uint32_t failed = 0;

  friend bool operator==(const LoanCounts&, const LoanCounts&) = default;

  std::uint32_t& of(protocol::LoanState);
};
BOOST_DESCRIBE_STRUCT(LoanCounts, (),
                      (review, approved, scheduled, open, full, repaying, repaid, prepaid, rejected,
                       cancelled, failed))

/// The platform's figures in one currency, since its beginning unless they say otherwise.
struct Totals {
  static constexpr std::string_view table = "books_totals";
  static constexpr std::string_view key = "currency";
  protocol::Currency currency = protocol::Currency::CNY;
  protocol::Amount deposited;  ///< less what was reversed
  std::uint64_t deposits = 0;
  protocol::Amount withdrawn;  ///< less what was reversed
  std::uint64_t withdrawals = 0;
  LoanCounts loans;  ///< now
  std::uint64_t loans_settled = 0;
  protocol::Amount lent;
  protocol::Amount principal_repaid;
  protocol::Amount principal_outstanding;  ///< now
  protocol::Amount interest_paid;
  protocol::Amount interest_outstanding;  ///< now: what the schedules still ask for
  protocol::Amount compensation_paid;
  protocol::Amount service_fees;
  protocol::Amount interest_fees;
  protocol::Amount guarantee_fees;
  protocol::Amount withdrawal_fees;
  std::uint64_t lenders = 0;
  std::uint64_t lenders_current = 0;  ///< hold a claim that is being repaid
  std::uint64_t borrowers = 0;
  std::uint64_t borrowers_current = 0;  ///< owe a loan

  friend bool operator==(const Totals&, const Totals&) = default;
};
BOOST_DESCRIBE_STRUCT(Totals, (),
                      (currency, deposited, deposits, withdrawn, withdrawals, loans, loans_settled,
                       lent, principal_repaid, principal_outstanding, interest_paid,
                       interest_outstanding, compensation_paid, service_fees, interest_fees,
                       guarantee_fees, withdrawal_fees, lenders, lenders_current, borrowers,
                       borrowers_current))

}  // namespace tributary::books
