#pragma once

#include <span>

#include "money/claim_share.hpp"
#include "money/fee.hpp"
#include "verticals/books/rows.hpp"

namespace tributary::books {

/// An account's bid, and once the loan is settled its claim: [from, from + amount) of the loan.
struct Claim {
  Sequence placed = 0;
  Time time{};
  LoanId loan{};
  std::uint32_t bid = 0;
  Amount from{};
  Amount amount{};
  Sequence previous = 0;  ///< the account's bid before
  bool voided = false;
};

/// Where a bid lies after others of its loan, or it itself, were voided. `voided`: those of its
/// loan, oldest first.
inline void move_down(Claim& claim, std::span<const VoidedBid> voided) {
  for (const VoidedBid& other : voided) {
    if (claim.voided || other.sequence < claim.placed) continue;
    if (other.bid_from == claim.from) claim.voided = true;
    if (other.bid_from < claim.from) claim.from -= other.amount;
  }
}

/// The bid that an account fact says was placed. `voided`: as above.
inline Claim claim_of(const AccountFact& fact, std::span<const VoidedBid> voided) {
  Claim claim{fact.sequence,
              fact.time,
              fact.loan,
              fact.bid,
              fact.bid_from,
              fact.held_change,
              fact.account_bid_previous};
  move_down(claim, voided);
  return claim;
}

/// What a posting is made of. Money that came in is positive, as seen from the account.
struct Parts {
  Amount principal{};
  Amount interest{};
  Amount compensation{};  ///< for prepayment
  Amount fee{};
  Amount late_interest{};
  Amount late_fee{};
  Amount reserve{};  ///< the reserve fund's contribution

  friend bool operator==(const Parts&, const Parts&) = default;

  Amount sum() const {
    return principal + interest + compensation + fee + late_interest + late_fee + reserve;
  }
  Parts& operator+=(const Parts& more) {
    principal += more.principal;
    interest += more.interest;
    compensation += more.compensation;
    fee += more.fee;
    late_interest += more.late_interest;
    late_fee += more.late_fee;
    reserve += more.reserve;
    return *this;
  }
  friend Parts operator-(const Parts& a) {
    return {-a.principal,     -a.interest, -a.compensation, -a.fee,
            -a.late_interest, -a.late_fee, -a.reserve};
  }
  friend Parts operator-(Parts a, const Parts& b) { return a += -b; }
};
BOOST_DESCRIBE_STRUCT(Parts, (),
                      (principal, interest, compensation, fee, late_interest, late_fee, reserve))

/// What a borrower paid of an instalment.
inline Parts parts_of(const protocol::InstalmentParts& parts) {
  return {.principal = parts.principal,
          .interest = parts.interest,
          .late_interest = parts.late_interest};
}

/// What all holders together were paid from one state of their loan to a later one, before the fee.
inline Parts paid_between(const PaidTotals& before, const PaidTotals& after) {
  return {.principal = after.principal - before.principal,
          .interest = after.interest - before.interest,
          .compensation = after.compensation - before.compensation,
          .late_interest = after.late_interest - before.late_interest};
}

/// What the holder of `claim` has received in all when the loan has paid `totals`; the interest fee
/// that was kept is negative. Needs: a settled loan.
inline Parts received(const Claim& claim, const PaidTotals& totals, const LoanRow& loan) {
  const auto share = [&](Amount total) {
    return money::share(total, claim.from, claim.from + claim.amount, loan.principal);
  };
  const Amount interest = share(totals.interest);
  return {share(totals.principal), interest, share(totals.compensation),
          -money::fee(interest, loan.interest_fee), share(totals.late_interest)};
}

}  // namespace tributary::books
