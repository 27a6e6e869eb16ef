#include "http/trusted_proxies.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>

namespace tributary::http {

namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> read_address(std::string_view text) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(text), error);
  return error ? std::nullopt : std::optional(address);
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// An address as proxies write it: alone, with a port, in brackets.
std::optional<ip::address> read_hop(std::string_view hop) {
  hop = trimmed(hop);
  if (const auto address = read_address(hop)) return address;
  if (hop.starts_with('[')) return read_address(hop.substr(1, hop.find(']') - 1));
  return read_address(hop.substr(0, hop.rfind(':')));
}

PeerAddress text_of(const ip::address& address) {
  PeerAddress peer;
  const std::string text = address.to_string();
  text.copy(peer.text.data(), std::min(text.size(), peer.text.size() - 1));
  return peer;
}

}  // namespace

struct TrustedProxies::Networks {
  std::vector<ip::network_v4> v4;
  std::vector<ip::network_v6> v6;
  bool has_unix = false;

  void add(const std::string& word) {
    if (word == "unix") {
      has_unix = true;
      return;
    }
    const std::size_t slash = word.find('/');
    const auto address = read_address(word.substr(0, slash));
    if (!address) throw ProxyFault("not an address, a network or `unix`: " + word);
    boost::system::error_code error;
    const std::string full = slash != word.npos ? word : word + (address->is_v4() ? "/32" : "/128");
    if (address->is_v4()) {
      v4.push_back(ip::make_network_v4(full, error));
    } else {
      v6.push_back(ip::make_network_v6(full, error));
    }
    if (error) throw ProxyFault("not a network such as 10.0.0.0/8: " + word);
  }

  bool has(const ip::address& address) const {
    if (address.is_v4()) return has(address.to_v4());
    if (address.to_v6().is_v4_mapped()) {
      return has(ip::make_address_v4(ip::v4_mapped, address.to_v6()));
    }
    const auto host = address.to_v6();
    return std::ranges::any_of(v6, [&](const ip::network_v6& network) {
      return ip::network_v6(host, network.prefix_length()).network() == network.network();
    });
  }
  bool has(const ip::address_v4& host) const {
    return std::ranges::any_of(v4, [&](const ip::network_v4& network) {
      return ip::network_v4(host, network.prefix_length()).network() == network.network();
    });
  }
};

TrustedProxies::TrustedProxies() = default;
TrustedProxies::TrustedProxies(std::span<const std::string> words) {
  auto networks = std::make_unique<Networks>();
  for (const std::string& word : words) networks->add(word);
  networks_ = std::move(networks);
}
TrustedProxies::~TrustedProxies() = default;
TrustedProxies::TrustedProxies(TrustedProxies&&) noexcept = default;
TrustedProxies& TrustedProxies::operator=(TrustedProxies&&) noexcept = default;

bool TrustedProxies::trusts(std::string_view peer) const {
  if (networks_ == nullptr) return false;
  if (peer.starts_with("unix")) return networks_->has_unix;
  const auto address = read_address(peer);
  return address && networks_->has(*address);
}

PeerAddress TrustedProxies::client_of(const PeerAddress& peer,
                                      std::span<const HeaderField> fields) const {
  PeerAddress client = peer;
  for (std::size_t i = fields.size(); i-- > 0;) {
    if (!equal_ignoring_case(fields[i].name, "X-Forwarded-For")) continue;
    std::string_view list = fields[i].value;
    for (bool more = true; more;) {
      const std::size_t comma = list.rfind(',');
      const auto hop = read_hop(comma == list.npos ? list : list.substr(comma + 1));
      if (!hop) return client;
      client = text_of(*hop);
      if (!networks_->has(*hop)) return client;
      more = comma != list.npos;
      list = list.substr(0, more ? comma : 0);
    }
  }
  return client;
}

}  // namespace tributary::http
