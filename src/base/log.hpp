#pragma once

#include <string_view>

namespace tributary::base {

/// One line to stderr: time, level, a name that can be searched for, and what a person reads.
void log_info(std::string_view name, std::string_view text);
void log_warning(std::string_view name, std::string_view text);
/// Somebody has to act.
void log_error(std::string_view name, std::string_view text);

}  // namespace tributary::base
