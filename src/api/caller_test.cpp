#include "api/caller.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace tributary::api {
namespace {

TEST(Authenticate, TrustsItsOwnUserOnlyWhereItIsToldTo) {
  Authenticate nobody([](std::string_view) { return std::optional<Caller>(); });
  const std::string own = "unix:" + std::to_string(::geteuid());
  EXPECT_FALSE(nobody.of_connection(own));
  nobody.trust_own_user({.actor = protocol::operator_agent.actor});
  ASSERT_TRUE(nobody.of_connection(own));
  EXPECT_EQ(nobody.of_connection(own)->actor, protocol::operator_agent.actor);
  EXPECT_TRUE(nobody.of_connection("unix:0")) << "root can read its files as well";
  for (const char* other : {"unix:4242", "unix:", "unix", "127.0.0.1", "", "unix:0 ", "::1"}) {
    EXPECT_FALSE(nobody.of_connection(other)) << other;
  }
}

}  // namespace
}  // namespace tributary::api
