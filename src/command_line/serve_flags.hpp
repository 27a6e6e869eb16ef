#pragma once

#include <iosfwd>

#include "app/serve_options.hpp"
#include "base/flags.hpp"

namespace tributary::command_line {

/// What `tributary serve --help` says.
void print_serve_usage(std::ostream& out);

/// All that the command line says of a platform. Errors: FlagError.
app::ServeOptions read_serve_options(base::Flags& flags);

}  // namespace tributary::command_line
