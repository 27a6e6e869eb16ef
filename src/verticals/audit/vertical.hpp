#pragma once

#include "vertical/vertical.hpp"

namespace tributary::audit {

/// Who changed which rows, for those who have to look.
vertical::Vertical make_vertical();

}  // namespace tributary::audit
