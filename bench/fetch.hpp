#pragma once

#include <string>
#include <string_view>

#include "http/socket.hpp"

namespace tributary::bench {

using http::Endpoint;

/// Sends a request on a connection of its own and waits for the whole answer, head and body.
/// Errors: std::system_error; std::runtime_error if there is none.
std::string ask(const Endpoint& server, std::string_view request);
/// The same on a connection that stays open.
std::string ask(const http::FileDescriptor& connection, std::string_view request);

/// The answer to a GET.
std::string fetch(const Endpoint& server, std::string_view path);

}  // namespace tributary::bench
