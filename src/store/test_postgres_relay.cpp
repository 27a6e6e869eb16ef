#include "store/test_postgres_relay.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "store/postgres_session.hpp"

namespace tributary::store {

namespace {

sockaddr_storage address_of_server(const std::string& server) {
  PostgresSession session(server);
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(PQsocket(session.handle()), reinterpret_cast<sockaddr*>(&address), &size) !=
      0) {
    throw std::runtime_error("the server has no address");
  }
  return address;
}

int connect_to(const std::string& server) {
  const sockaddr_storage address = address_of_server(server);
  const int line = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const socklen_t size = address.ss_family == AF_UNIX ? sizeof(sockaddr_un) : sizeof address;
  if (::connect(line, reinterpret_cast<const sockaddr*>(&address), size) != 0) {
    throw std::runtime_error("the server cannot be reached");
  }
  return line;
}

int listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening, 8) != 0) {
    throw std::runtime_error("no socket at " + path);
  }
  return listening;
}

void send_all(int line, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(line, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// A NoticeResponse of the protocol: its kind, its length without that, its fields.
using namespace std::string_view_literals;
constexpr std::string_view warning = "N\0\0\0\x24SWARNING\0VWARNING\0C57P01\0Mgone\0\0"sv;
static_assert(warning.size() == 1 + 0x24);

}  // namespace

PostgresRelay::PostgresRelay(const std::string& server, std::string_view word, Cut cut)
    : server_(server), word_(word), cut_(cut) {
  PostgresSession session(server);
  PGconn* const handle = session.handle();
  url_ = std::string("postgresql:///") + PQdb(handle) + "?host=" + folder_.path().string() +
         "&port=5432&user=" + PQuser(handle);
  listening_ = listen_at((folder_.path() / ".s.PGSQL.5432").string());
  thread_ = std::jthread([this] { serve(); });
}

PostgresRelay::~PostgresRelay() {
  ::shutdown(listening_, SHUT_RDWR);
  thread_.join();
  // Clients that are still there hear what a server says that stops at once, and then nothing.
  for (const int client : clients_) {
    send_all(client, warning);
    ::shutdown(client, SHUT_RDWR);
  }
  lines_.clear();
  for (const int client : clients_) ::close(client);
  ::close(listening_);
}

void PostgresRelay::serve() {
  for (int client = 0; (client = ::accept(listening_, nullptr, nullptr)) >= 0;) {
    clients_.push_back(client);
    lines_.emplace_back([this, client] { relay(client); });
  }
}

void PostgresRelay::relay(int client) {
  const int server = connect_to(server_);
  std::array<char, 16 * 1024> bytes;
  const auto read_from = [&](int line) {
    const ssize_t count = ::recv(line, bytes.data(), bytes.size(), 0);
    return std::string_view(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  };
  for (bool open = true, said = false; open;) {
    std::array<pollfd, 2> lines{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    ::poll(lines.data(), lines.size(), -1);
    if (lines[0].revents != 0) {
      const std::string_view heard = read_from(client);
      said = said || (heard.contains(word_) && !has_cut_.exchange(true));
      open = !heard.empty() && !(said && cut_ == Cut::before);
      if (open) send_all(server, heard);
    } else {
      const std::string_view answer = read_from(server);
      open = !answer.empty() && !said;
      if (!said || cut_ == Cut::midst) send_all(client, answer);
    }
  }
  ::close(server);
  ::shutdown(client, SHUT_RDWR);
}

}  // namespace tributary::store
