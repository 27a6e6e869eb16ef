#pragma once

#include "vertical/vertical.hpp"

namespace tributary::proposals {

vertical::Vertical make_vertical();

}  // namespace tributary::proposals
