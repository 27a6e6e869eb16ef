#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace tributary::money {

/// `tributary quote`: prints what a loan costs and brings. `args` are the words after `quote`.
/// Returns the exit code: 0, or 2 with one line on `err` that says what is expected.
int quote_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err);

}  // namespace tributary::money
