#include "app/token_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using namespace std::chrono_literals;
using protocol::ActorId;
using protocol::ActorKind;
using testing::HasSubstr;
using testing::Not;

class TokenStoreTest : public testing::Test {
 protected:
  std::string create(const TokenWish& wish) { return create_token(file_, wish).secret; }

  store::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "platform.db";
  const TokenStore::Clock::time_point start_ = TokenStore::Clock::now() + 1s;
};

TEST_F(TokenStoreTest, ATokenNamesItsCaller) {
  const std::string secret = create({.role = "investor", .party = {1001}, .number = 7});
  const auto caller = TokenStore(file_).find(secret);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor, ActorId::of(ActorKind::member, 7));
  EXPECT_EQ(caller->party, protocol::PartyId{1001});
  EXPECT_EQ(caller->permissions, api::find_role("investor")->permissions);
}

TEST_F(TokenStoreTest, ATokenThatWasGoodOnceIsStillKnown) {
  const std::string revoked = create({.role = "investor", .party = {1001}, .number = 1001});
  const std::string expired =
      create({.role = "channel", .number = 4, .expires = protocol::Time{5}});
  revoke_token(file_, 1);
  EXPECT_EQ(TokenStore(file_).explain(revoked).token, 1U) << "at once";
  TokenStore tokens(file_);
  EXPECT_FALSE(tokens.find(revoked));
  EXPECT_FALSE(tokens.find(expired));
  const api::Stranger one = tokens.explain(revoked);
  EXPECT_EQ(one.why, api::AuthFailure::revoked_token);
  EXPECT_EQ(one.actor, ActorId::of(ActorKind::member, 1001));
  EXPECT_EQ(one.token, 1U);
  const api::Stranger other = tokens.explain(expired);
  EXPECT_EQ(other.why, api::AuthFailure::expired_token);
  EXPECT_EQ(other.actor, ActorId::of(ActorKind::partner, 4));
  EXPECT_EQ(other.token, 2U);
  EXPECT_EQ(tokens.explain("trb_guess").why, api::AuthFailure::unknown_token);
}

TEST_F(TokenStoreTest, ATokenHas24RandomBytesInBase64) {
  const std::string secret = create({.role = "admin"});
  EXPECT_THAT(secret, testing::MatchesRegex("trb_[A-Za-z0-9_-]+"));
  EXPECT_EQ(secret.size(), 36U);
  EXPECT_NE(secret, create({.role = "admin"}));
}

TEST_F(TokenStoreTest, TokensOfACallerShareItsUsageAlsoAfterTheFileChanged) {
  const std::string one = create({.role = "investor", .party = {1001}, .number = 7});
  const std::string other = create({.role = "investor", .party = {1001}, .number = 7});
  api::UsageBook usages({});
  TokenStore tokens(file_, &usages);
  const auto first = tokens.find(one, start_);
  const auto second = tokens.find(other, start_);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->token + 1, second->token);
  EXPECT_EQ(first->usage, second->usage);
  EXPECT_NE(first->token_usage, second->token_usage);
  // What is in use stays when the file is read again; what is not is dropped.
  first->usage->in_flight = 1;
  create({.role = "admin"});
  EXPECT_EQ(tokens.find(one, start_ + 1s)->usage, first->usage);
  EXPECT_EQ(usages.size(), 2U);
}

TEST_F(TokenStoreTest, OnlyTheWholeTokenIsKnown) {
  const std::string secret = create({.role = "admin"});
  TokenStore tokens(file_);
  for (const std::string& other :
       {std::string(), std::string("trb_"), secret.substr(0, 35), secret + "A", secret.substr(4)}) {
    EXPECT_FALSE(tokens.find(other)) << other;
  }
}

TEST_F(TokenStoreTest, TheFileDoesNotHoldTheToken) {
  const std::string secret = create({.role = "admin", .name = "night shift"});
  std::string everything;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    std::ifstream stream(entry.path(), std::ios::binary);
    everything.append(std::istreambuf_iterator<char>(stream), {});
  }
  EXPECT_THAT(everything, HasSubstr("night shift"));
  EXPECT_THAT(everything, Not(HasSubstr(secret.substr(4, 12))));
}

TEST_F(TokenStoreTest, NumbersAreGivenWithinAKind) {
  const auto number = [&](const TokenWish& wish) {
    return create_token(file_, wish).token.actor.number();
  };
  EXPECT_EQ(number({.role = "finance"}), 1U);
  EXPECT_EQ(number({.role = "channel"}), 1U);
  EXPECT_EQ(number({.role = "review", .number = 7}), 7U);
  EXPECT_EQ(number({.role = "admin"}), 8U);
  EXPECT_EQ(number({.role = "investor", .party = {1001}}), 1U);
  EXPECT_EQ(number({.role = "borrower", .party = {1001}}), 2U) << "another person of the party";
  EXPECT_EQ(number({.role = "channel"}), 2U);
}

