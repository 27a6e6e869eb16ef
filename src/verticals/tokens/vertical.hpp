#pragma once

#include "vertical/vertical.hpp"

namespace tributary::tokens {

/// API tokens: who calls, until people log in, and partners for ever.
vertical::Vertical make_vertical();

}  // namespace tributary::tokens
