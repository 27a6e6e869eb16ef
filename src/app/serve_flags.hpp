#pragma once

#include <iosfwd>

#include "app/serve.hpp"
#include "base/flags.hpp"

namespace tributary::app {

/// What `tributary serve --help` says.
void print_serve_usage(std::ostream& out);

/// All that the command line says of a platform. Errors: FlagError.
ServeOptions read_serve_options(base::Flags& flags);

}  // namespace tributary::app
