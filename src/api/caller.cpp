#include "api/caller.hpp"

#include <unistd.h>

namespace tributary::api {

std::optional<Caller> Authenticate::of_connection(std::string_view peer) const {
  constexpr std::string_view of_a_socket = "unix:";
  if (!own_user_ || !peer.starts_with(of_a_socket)) return std::nullopt;
  peer.remove_prefix(of_a_socket.size());
  if (peer == "0" || peer == std::to_string(::geteuid())) return own_user_;
  return std::nullopt;
}

}  // namespace tributary::api
