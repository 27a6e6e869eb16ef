#pragma once

#include <span>
#include <vector>

#include "engine/decision.hpp"
#include "engine/loan.hpp"
#include "engine/state.hpp"
#include "money/claim_share.hpp"
#include "money/fee.hpp"

/// How a payment is shared by the holders of a loan's claims.
namespace tributary::engine {

/// What a cut of the loan has below it, before and after a payment.
struct PaidPoint {
  Amount free_of_fee;  ///< all but interest, by how much it grows
  Amount interest_before;
  Amount interest_after;
};

inline PaidPoint paid_point(Amount cut, const PaidTotals& before, const PaidTotals& after,
                            Amount principal) {
  using money::point;
  Amount free_of_fee;
  for (const auto part :
       {&PaidTotals::principal, &PaidTotals::compensation, &PaidTotals::late_interest}) {
    if (before.*part == after.*part) continue;
    free_of_fee += point(after.*part, cut, principal) - point(before.*part, cut, principal);
  }
  return {free_of_fee, point(before.interest, cut, principal),
          point(after.interest, cut, principal)};
}

/// The fees that holders pay when what they were paid grows from `before` to `after`: each one's by
/// itself, rounded down, summed over all. Below zero in rare cases: where interest is a fraction of
/// a cent, holders whose rounded total falls back get their fee back.
Amount interest_fees(const Loan& loan, const PaidTotals& before, const PaidTotals& after);

/// What `after` has more than `before`.
PaidTotals payment_between(const PaidTotals& before, const PaidTotals& after);

/// What the borrower pays for it.
Amount sum(const PaidTotals& payment);

/// The smallest of a loan's claims. Needs: a loan with claims.
Amount smallest_claim(const Loan& loan);

/// Whether a payment is large enough that no claim's payout of it can be below zero. A payout is a
/// difference of rounded totals: of principal, interest, compensation and late interest each it may
/// be almost two cents below the exact share, and the fee one more. With claims that small nothing
/// could be paid without taking a cent back from somebody.
bool can_be_shared(const PaidTotals& payment, Amount smallest_claim, Amount principal,
                   Rate interest_fee);
/// The same of a payment that late interest may still be added to, if the loan charges any.
bool can_be_shared_late(const PaidTotals& payment, Amount smallest_claim, Amount principal,
                        Rate interest_fee, bool late_interest);
/// The same of every instalment.
bool can_be_shared(std::span<const money::Instalment> schedule, Amount smallest_claim,
                   Amount principal, Rate interest_fee, bool late_interest);

/// Whether every claim's payout is at least `least` when what the loan has paid grows from `before`
/// to `after`: as the claims lie and cents fall, not as they might. For a payment that is made now;
/// of one to come `can_be_shared` is asked.
bool reaches_all(const Loan& loan, const PaidTotals& before, const PaidTotals& after,
                 Amount least = {});

/// Whether `payer` may spend what `pay_holders` takes and the fees besides, and the platform what
/// it gives back: none, or `insufficient_funds` with what the payer may spend and what is needed.
Refused check_funds(const State& state, const Loan& loan, AccountId payer, const PaidTotals& after,
                    Amount fees, Amount interest_fee);

/// Takes what `before` and `after` differ by from the payer; gives each holder their share less the
/// interest fee, and that to the platform. Conserves to the cent; asserted.
void pay_holders(State& state, LoanId loan, AccountId payer, const PaidTotals& before,
                 const PaidTotals& after, Amount interest_fee);

/// Calls `visit(claim, gross, fee)` for each of `claims`, all of the loan's as they lay at some
/// time, with what it receives when what the loan paid grows from `before` to `after`, and the fee
/// on it.
template <class Visit>
void for_each_payout(const Loan& loan, std::span<const Claim> claims, const PaidTotals& before,
                     const PaidTotals& after, Visit&& visit) {
  PaidPoint below = paid_point(Amount{}, before, after, loan.principal);
  for (const Claim& claim : claims) {
    const PaidPoint above = paid_point(claim.end, before, after, loan.principal);
    const Amount interest_before = above.interest_before - below.interest_before;
    const Amount interest_after = above.interest_after - below.interest_after;
    const Amount gross = above.free_of_fee - below.free_of_fee + interest_after - interest_before;
    visit(claim, gross, money::interest_fee(interest_before, interest_after, loan.fees.interest));
    below = above;
  }
}

}  // namespace tributary::engine
