#pragma once

#include "engine/state.hpp"
#include "protocol/query.hpp"

namespace tributary::engine {

/// A page of what timers have to do, as `protocol::WorkQuery` says. Each item is a command that
/// would be accepted now, if those before it of the same loan were sent and the account that pays
/// has the amount. Listed with the first page: accounts that owe and could pay something of it.
protocol::WorkView work_due(const State& state, const protocol::WorkQuery& query);

}  // namespace tributary::engine
