#include "api/addresses.hpp"

#include <gtest/gtest.h>

namespace tributary::api {
namespace {

using namespace std::chrono_literals;

constexpr Bucket::Time start{100s};
constexpr AddressQuota quota{Pace::a_second(20, 100), Pace::a_second(2, 20)};

TEST(Addresses, TheyAreTheirNetworksInIPv6) {
  const auto key = Addresses::key_of;
  EXPECT_EQ(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
  EXPECT_NE(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
  EXPECT_NE(key("192.0.2.1"), key("192.0.2.2"));
  EXPECT_EQ(key("192.0.2.1"), key("::ffff:192.0.2.1"));
  EXPECT_NE(key("unix:1000"), key("unix:1001"));
}

TEST(Addresses, EachHasABucketOfItsOwn) {
  Addresses addresses(quota);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(addresses.ask("192.0.2.1", start).allowed);
  EXPECT_FALSE(addresses.ask("192.0.2.1", start).allowed);
  EXPECT_EQ(addresses.ask("192.0.2.1", start).wait, 50ms);
  EXPECT_TRUE(addresses.ask("192.0.2.2", start).allowed);
}

TEST(Addresses, WrongTokensHaveASmallerOne) {
  Addresses addresses(quota);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(addresses.guess("unix:1000", start).allowed);
  EXPECT_FALSE(addresses.guess("unix:1000", start).allowed);
  EXPECT_TRUE(addresses.ask("unix:1000", start).allowed);
}

TEST(Addresses, WhenAllPlacesAreTakenTheOthersShareOne) {
  Addresses addresses(quota);
  const auto fill = [&](std::size_t from, std::size_t to, Bucket::Time now) {
    for (std::size_t i = from; i < to; ++i) {
      const std::string text = "10." + std::to_string(i >> 16) + "." +
                               std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255);
      addresses.ask(text, now);
    }
  };
  fill(0, Addresses::places_max, start);
  EXPECT_EQ(addresses.places(), Addresses::places_max);
  fill(Addresses::places_max, Addresses::places_max + 100, start);
  EXPECT_FALSE(addresses.ask("192.0.2.1", start).allowed);
  EXPECT_EQ(addresses.places(), Addresses::places_max);
  // Those who were quiet make room.
  EXPECT_TRUE(addresses.ask("192.0.2.1", start + 10s).allowed);
  EXPECT_EQ(addresses.places(), 1U);
}

}  // namespace
}  // namespace tributary::api
