#pragma once

#include "vertical/damage.hpp"

namespace tributary::books {

using BooksDamaged = vertical::TablesDamaged;

}  // namespace tributary::books
