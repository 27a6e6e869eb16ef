#pragma once

#include <span>

#include "vertical/route.hpp"

namespace tributary::books {

/// The questions that can be asked of the books.
std::span<const vertical::Route<>> routes();

}  // namespace tributary::books
