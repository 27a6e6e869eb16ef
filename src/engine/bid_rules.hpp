#pragma once

#include <cstddef>

#include "protocol/types.hpp"

/// What bid rules make of a raise as a whole.
namespace tributary::engine {

/// Whether `rest` can be bid to the last cent by the rules, in at most `bids`: some on the step,
/// the last one, which takes all that is left, from the minimum to the maximum. A raise that is so
/// at its listing, and after each bid, always has a next one.
bool can_be_filled(const protocol::BidRules& rules, protocol::Amount rest, std::size_t bids);

}  // namespace tributary::engine
