#pragma once

#include "engine/state.hpp"
#include "protocol/refusal.hpp"

/// Why something is not there: it has left memory, or never was.
namespace tributary::engine {

inline protocol::Refusal missing(const State& state, LoanId id) {
  using enum protocol::Refusal;
  return state.loans.has_left(id) ? loan_no_longer_kept : loan_not_found;
}
inline protocol::Refusal missing(const State& state, protocol::PostingId id) {
  using enum protocol::Refusal;
  return state.ledger.has_left(id) ? posting_no_longer_kept : posting_not_found;
}
inline protocol::Refusal missing(const State& state, protocol::WithdrawalId id) {
  using enum protocol::Refusal;
  return state.withdrawals.has_left(id) ? withdrawal_no_longer_kept : withdrawal_not_found;
}

}  // namespace tributary::engine
