#include "api/permissions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::api {
namespace {

using protocol::Permission;
using testing::ElementsAre;

const NamedPermission first{"permissions_test_first"};
const NamedPermission second{"permissions_test_second"};

TEST(Permissions, HaveOneBitEach) {
  const Permissions both = bit_of(Permission::read_all) | bit_of(first);
  EXPECT_TRUE(both.has_any_of(bit_of(Permission::read_all)));
  EXPECT_TRUE(both.has_any_of(bit_of(first)));
  EXPECT_FALSE(both.has_any_of(bit_of(second)));
  EXPECT_FALSE(both.has_any_of(bit_of(Permission::read_own)));
  EXPECT_FALSE(both.has_any_of(Permissions()));
}

TEST(Permissions, OfTheLastPlaceIsOneToo) {
  const Permissions last = Permissions::at(Permissions::places - 1);
  EXPECT_TRUE(Permissions::all().has_any_of(last));
  EXPECT_TRUE(last.has_any_of(last));
  EXPECT_FALSE(last.has_any_of(Permissions::at(0)));
}

TEST(Permissions, AreToldByTheirNames) {
  EXPECT_THAT(names_of(bit_of(second) | bit_of(Permission::invest)),
              ElementsAre("invest", "permissions_test_second"));
  EXPECT_THAT(names_of({}), ElementsAre());
}

TEST(PermissionsDeathTest, OfOneNameAreOne) {
  EXPECT_DEATH((NamedPermission{"permissions_test_first"}), "known");
  EXPECT_DEATH((NamedPermission{"read_all"}), "known");
}

}  // namespace
}  // namespace tributary::api
