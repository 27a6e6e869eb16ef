#include "verticals/tokens/register.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/roles.hpp"
#include "rows/test_rows.hpp"
#include "store/test_databases.hpp"
#include "store/test_postgres_relay.hpp"
#include "verticals/tokens/orders.hpp"

namespace tributary::tokens {
namespace {

using namespace std::chrono_literals;
using protocol::ActorKind;
using vertical::PossibleTimes;

class RegisterTest : public testing::Test {
 protected:
  RegisterTest() {
    rows_.set_clock(made_at_);
    rows_.writer();
  }
  static std::string text_of(TokenId token) { return std::to_string(token.value); }
  NewTokenView make(const CreateToken& order) { return rows_.order(order).value(); }
  std::string secret_of(const CreateToken& order) { return make(order).secret.text; }

  const Time made_at_{1'700'000'000'000};
  PossibleTimes wall_{made_at_};
  const Register::Clock::time_point start_ = Register::Clock::now() + 1s;
  rows::TestRows rows_{schema()};
};

TEST_F(RegisterTest, ATokenNamesItsCaller) {
  const auto made = make({.role = "investor", .party = PartyId{1001}, .actor = ActorNumber{7}});
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  const auto caller = tokens.find(made.secret.text);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor, ActorId::of(ActorKind::member, 7));
  EXPECT_EQ(caller->party, PartyId{1001});
  EXPECT_EQ(caller->permissions, api::find_role("investor")->permissions);
  EXPECT_EQ(caller->token, made.token.value);
}

TEST_F(RegisterTest, ATokenThatWasGoodOnceIsStillKnown) {
  const auto revoked = make({.role = "investor", .party = PartyId{1001}, .actor = ActorNumber{9}});
  const auto expired =
      make({.role = "channel", .actor = ActorNumber{4}, .expires = Time{made_at_.ms + 1}});
  rows_.order(RevokeToken{revoked.token});
  wall_ = Time{made_at_.ms + 1};
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  EXPECT_FALSE(tokens.find(revoked.secret.text));
  EXPECT_FALSE(tokens.find(expired.secret.text));
  const api::Stranger one = tokens.explain(revoked.secret.text);
  EXPECT_EQ(one.why, api::AuthFailure::revoked_token);
  EXPECT_EQ(one.actor, ActorId::of(ActorKind::member, 9));
  EXPECT_EQ(one.token, revoked.token.value);
  const api::Stranger other = tokens.explain(expired.secret.text);
  EXPECT_EQ(other.why, api::AuthFailure::expired_token);
  EXPECT_EQ(other.actor, ActorId::of(ActorKind::partner, 4));
  EXPECT_EQ(other.token, expired.token.value);
  EXPECT_EQ(tokens.explain("trb_guess").why, api::AuthFailure::unknown_token);
}

TEST_F(RegisterTest, ATokenThatIsTakenBackWhileItIsUsedIsKnownAsThat) {
  const auto made = make({.role = "admin"});
  const std::string other = secret_of({.role = "admin"});
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  EXPECT_TRUE(tokens.find(made.secret.text, start_));
  rows_.order(RevokeToken{made.token});
  tokens.read_again({text_of(made.token)});
  EXPECT_FALSE(tokens.find(made.secret.text, start_));
  EXPECT_EQ(tokens.explain(made.secret.text).why, api::AuthFailure::revoked_token);
  EXPECT_TRUE(tokens.find(other, start_));
}

TEST_F(RegisterTest, TokensOfACallerShareItsUsageAlsoAfterTheRowsChanged) {
  const CreateToken order{.role = "investor", .party = PartyId{1001}, .actor = ActorNumber{7}};
  const auto one = make(order);
  const auto other = make(order);
  api::UsageBook usages({});
  Register tokens(rows_.url(), &usages, [this] { return wall_; });
  const auto first = tokens.find(one.secret.text, start_);
  const auto second = tokens.find(other.secret.text, start_);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->usage, second->usage);
  EXPECT_NE(first->token_usage, second->token_usage);
  first->usage->in_flight = 1;
  tokens.read_again({text_of(one.token)});
  EXPECT_EQ(tokens.find(one.secret.text, start_)->usage, first->usage);
  EXPECT_EQ(usages.size(), 3U);
  // Now and then all is read again: what is in use stays, what is not is dropped.
  tokens.read_again(std::vector<std::string>(10'000, text_of(one.token)));
  EXPECT_EQ(tokens.find(one.secret.text, start_)->usage, first->usage);
  EXPECT_EQ(usages.size(), 2U);
}

TEST_F(RegisterTest, OnlyTheWholeTokenIsKnown) {
  const std::string secret = secret_of({.role = "admin"});
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  for (const std::string& other :
       {std::string(), std::string("trb_"), secret.substr(0, 35), secret + "A", secret.substr(4)}) {
    EXPECT_FALSE(tokens.find(other)) << other;
  }
}

TEST_F(RegisterTest, FollowsTheRowsWhenItIsTold) {
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  const auto made = make({.role = "auditor"});
  EXPECT_FALSE(tokens.find(made.secret.text, start_)) << "the rows are not read for each stranger";
  EXPECT_FALSE(tokens.lives(made.token.value, start_));
  tokens.read_again({text_of(made.token)});
  EXPECT_TRUE(tokens.find(made.secret.text, start_));
  EXPECT_TRUE(tokens.lives(made.token.value, start_));
  rows_.order(RevokeToken{made.token});
  tokens.read_again({});
  EXPECT_FALSE(tokens.lives(made.token.value, start_)) << "although nobody sent a request";
  EXPECT_FALSE(tokens.find(made.secret.text, start_));
}

/// Made right after the clock jumped ahead, while the last look was before it.
TEST_F(RegisterTest, ATokenThatWasJustMadeLivesByTheClockOfNow) {
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  const Time ahead{made_at_.ms + 8 * 86'400'000LL};
  rows_.set_clock(ahead);
  wall_ = ahead;
  const auto made = make({.role = "admin"});
  tokens.read_again({text_of(made.token)});
  EXPECT_TRUE(tokens.find(made.secret.text));
}

TEST_F(RegisterTest, LetsNobodyInWhileTheRowsCannotBeRead) {
  const auto made = make({.role = "admin"});
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  EXPECT_TRUE(tokens.find(made.secret.text, start_));
  rows::Order order;
  order.decide = [](rows::Work& work) {
    work.database().execute("ALTER TABLE api_token RENAME TO gone");
    return rows::Accepted();
  };
  rows_.writer().submit_and_wait(std::move(order));
  EXPECT_TRUE(tokens.find(made.secret.text, start_));
  tokens.read_again({text_of(made.token)});
  EXPECT_THROW(tokens.find(made.secret.text, start_), store::StoreFault);
  EXPECT_THROW(tokens.find(made.secret.text, start_), store::StoreFault) << "nor the second time";
  EXPECT_FALSE(tokens.lives(made.token.value, start_));
}

TEST_F(RegisterTest, AnExpiredTokenIsAsUnknownAsAnyOther) {
  const std::string other = secret_of({.role = "admin"});
  const auto made = make({.role = "admin", .expires = Time{made_at_.ms + 2'000}});
  Register tokens(rows_.url(), nullptr, [this] { return wall_; });
  EXPECT_TRUE(tokens.find(made.secret.text, start_)) << "reads the wall clock";
  EXPECT_TRUE(tokens.find(made.secret.text, start_ + 400ms));
  wall_ = Time{made_at_.ms + 1'900};
  EXPECT_TRUE(tokens.find(made.secret.text, start_ + 500ms)) << "and again";
  EXPECT_TRUE(tokens.lives(made.token.value, start_ + 599ms));
  EXPECT_FALSE(tokens.find(made.secret.text, start_ + 600ms)) << "between two looks";
  EXPECT_FALSE(tokens.lives(made.token.value, start_ + 600ms));
  EXPECT_TRUE(tokens.find(other, start_ + 600ms));
  wall_ = Time{made_at_.ms + 2'000};
  Register at_a_start(rows_.url(), nullptr, [this] { return wall_; });
  EXPECT_FALSE(at_a_start.find(made.secret.text)) << "nor after a start";
}

/// While the clock is in doubt one of its two times is wrong: whoever has to set it right is let
/// in.
TEST_F(RegisterTest, ATokenLivesIfItMay) {
  constexpr std::int64_t day_ms = 86'400'000;
  const auto at = [&](int days) { return Time{made_at_.ms + days * day_ms}; };
  const std::string secret = secret_of({.role = "admin", .expires = at(365)});
  const std::string for_ever = secret_of({.role = "admin", .never_expires = true});
  const auto lives = [&](const PossibleTimes& now) {
    wall_ = now;
    return Register(rows_.url(), nullptr, [this] { return wall_; }).find(secret).has_value();
  };
  EXPECT_TRUE(lives(at(364)));
  EXPECT_FALSE(lives(at(366)));
  EXPECT_TRUE(lives({at(1), at(3650)})) << "set right after years ahead were confirmed";
  EXPECT_TRUE(lives({at(3650), at(1)})) << "years ahead that nobody confirmed";
  EXPECT_FALSE(lives({at(366), at(3650)}));
  EXPECT_FALSE(lives({at(-30), at(366)})) << "it has expired, and was not made yet";
  EXPECT_FALSE(lives(at(-30))) << "no clock that is far back revives it";
  EXPECT_TRUE(lives(Time{made_at_.ms - 60'000})) << "a clock that was corrected a little";
  EXPECT_TRUE(lives(Time{made_at_.ms - 600'000 + 100})) << "but for the time since the look";
  EXPECT_FALSE(lives(Time{made_at_.ms - 601'000}));
  wall_ = at(-30);
  EXPECT_FALSE(Register(rows_.url(), nullptr, [this] { return wall_; }).find(for_ever));
}

TEST_F(RegisterTest, ARoleOfANewerProgramOpensNothing) {
  const auto made = make({.role = "admin"});
  rows::Order order;
  order.decide = [](rows::Work& work) {
    work.database().execute("UPDATE api_token SET role = 'emperor'");
    return rows::Accepted();
  };
  rows_.writer().submit_and_wait(std::move(order));
  EXPECT_FALSE(Register(rows_.url(), nullptr, [this] { return wall_; }).find(made.secret.text));
}

/// A server that went away and came back.
class RegisterLineTest : public store::OnPostgres {};

TEST_F(RegisterLineTest, ConnectsAgainWhenTheLineBroke) {
  rows::TestRows rows(schema(), url_);
  rows.order(CreateToken{.role = "admin"}).value();
  const store::PostgresRelay relay(server_, "FROM api_token WHERE",
                                   store::PostgresRelay::Cut::unheard);
  const vertical::PossibleTimes wall(Time{1'700'000'000'000});
  Register tokens(schema_->url_at(relay.url()), nullptr, [&] { return wall; });
  const auto made = rows.order(CreateToken{.role = "auditor"}).value();
  tokens.read_again({std::to_string(made.token.value)});
  const auto start = Register::Clock::now();
  EXPECT_THROW(tokens.find(made.secret.text, start), store::StoreFault);
  EXPECT_TRUE(tokens.find(made.secret.text, start + std::chrono::seconds(1)));
  EXPECT_TRUE(relay.has_cut());
}

}  // namespace
}  // namespace tributary::tokens
