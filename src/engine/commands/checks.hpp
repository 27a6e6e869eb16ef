#pragma once

#include <algorithm>

#include "engine/commands/blocks.hpp"
#include "engine/commands/dates.hpp"
#include "engine/limits.hpp"
#include "engine/missing.hpp"

/// Questions that several commands ask in the same words. Each gives the first reason against, or
/// none.
namespace tributary::engine {

/// Of two reasons the one that is told.
inline Refusal first_of(Refusal one, Refusal other) {
  if (one == Refusal::none || other == Refusal::none) return std::max(one, other);
  return std::min(one, other);
}

inline Refused first_of(const Refused& one, const Refused& other) {
  return first_of(one.refusal, other.refusal) == one.refusal ? one : other;
}

inline Refusal check_amount(Amount amount) {
  if (amount <= Amount{}) return Refusal::amount_not_positive;
  if (amount > money::amount_max) return Refusal::amount_exceeds_limit;
  return Refusal::none;
}

/// A partner speaks of its own references alone, and always names one: it sends again what it is
/// not sure of, and without one nothing would tell the same payment from another.
inline Refusal check_reference(const Context& context, protocol::ChannelId named,
                               const protocol::Reference& reference) {
  if (context.sender.actor.kind() != protocol::ActorKind::partner) return Refusal::none;
  if (named && protocol::channel_of(context.sender, named) != named) {
    return Refusal::channel_not_yours;
  }
  return reference.text.empty() ? Refusal::reference_missing : Refusal::none;
}

/// Which of the terms, or rules, has to be another.
inline Refused against_terms(money::TermsError error) {
  return {Refusal::loan_terms_invalid, protocol::RefusalDetail::of(error)};
}
/// Likewise of terms that give no schedule from a first due date that somebody may have named.
inline Refused against_schedule(money::TermsError error) {
  if (error == money::TermsError::first_due_out_of_range) return Refusal::first_due_invalid;
  return against_terms(error);
}
inline Refused against_rule(Refusal refusal, protocol::RuleFault fault) {
  return {refusal, protocol::RefusalDetail::of(fault)};
}

/// A fee may be nothing, but no less.
inline Refusal check_fee(Amount fee) { return fee == Amount{} ? Refusal::none : check_amount(fee); }

/// A party that facts may be set of: a member that has, or had, an account. Of a number that was
/// mistyped nobody would notice that the fact is of nobody.
inline Refusal check_party(const State& state, protocol::PartyId party) {
  const bool possible = party && party.value >> 48 == 0 && party != protocol::platform_party;
  if (!possible) return Refusal::account_owner_unsuitable;
  return state.parties.find(party) == 0 ? Refusal::party_not_found : Refusal::none;
}

/// The account exists, the sender may act on it, and it is open.
inline Refusal check_account(const State& state, const Context& context, AccountId id) {
  const Account* account = state.ledger.find(id);
  if (account == nullptr) return Refusal::account_not_found;
  if (!context.may_act_for(state.parties[account->owner].id)) return Refusal::account_not_yours;
  if (account->closed) return Refusal::account_closed;
  return Refusal::none;
}

/// Money of a currency is taken in once there is a place for everything that may become of it.
inline Refusal check_custody(const State& state, protocol::Currency currency) {
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::own_money, AccountKind::gap}) {
    if (!state.ledger.platform(kind, currency)) return Refusal::platform_account_missing;
  }
  return Refusal::none;
}

/// The loan exists and the sender may act for its borrower.
inline Refusal check_loan(const State& state, const Context& context, LoanId id) {
  const Loan* loan = state.loans.find(id);
  if (loan == nullptr) return missing(state, id);
  const Account& borrower = state.ledger[loan->borrower];
  if (!context.may_act_for(state.parties[borrower.owner].id)) return Refusal::account_not_yours;
  return Refusal::none;
}

/// The loan is being repaid, the sender may act for its borrower, and its next event may be of
/// `on`.
inline Refused check_running(const State& state, const Context& context, LoanId id, Date on) {
  if (auto against = check_loan(state, context, id); against != Refusal::none) return against;
  if (!state.loans[id].running()) return Refusal::loan_not_repaying;
  return check_date(state, context, state.loans[id], on);
}

}  // namespace tributary::engine
