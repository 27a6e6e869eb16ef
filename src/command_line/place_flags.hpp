#pragma once

#include <string_view>

#include "base/flags.hpp"
#include "command_line/web_client.hpp"

/// Where a running platform is, and who asks it: the flags of all commands that speak to one.
namespace tributary::command_line {

inline constexpr std::string_view place_usage =
    "  --url           of the platform: http://HOST:PORT (http://127.0.0.1:8080), "
    "https://HOST:PORT,\n"
    "                  or unix:PATH for its --socket\n"
    "  --certificates  who vouches for it where it speaks TLS, in PEM (those whom the machine "
    "trusts)\n"
    "  --token         of a role that may run days, in a file or on standard input;\n"
    "                  else the one in TRIBUTARY_TOKEN\n"
    "  --approval      likewise the token of a second person, who approves of what cannot be "
    "undone;\n"
    "                  else the one in TRIBUTARY_APPROVAL\n";

/// Errors: FlagError.
inline WebClient client_of(base::Flags& flags) {
  const std::string url = flags.text("--url", "http://127.0.0.1:8080");
  return WebClient({.url = url,
                    .token = read_token(flags.text("--token", "")),
                    .certificates = flags.text("--certificates", ""),
                    .approval = read_approval(flags.text("--approval", ""))});
}

}  // namespace tributary::command_line
