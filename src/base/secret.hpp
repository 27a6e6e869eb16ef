#pragma once

#include <cstddef>
#include <string>

namespace tributary::base {

/// So many random bytes of the system as text that can stand in a URL (RFC 4648 section 5, without
/// padding): nobody guesses it from 16 bytes on.
std::string make_secret(std::size_t bytes);

}  // namespace tributary::base
