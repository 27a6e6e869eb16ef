#pragma once

#include "app/serve_options.hpp"
#include "base/flags.hpp"

namespace tributary::command_line {

/// Reads where the platform listens and whom it trusts there: --listen, --admin-listen, --socket,
/// --tls-certificate, --tls-key, --trusted-proxy, --shards. Errors: FlagError.
void read_edge_options(base::Flags& flags, app::ServeOptions& options);

/// Listens where it is wished and reads certificate and key, and lets go of both: what would keep
/// the platform from answering is told before a data folder is made. Errors: std::runtime_error
/// that names the flag.
void try_edge(const app::ServeOptions& options);

/// "127.0.0.1:8080", "[::1]:8080". Errors: FlagError that names `flag`.
app::ListenAddress read_listen_address(std::string_view flag, std::string_view text);

/// As it stands in an address bar: "[::1]:8080".
std::string to_string(const app::ListenAddress& address);

}  // namespace tributary::command_line
