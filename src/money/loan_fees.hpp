#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>

#include "money/amount.hpp"

namespace tributary::money {

/// How far a loan that is prepaid as a whole pays interest: to that day, or to the next due date,
/// as if the instalment had been awaited.
enum class PayoffInterest : std::uint8_t { to_the_day = 1, to_next_due = 2 };
BOOST_DESCRIBE_ENUM(PayoffInterest, to_the_day, to_next_due)

/// The fees of a loan; each names its payer, base and moment. Rounded half up, but what investors
/// pay is rounded down.
struct LoanFees {
  Rate service{};  ///< of the principal, from the borrower, withheld at settlement
  /// Of the principal, from the borrower, due with each instalment; after a part prepayment of what
  /// remains.
  Rate service_per_period{};
  Rate guarantee{};   ///< of the principal, from the borrower to the guarantor at settlement
  Rate interest{};    ///< of the interest received, from the investor
  Rate prepayment{};  ///< of the principal prepaid, from the borrower to the investors
  Rate reserve{};     ///< of the principal, from the borrower to the reserve fund at settlement
  /// Besides `prepayment`, as compensation: the contract's interest of so many days, each a 365th
  /// of a year, on the principal prepaid.
  std::uint16_t prepayment_days = 0;
  PayoffInterest payoff_interest = PayoffInterest::to_the_day;
  /// As `service_per_period`, for the guarantor. Both are one fee, rounded once.
  Rate guarantee_per_period{};

  friend bool operator==(const LoanFees&, const LoanFees&) = default;
};
BOOST_DESCRIBE_STRUCT(LoanFees, (),
                      (service, service_per_period, guarantee, interest, prepayment, reserve,
                       prepayment_days, payoff_interest, guarantee_per_period))

/// Whether each of them lies between nothing and all, those due with an instalment together, and
/// there are no more days than a year has.
/// What is computed here needs it; asserted.
bool are_shares(const LoanFees& fees);

/// What platform, guarantor and reserve fund keep of the principal at settlement.
struct FeesWithheld {
  Amount service;
  Amount guarantee;
  Amount reserve;

  Amount total() const { return service + guarantee + reserve; }
};
FeesWithheld fees_withheld(const LoanFees& fees, Amount principal);

/// What holders get for a principal that comes back ahead of time. Rounds: both parts half up.
Amount prepayment_compensation(const LoanFees& fees, Amount principal, Rate annual_rate);

/// The fees due with each instalment of a schedule for `principal`.
Amount fee_per_period(const LoanFees& fees, Amount principal);

/// The guarantor's of what was `paid` of them in all: of part payments, the differences. Half up.
Amount guarantee_part(const LoanFees& fees, Amount paid);

}  // namespace tributary::money
