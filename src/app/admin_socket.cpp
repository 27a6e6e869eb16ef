#include "app/admin_socket.hpp"

#include <sys/un.h>

#include "app/verticals.hpp"
#include "base/log.hpp"

namespace tributary::app {

std::filesystem::path socket_of(const ring::DataFolder& folder) {
  std::filesystem::path path = folder.admin_socket();
  if (path.string().size() < sizeof(sockaddr_un::sun_path)) return path;
  base::log_warning("admin_socket", path.string() +
                                        " is too long for a Unix socket: `tributary token` works "
                                        "while the platform is stopped, or by HTTP");
  return {};
}

void close_socket(const ring::DataFolder& folder) {
  if (!std::filesystem::is_socket(folder.admin_socket())) return;
  using std::filesystem::perms;
  std::filesystem::permissions(folder.admin_socket(), perms::owner_read | perms::owner_write);
}

api::Authenticate at_the_machine() {
  const protocol::Sender& agent = protocol::operator_agent;
  api::Authenticate authenticate([](std::string_view) { return std::optional<api::Caller>(); });
  authenticate.trust_own_user(
      {.actor = agent.actor, .party = agent.party, .permissions = api::Permissions::all()});
  return authenticate;
}

void add_orders(http::Router& router, rows::Writer& writer, const api::Authenticate& authenticate) {
  for (const rows::OrderRoute& order : order_routes()) order.add(router, writer, authenticate);
}

void add_lists(http::Router& router, vertical::ReadingDesk& desk,
               const api::Authenticate& authenticate) {
  const auto lists = list_routes();
  vertical::add_routes(router, std::span(lists), {.authenticate = authenticate, .desk = &desk});
}

}  // namespace tributary::app
