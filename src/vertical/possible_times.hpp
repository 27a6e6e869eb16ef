#pragma once

#include "protocol/types.hpp"

namespace tributary::vertical {

/// What time it may be. While the machine's clock is in doubt there are two answers: what it shows,
/// and what it should show; one of them is wrong, and nobody knows yet which.
struct PossibleTimes {
  protocol::Time one;
  protocol::Time other;

  PossibleTimes(protocol::Time only) : one(only), other(only) {}
  PossibleTimes(protocol::Time first, protocol::Time second) : one(first), other(second) {}
};

}  // namespace tributary::vertical
