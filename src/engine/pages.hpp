#pragma once

#include "engine/state.hpp"
#include "protocol/query.hpp"

/// Lists of the engine's memory, a page at a time.
namespace tributary::engine {

/// Needs: a withdrawal that there is.
protocol::WithdrawalView view_of(const State& state, protocol::WithdrawalId id);

protocol::WithdrawalPage page_of(const State& state, const protocol::WithdrawalsQuery& query);

protocol::ReceivablePage page_of(const State& state, const protocol::ReceivablesQuery& query);

}  // namespace tributary::engine