TEST_F(TokenStoreTest, ATokenMadeLaterWorksAtOnce) {
  TokenStore tokens(file_);
  EXPECT_FALSE(tokens.find("trb_unknown", start_));
  const std::string secret = create({.role = "auditor"});
  EXPECT_TRUE(tokens.find(secret, start_ + 2ms));
}

TEST_F(TokenStoreTest, UnknownTokensDoNotReadTheFileEachTime) {
  TokenStore tokens(file_);
  EXPECT_FALSE(tokens.find("trb_unknown", start_));
  const std::string secret = create({.role = "auditor"});
  EXPECT_FALSE(tokens.find(secret, start_ + 1ms));
}

TEST_F(TokenStoreTest, ARevokedTokenStopsWithinASecond) {
  const auto made = create_token(file_, {.role = "admin"});
  const std::string other = create({.role = "admin"});
  TokenStore tokens(file_);
  EXPECT_TRUE(tokens.find(made.secret, start_));
  const auto revoked = revoke_token(file_, made.token.id);
  ASSERT_TRUE(revoked);
  EXPECT_TRUE(revoked->revoked);
  EXPECT_FALSE(tokens.find(made.secret, start_ + 1s));
  EXPECT_TRUE(tokens.find(other, start_ + 1s));
}

TEST_F(TokenStoreTest, AnExpiredTokenIsAsUnknownAsAnyOther) {
  const std::string other = create({.role = "admin"});
  protocol::Time wall = list_tokens(file_).front().created;
  const auto made =
      create_token(file_, {.role = "admin", .expires = protocol::Time{wall.ms + 2'000}});
  TokenStore tokens(file_, nullptr, [&] { return wall; });
  tokens.reload(start_);
  EXPECT_TRUE(tokens.find(made.secret, start_));
  EXPECT_TRUE(tokens.lives(made.token.id, start_ + 1999ms));
  EXPECT_TRUE(tokens.find(made.secret, start_ + 400ms));

  wall.ms += 1900;  // Its last look was at the same moment by both clocks.
  EXPECT_TRUE(tokens.find(made.secret, start_ + 3900ms));
  EXPECT_FALSE(tokens.find(made.secret, start_ + 4000ms)) << "between two looks";
  EXPECT_FALSE(tokens.lives(made.token.id, start_ + 4000ms));
  EXPECT_TRUE(tokens.find(other, start_ + 4000ms));
  EXPECT_EQ(tokens.reload(start_ + 4000ms), 2U) << "the wall clock was put back";
  EXPECT_TRUE(tokens.find(made.secret, start_ + 4000ms));
  wall.ms += 100;
  EXPECT_EQ(tokens.reload(start_ + 4000ms), 1U);
  const auto at_a_start = [&] { return TokenStore(file_, nullptr, [&] { return wall; }); };
  EXPECT_FALSE(at_a_start().find(made.secret)) << "nor after a start";
}

/// While the clock is in doubt one of its two times is wrong: whoever has to set it right is let
/// in.
TEST_F(TokenStoreTest, ATokenLivesIfItMay) {
  constexpr std::int64_t day_ms = 86'400'000;
  const protocol::Time made_at = create_token(file_, {.role = "auditor"}).token.created;
  const auto at = [&](int days) { return protocol::Time{made_at.ms + days * day_ms}; };
  const std::string secret = create({.role = "admin", .expires = at(365)});
  const std::string for_ever = create({.role = "admin"});
  ring::PossibleTimes times{at(1)};
  const auto lives = [&](const ring::PossibleTimes& now) {
    times = now;
    return TokenStore(file_, nullptr, [&] { return times; }).find(secret).has_value();
  };
  EXPECT_TRUE(lives(at(364)));
  EXPECT_FALSE(lives(at(366)));
  EXPECT_TRUE(lives({at(1), at(3650)})) << "set right after years ahead were confirmed";
  EXPECT_TRUE(lives({at(3650), at(1)})) << "years ahead that nobody confirmed";
  EXPECT_FALSE(lives({at(366), at(3650)}));
  EXPECT_FALSE(lives({at(-30), at(366)})) << "it has expired, and was not made yet";
  EXPECT_FALSE(lives(at(-30))) << "no clock that is far back revives it";
  EXPECT_TRUE(lives(protocol::Time{made_at.ms - 60'000})) << "a clock that was corrected a little";
  const protocol::Time made = list_tokens(file_).at(1).created;
  EXPECT_TRUE(lives(protocol::Time{made.ms - 600'000})) << "to the millisecond";
  EXPECT_FALSE(lives(protocol::Time{made.ms - 600'001}));
  EXPECT_FALSE(
      TokenStore(file_, nullptr, [&] { return ring::PossibleTimes(at(-30)); }).find(for_ever));
}

TEST_F(TokenStoreTest, CallersCarryTheNumberOfTheirToken) {
  const auto first = create_token(file_, {.role = "investor", .party = {1001}, .number = 7});
  const auto second = create_token(file_, {.role = "investor", .party = {1001}, .number = 7});
  TokenStore tokens(file_);
  EXPECT_EQ(tokens.find(first.secret)->token, first.token.id);
  EXPECT_EQ(tokens.find(second.secret)->token, second.token.id);
  EXPECT_EQ(tokens.find(first.secret)->actor, tokens.find(second.secret)->actor);
}

TEST_F(TokenStoreTest, WhatOutlivesARequestLearnsThatItsTokenEnded) {
  const auto made = create_token(file_, {.role = "investor", .party = {1001}, .number = 7});
  TokenStore tokens(file_);
  tokens.reload(start_);
  EXPECT_TRUE(tokens.lives(made.token.id, start_));
  EXPECT_FALSE(tokens.lives(0, start_));
  EXPECT_FALSE(tokens.lives(made.token.id + 1, start_));
  revoke_token(file_, made.token.id);
  EXPECT_TRUE(tokens.lives(made.token.id, start_ + 499ms)) << "the file is not read each time";
  EXPECT_FALSE(tokens.lives(made.token.id, start_ + 500ms)) << "although nobody sent a request";
}

TEST_F(TokenStoreTest, ReloadingSeesARevocationAtOnce) {
  const auto made = create_token(file_, {.role = "admin"});
  TokenStore tokens(file_);
  EXPECT_TRUE(tokens.find(made.secret, start_));
  revoke_token(file_, made.token.id);
  EXPECT_TRUE(tokens.find(made.secret, start_ + 1ms));
  EXPECT_EQ(tokens.reload(start_ + 2ms), 0U);
  EXPECT_FALSE(tokens.find(made.secret, start_ + 2ms));
}

TEST_F(TokenStoreTest, TokensOfAnOlderProgramNeverExpire) {
  const auto made = create_token(file_, {.role = "admin"});
  {
    store::Database database("sqlite:" + file_.string());
    database.execute("ALTER TABLE token DROP COLUMN expires_ms");
    database.execute("ALTER TABLE token DROP COLUMN party");
    database.execute("ALTER TABLE token RENAME COLUMN actor TO caller");
    database.statement("UPDATE schema_version SET version = 1 WHERE part = 'tokens'").run();
  }
  ASSERT_EQ(list_tokens(file_).size(), 1U) << "although the file is not brought up to date";
  EXPECT_FALSE(list_tokens(file_)[0].expires);
  EXPECT_EQ(list_tokens(file_)[0].party, protocol::PartyId{}) << "it acts for the platform";
  EXPECT_TRUE(TokenStore(file_).find(made.secret));
  EXPECT_FALSE(list_tokens(file_)[0].expires);
  EXPECT_EQ(list_tokens(file_)[0].party, protocol::PartyId{});
}

TEST_F(TokenStoreTest, AMemberOfAnOlderProgramActsForThePartyOfItsNumber) {
  const auto made = create_token(file_, {.role = "investor",
                                         .party = {17},
                                         .number = 17,
                                         .expires = protocol::Time{4'102'444'800'000}});
  {
    store::Database database("sqlite:" + file_.string());
    database.execute("ALTER TABLE token DROP COLUMN party");
    database.execute("ALTER TABLE token RENAME COLUMN actor TO caller");
    database.statement("UPDATE schema_version SET version = 2 WHERE part = 'tokens'").run();
  }
  EXPECT_EQ(list_tokens(file_).at(0).party, protocol::PartyId{17}) << "as it is";
  EXPECT_EQ(list_tokens(file_).at(0).expires, protocol::Time{4'102'444'800'000});
  EXPECT_EQ(TokenStore(file_).find(made.secret)->party, protocol::PartyId{17});
  EXPECT_EQ(list_tokens(file_).at(0).party, protocol::PartyId{17}) << "brought up to date";
}

TEST_F(TokenStoreTest, RevokingTwiceKeepsTheFirstTime) {
  const auto made = create_token(file_, {.role = "admin"});
  const auto first = revoke_token(file_, made.token.id);
  const auto second = revoke_token(file_, made.token.id);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->revoked, second->revoked);
  EXPECT_FALSE(revoke_token(file_, 99));
}

TEST_F(TokenStoreTest, ManyWritersWaitForEachOther) {
  TokenStore tokens(file_);
  std::vector<std::string> secrets(8);
  std::vector<std::thread> writers;
  for (std::string& secret : secrets) {
    writers.emplace_back([&] { secret = create({.role = "auditor"}); });
  }
  for (std::thread& writer : writers) writer.join();
  for (const std::string& secret : secrets) EXPECT_TRUE(tokens.find(secret, start_));
  EXPECT_EQ(list_tokens(file_).size(), secrets.size());
}

TEST_F(TokenStoreTest, ARoleOfANewerProgramOpensNothing) {
  const auto made = create_token(file_, {.role = "admin"});
  {
    store::Database database("sqlite:" + file_.string());
    database.statement("UPDATE token SET role = 'emperor'").run();
  }
  EXPECT_FALSE(TokenStore(file_).find(made.secret));
}

}  // namespace
}  // namespace tributary::app
