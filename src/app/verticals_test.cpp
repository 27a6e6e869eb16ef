#include "app/verticals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/roles.hpp"

namespace tributary::app {
namespace {

/// A table that is left out would be changed behind the audit's back, and nobody would notice.
TEST(Verticals, AuditEachTableOfTheirRows) {
  constexpr std::string_view create = "CREATE TABLE ";
  for (const vertical::Vertical& line : verticals()) {
    if (line.schema == nullptr) continue;
    const rows::Schema schema = line.schema();
    std::set<std::string, std::less<>> made;
    for (const std::string& statement : schema.create()) {
      if (!statement.starts_with(create)) continue;
      made.insert(statement.substr(create.size(), statement.find(" (") - create.size()));
    }
    std::set<std::string, std::less<>> audited;
    for (const rows::AuditedTable& table : schema.tables) audited.emplace(table.name);
    EXPECT_EQ(audited, made) << schema.part;
  }
}

TEST(Verticals, GiveRolesTheirPermissions) {
  const auto may = [](std::string_view role, std::string_view permission) {
    return api::find_role(role)->permissions.has_any_of(api::permission_named(permission));
  };
  EXPECT_TRUE(may("auditor", "read_audit"));
  EXPECT_TRUE(may("admin", "read_audit"));
  EXPECT_FALSE(may("operations", "read_audit"));
  EXPECT_FALSE(may("auditor", "manage_tokens"));
}

}  // namespace
}  // namespace tributary::app
