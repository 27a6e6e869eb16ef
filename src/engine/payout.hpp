#pragma once

#include <span>
#include <vector>

#include "engine/loan.hpp"
#include "engine/state.hpp"

/// How a payment is shared by the holders of a loan's claims.
namespace tributary::engine {

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
                        Rate interest_fee, Rate late_interest);
/// The same of every instalment.
bool can_be_shared(std::span<const money::Instalment> schedule, Amount smallest_claim,
                   Amount principal, Rate interest_fee, Rate late_interest);

/// Whether `payer` has what `pay_holders` takes and the fees besides, and the platform what it
/// gives back.
bool can_be_paid(const State& state, const Loan& loan, AccountId payer, const PaidTotals& after,
                 Amount fees, Amount interest_fee);

/// Takes what `before` and `after` differ by from the payer; gives each holder their share less the
/// interest fee, and that to the platform. Conserves to the cent; asserted.
void pay_holders(State& state, LoanId loan, AccountId payer, const PaidTotals& before,
                 const PaidTotals& after, Amount interest_fee);

/// Of what the holders received when `before` became `after`, what their accounts no longer have:
/// one entry an account, however many claims it holds, in the order of accounts.
std::vector<protocol::Shortfall> holders_shortfalls(const State& state, const Loan& loan,
                                                    const PaidTotals& before,
                                                    const PaidTotals& after);

/// Takes back what `pay_holders` gave, but for the shortfalls: those the caller takes elsewhere.
void take_back(State& state, LoanId loan, const PaidTotals& before, const PaidTotals& after,
               Amount interest_fee, std::span<const protocol::Shortfall> shortfalls);

}  // namespace tributary::engine
