#pragma once

#include <algorithm>
#include <initializer_list>

#include "engine/decision.hpp"

/// What a block means for each command. It stops wishes, of the party and of those who act for it:
/// who is blocked gets no new contract and takes nothing out. It stops no fact and no duty.
///
///     create, approve a listing, accept a part   borrower, guarantor     party_blocked
///     place a bid                                bidder and both         party_blocked
///     settle a loan                              both of them            party_blocked
///                                                each bidder             bidder_blocked
///     request, submit a withdrawal               the owner               party_blocked
///     transfer funds                             the owner who pays      party_blocked
///     prepay a loan, or a part                   borrower                party_blocked
///
/// All else goes on: what the bank says (deposits, bounces, withdrawals that are completed,
/// released or returned), what mends a mistake (reversals, voided bids), what is owed by contract
/// (instalments, late interest, compensation, what an account owes), what holders are paid, and
/// what ends a raise or sets its dates.
namespace tributary::engine {

inline bool is_blocked(const State& state, AccountId account) {
  return state.parties[state.ledger[account].owner].blocked;
}

/// The first reason against, or none. The zero id is nobody.
inline Refusal check_blocks(const State& state, std::initializer_list<AccountId> accounts) {
  if (state.parties.blocked() == 0) return Refusal::none;
  for (const AccountId account : accounts) {
    if (account && is_blocked(state, account)) return Refusal::party_blocked;
  }
  return Refusal::none;
}

/// The refusal with the first of a loan's bids that something is against, or none.
template <class Against>
Refused first_bid_against(const Loan& loan, Refusal refusal, Against&& against) {
  const auto found = std::ranges::find_if(loan.claims, against, &Claim::holder);
  if (found == loan.claims.end()) return Refusal::none;
  const auto place = static_cast<std::size_t>(found - loan.claims.begin());
  return {refusal, protocol::RefusalDetail::of_bid(loan.bid_of_place(place), found->holder)};
}

/// Borrower and guarantor of a loan.
inline Refusal check_blocks(const State& state, const Loan& loan) {
  return check_blocks(state, {loan.borrower, loan.guarantor});
}

/// A bid is an offer that settlement takes up: not that of somebody blocked since.
inline Refused check_bidders(const State& state, const Loan& loan) {
  if (state.parties.blocked() == 0) return Refusal::none;
  return first_bid_against(loan, Refusal::bidder_blocked,
                           [&](AccountId holder) { return is_blocked(state, holder); });
}

}  // namespace tributary::engine
