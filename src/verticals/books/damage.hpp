#pragma once

#include "rows/damage.hpp"

namespace tributary::books {

using BooksDamaged = rows::TablesDamaged;

}  // namespace tributary::books
