#include "api/queries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/reply.hpp"
#include "api/test_server.hpp"

namespace tributary::api {
namespace {

using protocol::AccountQuery;
using protocol::LoanQuery;
using testing::HasSubstr;

class QueriesTest : public testing::Test {
 protected:
  QueriesTest() {
    server_.sink.answer = [this](http::Ticket ticket, const protocol::Query& query) {
      protocol::AccountView account;
      account.balance = {500'000};
      const bool is_loan = std::holds_alternative<LoanQuery>(query);
      const protocol::Answer answer =
          is_loan ? protocol::Answer(protocol::LoanView{}) : protocol::Answer(account);
      server_.server().respond(ticket, render(answer));
    };
    add_query_routes(server_.router, server_.sink, TestServer::authenticate);
    server_.start();
  }

  TestServer server_;
};

TEST_F(QueriesTest, AnAccountIsAskedForOnItsReadersBehalf) {
  const auto answer = server_.get("/v1/accounts/12", "investor");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr(R"("balance":"5000.00")"));
  const auto asked = server_.sink.asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].first.actor, protocol::ActorId::of(protocol::ActorKind::member, 7));
  EXPECT_EQ(std::get<AccountQuery>(asked[0].second).account.value, 12U);
}

TEST_F(QueriesTest, AccountsAreForWhoMayRead) {
  EXPECT_EQ(server_.get("/v1/accounts/12", "auditor").status, 200);
  EXPECT_EQ(server_.get("/v1/accounts/12", "channel").status, 403);
  EXPECT_EQ(server_.get("/v1/accounts/12").status, 401);
}

TEST_F(QueriesTest, LoansAreForWhoHasAToken) {
  EXPECT_EQ(server_.get("/v1/loans/7", "channel").status, 200);
  EXPECT_EQ(server_.get("/v1/loans/7").status, 401);
}

TEST_F(QueriesTest, WithdrawalsByTheirStateAreForStaff) {
  EXPECT_EQ(server_.get("/v1/withdrawals?state=submitted&cursor=9&limit=7", "auditor").status, 200);
  EXPECT_EQ(server_.get("/v1/withdrawals", "auditor").status, 200);
  for (const char* role : {"investor", "channel"}) {
    const auto refused = server_.get("/v1/withdrawals", role);
    EXPECT_EQ(refused.status, 403) << role;
    EXPECT_THAT(refused.body, HasSubstr("permission `read_all`"));
  }
  const auto asked = server_.sink.asked();
  ASSERT_EQ(asked.size(), 2U);
  const auto& query = std::get<protocol::WithdrawalsQuery>(asked[0].second);
  EXPECT_EQ(query.state, protocol::WithdrawalState::submitted);
  EXPECT_EQ(query.before.value, 9U);
  EXPECT_EQ(query.limit, 7U);
  const auto& all = std::get<protocol::WithdrawalsQuery>(asked[1].second);
  EXPECT_EQ(all.state, std::nullopt);
  EXPECT_EQ(all.before.value, 0U);
  EXPECT_EQ(all.limit, 50U);
}

TEST_F(QueriesTest, AWithdrawalIsForWhoMayRead) {
  EXPECT_EQ(server_.get("/v1/withdrawals/5", "investor").status, 200);
  EXPECT_EQ(server_.get("/v1/withdrawals/5", "channel").status, 403);
  EXPECT_THAT(server_.get("/v1/withdrawals/x", "auditor").body, HasSubstr("withdrawal_not_found"));
  const auto asked = server_.sink.asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(std::get<protocol::WithdrawalQuery>(asked[0].second).withdrawal.value, 5U);
}

TEST_F(QueriesTest, APostingAndAPartyAreForWhoMayRead) {
  for (const char* path : {"/v1/postings/5", "/v1/parties/5"}) {
    EXPECT_EQ(server_.get(path, "investor").status, 200) << path;
    EXPECT_EQ(server_.get(path, "channel").status, 403) << path;
    EXPECT_EQ(server_.get(path).status, 401) << path;
  }
  EXPECT_THAT(server_.get("/v1/postings/x", "auditor").body, HasSubstr("posting_not_found"));
  EXPECT_THAT(server_.get("/v1/parties/x", "auditor").body, HasSubstr("party_not_found"));
  const auto asked = server_.sink.asked();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(std::get<protocol::PostingQuery>(asked[0].second).posting.value, 5U);
  EXPECT_EQ(std::get<protocol::PartyQuery>(asked[1].second).party.value, 5U);
}

TEST_F(QueriesTest, TheTariffOfWithdrawalsIsForWhoHasAToken) {
  EXPECT_EQ(server_.get("/v1/withdrawals/rules", "channel").status, 200);
  EXPECT_EQ(server_.get("/v1/withdrawals/rules").status, 401);
  EXPECT_EQ(server_.get("/v1/withdrawals/rules?currency=USD", "channel").status, 400);
  const auto asked = server_.sink.asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<protocol::WithdrawalRulesQuery>(asked[0].second));
}

TEST_F(QueriesTest, APrepaymentIsAskedForOnADayAndInPart) {
  EXPECT_EQ(server_
                .get("/v1/loans/7/prepayment?on=2024-03-15&amount=30000.00&after=fewer_periods",
                     "borrower")
                .status,
            200);
  EXPECT_EQ(server_.get("/v1/loans/7/prepayment", "auditor").status, 200);
  EXPECT_EQ(server_.get("/v1/loans/7/prepayment", "channel").status, 403);
  EXPECT_EQ(server_.get("/v1/loans/x/prepayment", "auditor").status, 404);
  EXPECT_EQ(server_.get("/v1/loans/7/prepayment?day=2024-03-15", "auditor").status, 400);
  const auto asked = server_.sink.asked();
  ASSERT_EQ(asked.size(), 2U);
  const auto& part = std::get<protocol::PrepaymentQuery>(asked[0].second);
  EXPECT_EQ(part.loan.value, 7U);
  EXPECT_EQ(to_string(part.on.value()), "2024-03-15");
  EXPECT_EQ(part.amount, protocol::Amount{3'000'000});
  EXPECT_EQ(part.after, protocol::AfterPrepayment::fewer_periods);
  const auto& all = std::get<protocol::PrepaymentQuery>(asked[1].second);
  EXPECT_TRUE(!all.on && !all.amount);
}

TEST_F(QueriesTest, ANumberThatIsNoneNamesNothing) {
  for (const char* path : {"/v1/loans/x", "/v1/loans/0", "/v1/loans/-7"}) {
    const auto answer = server_.get(path, "investor");
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_THAT(answer.body, HasSubstr("loan_not_found"));
  }
  EXPECT_THAT(server_.get("/v1/accounts/x", "auditor").body, HasSubstr("account_not_found"));
  EXPECT_TRUE(server_.sink.asked().empty());
}

TEST_F(QueriesTest, AMemberThatIsNotReadIsRefused) {
  for (const char* path : {"/v1/accounts/7?at_least=9", "/v1/loans/7?at_least=9"}) {
    const auto answer = server_.get(path, "auditor");
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_THAT(answer.body, HasSubstr(R"("path":"at_least","reason":"unknown_member")"));
  }
  EXPECT_TRUE(server_.sink.asked().empty());
}

TEST_F(QueriesTest, AFullQueueIsToldAtOnce) {
  server_.sink.accept(false);
  EXPECT_THAT(server_.get("/v1/loans/7", "investor").body, HasSubstr("overloaded"));
}

}  // namespace
}  // namespace tributary::api
