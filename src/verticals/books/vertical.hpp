#pragma once

#include "vertical/vertical.hpp"

namespace tributary::books {

/// What has happened to accounts, loans and claims, to be read.
vertical::Vertical make_vertical();

}  // namespace tributary::books
