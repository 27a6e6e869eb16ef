#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

#include "money/calendar.hpp"

namespace tributary::money {

/// `tributary quote`: prints what a loan costs and brings. `args` are the words after `quote`;
/// `shipped` moves due dates unless they say otherwise.
/// Returns the exit code: 0, or 2 with one line on `err` that says what is expected.
int quote_command(std::span<const std::string_view> args, const Calendar& shipped,
                  std::ostream& out, std::ostream& err);

}  // namespace tributary::money
