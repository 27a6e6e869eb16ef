#include "verticals/tokens/orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "rows/test_rows.hpp"
#include "store/migrate.hpp"
#include "store/test_databases.hpp"

namespace tributary::tokens {
namespace {

using protocol::ActorKind;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t day_ms = 86'400'000;

class OrdersTest : public store::EachBackend {
 protected:
  void SetUp() override {
    EachBackend::SetUp();
    if (!url_.empty()) rows_.emplace(schema(), url_);
  }
  void TearDown() override { rows_.reset(); }
  NewTokenView create(const CreateToken& order) {
    auto made = rows_->order(order);
    EXPECT_TRUE(made) << made.error().code();
    return made ? *made : NewTokenView();
  }
  std::string refusal(const CreateToken& order) {
    const auto made = rows_->order(order);
    return made ? "accepted" : std::string(made.error().code());
  }
  std::vector<TokenRow> all() {
    store::Database database(rows_->url(), {.access = store::Access::read_only});
    return read_tokens(database);
  }

  std::optional<rows::TestRows> rows_;
};

INSTANTIATE_TEST_SUITE_P(Each, OrdersTest, store::each_backend(), store::name_of_backend);

TEST_P(OrdersTest, ATokenHas24RandomBytesInBase64) {
  const std::string secret = create({.role = "admin"}).secret.text;
  EXPECT_THAT(secret, testing::MatchesRegex("trb_[A-Za-z0-9_-]+"));
  EXPECT_EQ(secret.size(), 36U);
  EXPECT_NE(secret, create({.role = "admin"}).secret.text);
}

TEST_P(OrdersTest, TheFileDoesNotHoldTheSecret) {
  const std::string secret =
      create({.role = "admin", .name = protocol::Line{"night shift"}}).secret.text;
  if (GetParam() != store::Backend::sqlite) GTEST_SKIP() << "there is no file of its own";
  const std::filesystem::path file(store::file_of(url_));
  std::string everything;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
    std::ifstream stream(entry.path(), std::ios::binary);
    everything.append(std::istreambuf_iterator<char>(stream), {});
  }
  EXPECT_THAT(everything, HasSubstr("night shift"));
  EXPECT_THAT(everything, Not(HasSubstr(secret.substr(4, 12))));
}

TEST_P(OrdersTest, AnActorIsDrawnUnlessItIsNamed) {
  const auto one = create({.role = "finance"}).actor;
  const auto other = create({.role = "finance"}).actor;
  EXPECT_EQ(one.kind(), ActorKind::staff);
  EXPECT_NE(one, other);
  EXPECT_LT(one.number(), rows::drawn_number_max);
  EXPECT_EQ(create({.role = "review", .actor = ActorNumber{7}}).actor,
            ActorId::of(ActorKind::staff, 7));
}

TEST_P(OrdersTest, AnActorActsForOneParty) {
  const auto investor =
      create({.role = "investor", .party = PartyId{1001}, .actor = ActorNumber{5}});
  EXPECT_EQ(investor.party, PartyId{1001});
  create({.role = "borrower", .party = PartyId{1001}, .actor = ActorNumber{5}});
  EXPECT_EQ(refusal({.role = "borrower", .party = PartyId{1002}, .actor = ActorNumber{5}}),
            "token_actor_of_another_party");
  create({.role = "auditor", .actor = ActorNumber{5}});
  EXPECT_EQ(all().size(), 3U);
}

TEST_P(OrdersTest, RolesActForWhoTheyCan) {
  EXPECT_EQ(refusal({.role = "emperor"}), "token_role_unknown");
  EXPECT_EQ(refusal({.role = "investor"}), "token_party_missing");
  EXPECT_EQ(refusal({.role = "admin", .party = PartyId{5}}), "token_party_unsuitable");
  EXPECT_EQ(refusal({.role = "investor", .party = PartyId{1}}), "token_party_unsuitable");
}

TEST_P(OrdersTest, ATokenExpiresAfterAYearUnlessToldOtherwise) {
  const Time now{1'700'000'000'000};
  rows_->set_clock(now);
  EXPECT_EQ(create({.role = "admin"}).expires, Time{now.ms + 365 * day_ms});
  EXPECT_EQ(create({.role = "admin", .expires = Time{now.ms + 1}}).expires, Time{now.ms + 1});
  EXPECT_FALSE(create({.role = "admin", .never_expires = true}).expires);
  create({.role = "admin", .expires = Time{now.ms + 36'525 * day_ms}});
  for (const std::int64_t wrong : {std::int64_t{0}, now.ms, now.ms + 36'525 * day_ms + 1}) {
    EXPECT_EQ(refusal({.role = "admin", .expires = Time{wrong}}), "token_expiry_unsuitable");
  }
  EXPECT_EQ(refusal({.role = "admin", .expires = Time{now.ms + 1}, .never_expires = true}),
            "token_expiry_unsuitable");
}

TEST_P(OrdersTest, RevokingTwiceKeepsTheFirstTime) {
  const TokenId token = create({.role = "admin"}).token;
  rows_->set_clock(Time{1'700'000'001'000});
  const auto first = rows_->order(RevokeToken{token});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->revoked, Time{1'700'000'001'000});
  EXPECT_EQ(first->version, 2U);
  rows_->set_clock(Time{1'700'000'002'000});
  const auto second = rows_->order(RevokeToken{token});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->revoked, first->revoked);
  EXPECT_EQ(second->version, 2U);
  EXPECT_EQ(rows_->order(RevokeToken{{99}}).error().code(), "token_not_found");
}

TEST(TokenTables, OfOlderProgramsAreTakenOver) {
  for (const int version : {1, 2, 3}) {
    rows::TestRows rows(schema());
    {
      store::Database database(rows.url());
      database.execute(
          "CREATE TABLE schema_version (part TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL);"
          "CREATE TABLE token (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, role TEXT NOT "
          "NULL, caller INTEGER NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL, "
          "revoked_ms INTEGER)");
      database.statement("INSERT INTO schema_version VALUES ('tokens', $1)").run(version);
      database.statement("INSERT INTO token VALUES (3, $1, 'investor', $2, 'Wang', 5, 6)")
          .run(digest_of("trb_old"), ActorId::of(ActorKind::member, 17).value);
      if (version > 1) database.execute("ALTER TABLE token ADD COLUMN expires_ms INTEGER");
      if (version > 2) {
        database.execute("ALTER TABLE token RENAME COLUMN caller TO actor");
        database.execute("ALTER TABLE token ADD COLUMN party INTEGER NOT NULL DEFAULT 0");
        database.execute("UPDATE token SET party = 17");
      }
    }
    rows.writer();
    store::Database database(rows.url(), {.access = store::Access::read_only});
    const auto tokens = read_tokens(database);
    ASSERT_EQ(tokens.size(), 1U) << version;
    EXPECT_EQ(tokens[0].token, TokenId{3});
    EXPECT_EQ(tokens[0].version, 1U);
    EXPECT_EQ(tokens[0].digest, digest_of("trb_old"));
    EXPECT_EQ(tokens[0].actor, ActorId::of(ActorKind::member, 17));
    EXPECT_EQ(tokens[0].party, PartyId{17});
    EXPECT_EQ(tokens[0].name, "Wang");
    EXPECT_EQ(tokens[0].created, Time{5});
    EXPECT_EQ(tokens[0].revoked, Time{6});
    EXPECT_EQ(tokens[0].expires, std::nullopt);
  }
}

/// A database that was brought here a change at a time has the tables of a new one.
TEST(TokenTables, AreTheSameHoweverTheyCameToBe) {
  const auto tables_of = [](store::Database& database) {
    std::vector<std::string> told;
    store::Statement columns = database.prepare(
        "SELECT m.name || ' ' || p.name || ' ' || p.type || ' ' || p.\"notnull\" || ' ' || p.pk "
        "FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.name LIKE 'api_token%' "
        "ORDER BY 1");
    while (columns.step()) told.emplace_back(columns.text(0));
    store::Statement indexes = database.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'api_token' "
        "ORDER BY name");
    while (indexes.step()) told.emplace_back(indexes.text(0));
    return told;
  };
  store::TemporaryFolder folder;
  store::Database fresh(folder.url("fresh.db"));
  rows::prepare(fresh, schema());
  store::Database changed(folder.url("changed.db"));
  constexpr std::array<std::string_view, 1> first{
      "CREATE TABLE token (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, role TEXT NOT "
      "NULL, "
      "caller INTEGER NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL, revoked_ms "
      "INTEGER)"};
  store::migrate(changed, "tokens", first);
  rows::prepare(changed, schema());
  EXPECT_FALSE(tables_of(fresh).empty());
  EXPECT_EQ(tables_of(changed), tables_of(fresh));
}

}  // namespace
}  // namespace tributary::tokens
