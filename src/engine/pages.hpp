#pragma once

#include "engine/state.hpp"
#include "protocol/query.hpp"

/// Lists of the engine's memory, a page at a time.
namespace tributary::engine {

/// Needs: a withdrawal that there is.
protocol::WithdrawalView view_of(const State& state, protocol::WithdrawalId id);

/// Needs: a posting that `find_posting` gives the number of.
protocol::PostingView view_of(const State& state, const Posting& posting, std::uint64_t number);

/// Needs: a party that is in the book.
protocol::PartyView view_of_party(const State& state, PartyNumber number);

protocol::WithdrawalTariffs tariffs_of(const State& state);

protocol::WithdrawalPage page_of(const State& state, const protocol::WithdrawalsQuery& query);

protocol::ReceivablePage page_of(const State& state, const protocol::ReceivablesQuery& query);

}  // namespace tributary::engine
