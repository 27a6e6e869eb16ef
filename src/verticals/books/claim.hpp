#pragma once

#include "money/claim_share.hpp"
#include "money/fee.hpp"
#include "verticals/books/rows.hpp"

namespace tributary::books {

/// An account's bid, and once the loan is settled its claim: [from, from + amount) of the loan.
struct Claim {
  Sequence placed = 0;
  Time time;
  LoanId loan;
  std::uint32_t bid = 0;
  Amount from;
  Amount amount;
  Sequence previous = 0;  ///< the account's bid before
};

/// What a posting is made of. Money that came in is positive, as seen from the account.
struct Parts {
  Amount principal;
  Amount interest;
  Amount compensation;  ///< for prepayment
  Amount fee;

  friend bool operator==(const Parts&, const Parts&) = default;

  Amount sum() const { return principal + interest + compensation + fee; }
  Parts& operator+=(const Parts& more) {
    principal += more.principal;
    interest += more.interest;
    compensation += more.compensation;
    fee += more.fee;
    return *this;
  }
  friend Parts operator-(const Parts& a, const Parts& b) {
    return {a.principal - b.principal, a.interest - b.interest, a.compensation - b.compensation,
            a.fee - b.fee};
  }
};
BOOST_DESCRIBE_STRUCT(Parts, (), (principal, interest, compensation, fee))

/// What the holder of `claim` has received in all when the loan has paid `totals`; the interest fee
/// that was kept is negative. Needs: a settled loan.
inline Parts received(const Claim& claim, const PaidTotals& totals, const LoanRow& loan) {
  const auto share = [&](Amount total) {
    return money::share(total, claim.from, claim.from + claim.amount, loan.principal);
  };
  const Amount interest = share(totals.interest);
  return {share(totals.principal), interest, share(totals.compensation),
          -money::fee(interest, loan.interest_fee)};
}

}  // namespace tributary::books
