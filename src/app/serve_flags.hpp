#pragma once

#include <iosfwd>

#include "app/flags.hpp"
#include "app/serve.hpp"

namespace tributary::app {

/// What `tributary serve --help` says.
void print_serve_usage(std::ostream& out);

/// All that the command line says of a platform. Errors: FlagError.
ServeOptions read_serve_options(Flags& flags);

}  // namespace tributary::app
