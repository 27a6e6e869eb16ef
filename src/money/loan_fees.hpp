#pragma once

#include <boost/describe/class.hpp>

#include "money/amount.hpp"

namespace tributary::money {

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

  friend bool operator==(const LoanFees&, const LoanFees&) = default;
};
BOOST_DESCRIBE_STRUCT(LoanFees, (),
                      (service, service_per_period, guarantee, interest, prepayment, reserve))

/// Whether each of them lies between nothing and all. What is computed here needs it; asserted.
bool are_shares(const LoanFees& fees);

/// What platform, guarantor and reserve fund keep of the principal at settlement.
struct FeesWithheld {
  Amount service;
  Amount guarantee;
  Amount reserve;

  Amount total() const { return service + guarantee + reserve; }
};
FeesWithheld fees_withheld(const LoanFees& fees, Amount principal);

/// The service fee due with each instalment of a schedule for `principal`.
Amount fee_per_period(const LoanFees& fees, Amount principal);

}  // namespace tributary::money
