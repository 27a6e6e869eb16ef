#pragma once

#include "vertical/vertical.hpp"

namespace tributary::clock {

/// Business days, and what falls due on them.
vertical::Vertical make_vertical();

}  // namespace tributary::clock
