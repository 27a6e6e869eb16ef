#pragma once

#include "verticals/books/snapshot.hpp"

namespace tributary::books {

/// What money that was lent has really earned: the effective annual rate (`money::xirr`) at which
/// all it went out and came back with is worth nothing together, each on the business day for which
/// it counts.
///   Out: a claim's price, which is its principal, on the day of the settlement.
///   In on that day: what its bid earned until then, where a product pays interest from the bid on.
///   In:  principal, interest, late interest and compensation, less the fee that is kept of the
///        interest; by whomever they were paid, and after a write-off too. A payment that was taken
///        back was never made.
///   In on the newest business day: principal outstanding, in full; of a loan written off, nothing.
///        Interest that is not paid yet counts nothing.
/// Bids that are not settled are no money lent. What an account pays, deposits, withdraws or owes
/// besides is not in it.
struct Earned {
  std::optional<Rate> annual_rate;
  std::optional<std::string> reason;     ///< why there is none, for people
  std::optional<std::string> reason_zh;  ///< the same in Chinese

  friend bool operator==(const Earned&, const Earned&) = default;
};
BOOST_DESCRIBE_STRUCT(Earned, (), (annual_rate, reason, reason_zh))

/// By one claim. Costs the days on which its loan has paid. Needs: a settled loan.
/// Errors of all of them: BooksDamaged.
Earned earned_by(Snapshot& books, const Claim& claim, const LoanRow& loan);

/// By all holders of a settled loan together. Costs as much.
Earned earned_by_all(Snapshot& books, const LoanRow& loan);

/// By all claims that an account has had. Costs the days on which there was something for them to
/// pay or to get; before they are followed (`Bookkeeper::claims_merged_max` bids), some rows and
/// the days of the loan for each of its bids.
Earned earned_by(Snapshot& books, AccountId account);

/// By all holders of all loans of a currency together. Costs the days on which one of them lent or
/// was paid.
Earned earned_in(Snapshot& books, const Totals& totals);

}  // namespace tributary::books
