#include "http/trusted_proxies.hpp"

#include <gtest/gtest.h>

namespace tributary::http {
namespace {

std::string client_of(std::string_view peer, std::vector<std::string_view> forwarded) {
  const std::vector<std::string> words{"10.0.0.0/8", "192.0.2.7", "fd00::/8", "unix"};
  const TrustedProxies proxies(words);
  PeerAddress address;
  peer.copy(address.text.data(), peer.size());
  if (!proxies.trusts(peer)) return "not trusted";
  std::vector<HeaderField> fields;
  for (const std::string_view value : forwarded) fields.push_back({"x-forwarded-for", value});
  return std::string(proxies.client_of(address, fields).view());
}

TEST(TrustedProxies, TheClientIsTheLastWhoIsNotTrusted) {
  EXPECT_EQ(client_of("10.1.2.3", {"203.0.113.5"}), "203.0.113.5");
  EXPECT_EQ(client_of("10.1.2.3", {"1.1.1.1, 203.0.113.5"}), "203.0.113.5")
      << "the rest is hearsay";
  EXPECT_EQ(client_of("10.1.2.3", {"203.0.113.5, 10.9.9.9"}), "203.0.113.5");
  EXPECT_EQ(client_of("10.1.2.3", {"203.0.113.5", "192.0.2.7"}), "203.0.113.5");
  EXPECT_EQ(client_of("fd00::1", {"2001:db8::1"}), "2001:db8::1");
  EXPECT_EQ(client_of("::ffff:10.0.0.1", {"203.0.113.5"}), "203.0.113.5");
  EXPECT_EQ(client_of("unix:33", {"203.0.113.5"}), "203.0.113.5");
}

TEST(TrustedProxies, AnAddressMayHaveAPortAndBrackets) {
  EXPECT_EQ(client_of("unix", {"203.0.113.5:4711"}), "203.0.113.5");
  EXPECT_EQ(client_of("unix", {"[2001:db8::1]:4711"}), "2001:db8::1");
  EXPECT_EQ(client_of("unix", {" [2001:db8::1] "}), "2001:db8::1");
}

TEST(TrustedProxies, WhatIsNoAddressCountsForNothing) {
  EXPECT_EQ(client_of("10.1.2.3", {}), "10.1.2.3");
  EXPECT_EQ(client_of("10.1.2.3", {""}), "10.1.2.3");
  EXPECT_EQ(client_of("10.1.2.3", {"unknown"}), "10.1.2.3");
  EXPECT_EQ(client_of("10.1.2.3", {"203.0.113.5, unknown, 10.0.0.9"}), "10.0.0.9");
}

TEST(TrustedProxies, StrangersAreNotAsked) {
  EXPECT_EQ(client_of("203.0.113.9", {"1.1.1.1"}), "not trusted");
  EXPECT_EQ(client_of("192.0.2.8", {}), "not trusted");
  EXPECT_FALSE(TrustedProxies().trusts("10.0.0.1"));
}

}  // namespace
}  // namespace tributary::http
