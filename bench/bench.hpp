#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace tributary::bench {

/// `tributary bench`: measures, prints a table to `out` and how far it is to standard error.
/// Returns the exit status: 0, 1 if a run failed, 2 for words it does not understand, 130 when
/// interrupted.
int bench_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err);

}  // namespace tributary::bench
