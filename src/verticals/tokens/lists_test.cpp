#include "verticals/tokens/lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/test_rows.hpp"
#include "store/test_databases.hpp"

namespace tributary::tokens {
namespace {

using testing::ElementsAre;

class ListsTest : public store::EachBackend {
 protected:
  void SetUp() override {
    EachBackend::SetUp();
    if (!url_.empty()) rows_.emplace(schema(), url_);
  }
  void TearDown() override { rows_.reset(); }

  TokenId make(std::int64_t created_ms, const CreateToken& order) {
    rows_->set_clock(Time{created_ms});
    return rows_->order(order).value().token;
  }
  vertical::Or<TokensPage> ask(const TokensQuery& query) {
    vertical::Connection connection(url_, vertical::place_of_rows);
    vertical::Reading reading(connection);
    const api::Caller caller;
    vertical::Asked asked{reading, caller};
    return list_tokens(asked, query);
  }
  std::vector<TokenId> tokens(const TokensQuery& query) {
    std::vector<TokenId> found;
    const TokensPage page = ask(query).value();
    for (const TokenView& line : page.lines) found.push_back(line.token);
    return found;
  }

  std::optional<rows::TestRows> rows_;
};

INSTANTIATE_TEST_SUITE_P(Each, ListsTest, store::each_backend(), store::name_of_backend);

TEST_P(ListsTest, ShowsTheNewestFirstAPageAtATime) {
  std::vector<TokenId> made;
  for (std::int64_t ms : {1'000, 2'000, 2'000, 3'000})
    made.push_back(make(ms, {.role = "auditor"}));
  std::vector<TokenId> seen;
  TokensQuery query;
  query.limit = api::PageLimit{3};
  const TokensPage first = ask(query).value();
  ASSERT_EQ(first.lines.size(), 3U);
  EXPECT_EQ(first.lines[0].token, made[3]);
  query.cursor = first.next_cursor;
  const TokensPage second = ask(query).value();
  ASSERT_EQ(second.lines.size(), 1U);
  EXPECT_EQ(second.lines[0].token, made[0]);
  EXPECT_FALSE(second.next_cursor);
  query.cursor = "tea";
  EXPECT_EQ(ask(query).error().refusal, protocol::Refusal::malformed_request);
}

TEST_P(ListsTest, ShowsThoseThatAreAskedFor) {
  const TokenId auditor = make(1'000, {.role = "auditor"});
  const TokenId investor = make(2'000, {.role = "investor", .party = PartyId{1001}});
  const TokenId borrower = make(3'000, {.role = "borrower", .party = PartyId{1002}});
  rows_->order(RevokeToken{investor});
  TokensQuery of_role;
  of_role.role = "auditor";
  EXPECT_THAT(tokens(of_role), ElementsAre(auditor));
  TokensQuery of_party;
  of_party.party = PartyId{1002};
  EXPECT_THAT(tokens(of_party), ElementsAre(borrower));
  TokensQuery revoked;
  revoked.revoked = true;
  EXPECT_THAT(tokens(revoked), ElementsAre(investor));
  revoked.revoked = false;
  EXPECT_THAT(tokens(revoked), ElementsAre(borrower, auditor));
}

TEST_P(ListsTest, ShowsThoseOfAllFiltersTogether) {
  const auto make_investor = [&](std::int64_t ms, std::uint64_t party) {
    return make(ms, {.role = "investor", .party = PartyId{party}});
  };
  const TokenId first = make_investor(1'000, 1001);
  const TokenId second = make_investor(2'000, 1001);
  make_investor(3'000, 1002);
  make(4'000, {.role = "borrower", .party = PartyId{1001}});
  rows_->order(RevokeToken{second});
  TokensQuery query;
  query.role = "investor";
  query.party = PartyId{1001};
  EXPECT_THAT(tokens(query), ElementsAre(second, first));
  query.revoked = false;
  EXPECT_THAT(tokens(query), ElementsAre(first));
}

/// At any number of tokens a page costs what is on it.
TEST(TokenSelect, EveryFilterHasAnIndex) {
  const store::TemporaryFolder folder;
  store::Database database(folder.url("platform.db"));
  rows::prepare(database, schema());
  const auto plan_of = [&](const TokensQuery& query) {
    store::Statement plan = database.prepare("EXPLAIN QUERY PLAN " + select_of(query));
    std::string text;
    while (plan.step()) text.append(plan.text(3)).append("\n");
    return text;
  };
  const std::string in_order = "created<?)\n";
  EXPECT_EQ(plan_of({}), "SEARCH api_token USING INDEX api_token_created (" + in_order);
  TokensQuery query;
  query.role = "auditor";
  EXPECT_EQ(plan_of(query), "SEARCH api_token USING INDEX api_token_role (role=? AND " + in_order);
  query = {};
  query.party = PartyId{1001};
  EXPECT_EQ(plan_of(query),
            "SEARCH api_token USING INDEX api_token_party (party=? AND " + in_order);
  query = {};
  query.revoked = true;
  EXPECT_EQ(plan_of(query), "SEARCH api_token USING INDEX api_token_revoked (" + in_order);
  query.revoked = false;
  EXPECT_EQ(plan_of(query), "SEARCH api_token USING INDEX api_token_not_revoked (" + in_order);
}

}  // namespace
}  // namespace tributary::tokens
