#include "api/roles.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "protocol/bank_command.hpp"

namespace tributary::api {
namespace {

using protocol::ActorKind;
using enum protocol::Permission;

bool may(std::string_view role, protocol::Permission permission) {
  return Caller{.permissions = find_role(role)->permissions}.may(permission);
}

TEST(Roles, MembersTouchTheirOwnAlone) {
  for (const Role& role : roles()) {
    if (role.kind != ActorKind::member) continue;
    for (const auto permission :
         {read_all, manage_accounts, move_cash, adjust, manage_listings, service_loans, run_days}) {
      EXPECT_FALSE(may(role.name, permission)) << role.name;
    }
  }
  EXPECT_TRUE(may("investor", invest));
  EXPECT_FALSE(may("borrower", invest));
  EXPECT_TRUE(may("borrower", prepay));
  EXPECT_FALSE(may("investor", prepay));
}

TEST(Roles, OperationsRunBusinessDays) {
  EXPECT_TRUE(may("operations", run_days));
  EXPECT_TRUE(may("admin", run_days));
  EXPECT_FALSE(may("finance", run_days));
}

TEST(Roles, WhoListsLoansDoesNotMoveCash) {
  for (const Role& role : roles()) {
    if (role.name == "admin") continue;
    EXPECT_FALSE(may(role.name, manage_listings) && may(role.name, move_cash)) << role.name;
    EXPECT_FALSE(may(role.name, adjust) && may(role.name, invest)) << role.name;
  }
}

TEST(Roles, ABankDoesNotMoveThePlatformsOwnMoney) {
  for (const auto permission : {protocol::PayInOwnMoney::endpoint.permission,
                                protocol::TakeOutOwnMoney::endpoint.permission}) {
    EXPECT_FALSE(may("channel", permission));
    EXPECT_FALSE(may("operations", permission));
    EXPECT_TRUE(may("finance", permission));
    EXPECT_TRUE(may("admin", permission));
  }
}

/// With what lines let it read, where they are there.
TEST(Roles, AnAuditorOnlyReads) {
  const auto names = names_of(find_role("auditor")->permissions);
  ASSERT_FALSE(names.empty());
  for (const std::string_view name : names) EXPECT_TRUE(name.starts_with("read_")) << name;
}

TEST(Roles, AreFoundByName) {
  EXPECT_EQ(find_role("emperor"), nullptr);
  EXPECT_EQ(find_role(""), nullptr);
  for (const Role& role : roles()) EXPECT_EQ(find_role(role.name), &role);
}

}  // namespace
}  // namespace tributary::api
