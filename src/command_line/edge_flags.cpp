#include "command_line/edge_flags.hpp"

#include <algorithm>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>

#include "http/socket.hpp"
#include "http/trusted_proxies.hpp"

namespace tributary::command_line {
namespace {

constexpr std::uint16_t last_port = 65'535;

/// Beside the platform's own port, so that one command line a platform is enough.
app::ListenAddress default_admin(std::uint16_t port) {
  if (port == last_port) {
    throw base::FlagError("--listen with port 65535 needs --admin-listen: no port comes after it");
  }
  return {"127.0.0.1", port == 0 ? port : static_cast<std::uint16_t>(port + 1)};
}

std::vector<std::string> read_proxies(base::Flags& flags, bool has_socket) {
  std::vector<std::string> proxies;
  const std::string list = flags.text("--trusted-proxy", "");
  for (const auto word : base::words_between_commas(list)) proxies.emplace_back(word);
  try {
    const http::TrustedProxies tried(proxies);
  } catch (const http::ProxyFault& fault) {
    throw base::FlagError(std::string("--trusted-proxy: ") + fault.what());
  }
  if (!has_socket && std::ranges::find(proxies, "unix") != proxies.end()) {
    throw base::FlagError(
        "--trusted-proxy unix needs --socket: nobody else comes over a Unix socket");
  }
  return proxies;
}

/// Errors: those of `attempt`, with the flag before them.
template <class Attempt>
void try_flag(std::string_view flag, Attempt&& attempt) {
  try {
    attempt();
  } catch (const std::exception& fault) {
    throw std::runtime_error(std::string(flag) + ": " + fault.what());
  }
}

}  // namespace

void try_edge(const app::ServeOptions& options) {
  const auto listen = [](const app::ListenAddress& place) {
    const http::FileDescriptor tried = http::listen_on(place.address, place.port);
  };
  if (!options.tls.key.empty()) {
    try_flag("--tls-certificate, --tls-key", [&] { const http::Tls tried(options.tls); });
  }
  try_flag("--listen", [&] { listen(options.listen); });
  try_flag("--admin-listen", [&] { listen(options.admin_listen); });
  if (options.socket.empty()) return;
  try_flag("--socket", [&] {
    const http::FileDescriptor tried = http::listen_on(options.socket);
    std::filesystem::remove(options.socket);
  });
}

/// A name may stand for several addresses, and for others tomorrow: so none is taken.
app::ListenAddress read_listen_address(std::string_view flag, std::string_view text) {
  const auto fail = [&] -> base::FlagError {
    return base::FlagError(
        std::string(flag) +
        " needs an address in numbers and a port: 127.0.0.1:8080 or [::1]:8080 for "
        "this machine alone, 0.0.0.0:8080 or [::]:8080 for others too; not " +
        std::string(text));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) throw fail();
  std::string_view address = text.substr(0, colon);
  const bool in_brackets = address.starts_with('[') && address.ends_with(']');
  if (in_brackets) address = address.substr(1, address.size() - 2);
  const bool is_address = in_brackets ? boost::urls::parse_ipv6_address(address).has_value()
                                      : boost::urls::parse_ipv4_address(address).has_value();
  if (!is_address) throw fail();
  const auto port = base::whole_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) throw base::FlagError(std::string(flag) + " needs a port up to 65535");
  return {std::string(address), *port};
}

std::string to_string(const app::ListenAddress& address) {
  const bool is_v6 = address.address.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.address + "]" : address.address) + ":" +
         std::to_string(address.port);
}

void read_edge_options(base::Flags& flags, app::ServeOptions& options) {
  options.listen = read_listen_address("--listen", flags.text("--listen", "127.0.0.1:8080"));
  const std::string admin = flags.text("--admin-listen", "");
  options.admin_listen = admin.empty() ? default_admin(options.listen.port)
                                       : read_listen_address("--admin-listen", admin);
  options.socket = flags.text("--socket", "");
  options.tls.certificate = flags.text("--tls-certificate", "");
  options.tls.key = flags.text("--tls-key", "");
  if (options.tls.certificate.empty() != options.tls.key.empty()) {
    throw base::FlagError("--tls-certificate and --tls-key need each other");
  }
  options.proxies = read_proxies(flags, !options.socket.empty());
  options.shards = static_cast<unsigned>(flags.number("--shards", 1));
  if (options.shards == 0 || options.shards > 256) throw base::FlagError("--shards needs 1 to 256");
}

}  // namespace tributary::command_line
