#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/socket.hpp"

namespace tributary::bench {

/// A blocking connection to 127.0.0.1 that sends at once. Errors: std::system_error.
http::FileDescriptor connect_to(std::uint16_t port);

/// Sends a request on a connection of its own and waits for the whole answer, head and body.
/// Errors: std::system_error; std::runtime_error if there is none.
std::string ask(std::uint16_t port, std::string_view request);

/// The answer to a GET.
std::string fetch(std::uint16_t port, std::string_view path);

}  // namespace tributary::bench
