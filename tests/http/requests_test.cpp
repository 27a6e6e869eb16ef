#include <gtest/gtest.h>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

/// One platform with an investor who has 1,000.00 and an open loan.
class Requests : public testing::Test {
 protected:
  Requests() {
    platform_.start();
    market_.emplace(platform_);
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(investor_, 100'000);
    loan_ = market_->open_loan(borrower_, 5'000'000);
  }

  Client client(std::string token) const { return {platform_.port(), std::move(token)}; }
  Client client_of(std::string_view role, std::uint64_t party = 0) const {
    return client(platform_.make_token(role, party));
  }
  Client& investor() { return investor_.caller->client(); }
  Client& admin() { return market_->admin().client(); }
  std::string bids() const { return "/v1/loans/" + loan_ + "/bids"; }
  std::string good_bid() const {
    return R"({"account":")" + investor_.account + R"(","amount":"100.00"})";
  }
  std::int64_t held() { return minor_of(market_->account(investor_), "held"); }

  Platform platform_;
  std::optional<Market> market_;
  Member borrower_;
  Member investor_;
  std::string loan_;
};

struct BadBody {
  const char* name;
  const char* body;  ///< the investor's account is number 8, the loan's number 1
  const char* reason;
  const char* path;
};

class BadBodies : public Requests, public testing::WithParamInterface<BadBody> {};

TEST_P(BadBodies, AreNamedAndChangeNothing) {
  const auto& [name, body, reason, path] = GetParam();
  const Answer answer = investor().post(bids(), "id-1", body);
  expect_problem(answer, 400, "malformed_request");
  EXPECT_EQ(answer.json().at("reason").as_string(), reason) << answer;
  EXPECT_EQ(answer.json().at("path").as_string(), path) << answer;
  EXPECT_FALSE(answer.json().at("detail_zh").as_string().empty());
  EXPECT_EQ(held(), 0);
  // The id was not used up.
  EXPECT_EQ(investor().post(bids(), "id-1", good_bid()).status, 201);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBodies,
    testing::Values(
        BadBody{"NotJson", "{", "not_json", ""},
        BadBody{"TextBehind", R"({"account":"8","amount":"1.00"} x)", "not_json", ""},
        BadBody{"BadUtf8", "{\"account\":\"\xff\"}", "not_json", "account"},
        BadBody{"AnArray", "[]", "not_an_object", ""},
        BadBody{"Empty", "", "missing_member", "account"},
        BadBody{"UnknownMember", R"({"account":"8","amount":"1.00","tip":"1.00"})",
                "unknown_member", "tip"},
        BadBody{"GivenTwice", R"({"account":"8","account":"8","amount":"1.00"})",
                "duplicate_member", "account"},
        BadBody{"GivenInThePath", R"({"loan":"1","account":"8","amount":"1.00"})", "given_in_path",
                "loan"},
        BadBody{"Missing", R"({"account":"8"})", "missing_member", "amount"},
        BadBody{"NumberForMoney", R"({"account":"8","amount":100})", "not_a_string", "amount"},
        BadBody{"ThreePlaces", R"({"account":"8","amount":"1.001"})", "wrong_format", "amount"},
        BadBody{"Exponent", R"({"account":"8","amount":"1e3"})", "wrong_format", "amount"},
        BadBody{"NumberForAnId", R"({"account":8,"amount":"1.00"})", "not_a_string", "account"},
        BadBody{"IdOfZero", R"({"account":"0","amount":"1.00"})", "wrong_format", "account"},
        BadBody{"IdBeyond64Bits", R"({"account":"18446744073709551616","amount":"1.00"})",
                "wrong_format", "account"},
        BadBody{"TextForAFlag", R"({"account":"8","amount":"1.00","fill_remaining":"yes"})",
                "not_a_boolean", "fill_remaining"},
        BadBody{"NullForAFlag", R"({"account":"8","amount":"1.00","fill_remaining":null})",
                "not_a_boolean", "fill_remaining"},
        BadBody{"EmptyPassword", R"({"account":"8","amount":"1.00","access_code":""})",
                "wrong_format", "access_code"},
        BadBody{"PasswordOfTwoLines", R"({"account":"8","amount":"1.00","access_code":"a\nb"})",
                "wrong_format", "access_code"},
        BadBody{"Null", R"({"account":null,"amount":"1.00"})", "not_a_string", "account"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(Requests, ADeepOrLongBodyIsRefused) {
  const std::string deep = R"({"terms":)" + std::string(10'000, '[') + "1";
  expect_problem(admin().post("/v1/loans", "deep", deep), 400, "malformed_request");
  const std::string title(5'000, 'x');
  const Answer answer = admin().post("/v1/loans", "long",
                                     R"({"borrower_account":")" + borrower_.account +
                                         R"(","principal":"1000.00","title":")" + title + R"("})");
  expect_problem(answer, 400, "malformed_request");
  EXPECT_EQ(answer.json().at("path").as_string(), "title");
}

TEST_F(Requests, AHugeBodyIsRefusedBeforeItIsSent) {
  Connection connection(platform_.port());
  connection.send("POST " + bids() +
                  " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n{");
  const Answer answer = connection.receive();
  EXPECT_EQ(answer.status, 413);
  expect_problem_members(answer);
  EXPECT_TRUE(connection.ended());
  const std::string two_megabytes(2 << 20, ' ');
  EXPECT_EQ(investor().post(bids(), "huge", two_megabytes).status, 413);
  EXPECT_EQ(investor().post(bids(), "huge", good_bid()).status, 201);
}

TEST_F(Requests, TheIdMustBeThereAndReadable) {
  expect_problem(investor().post(bids(), "", good_bid()), 400, "request_id_missing");
  const std::string longest(128, 'k');
  for (const std::string& bad :
       {longest + "k", std::string("a b"), std::string("schlüssel"), std::string("tab\tbed")}) {
    expect_problem(investor().post(bids(), bad, good_bid()), 400, "request_id_invalid");
  }
  EXPECT_EQ(held(), 0);
  EXPECT_EQ(investor().post(bids(), longest, good_bid()).status, 201);
  EXPECT_EQ(investor().post(bids(), "!\"#$%&'()*+,-./~", good_bid()).status, 201);
}

TEST_F(Requests, AnIdCountsOnceForOneBodyAndOneCaller) {
  const Answer first = investor().post(bids(), "id-1", good_bid());
  ASSERT_EQ(first.status, 201);
  EXPECT_EQ(investor().post(bids(), "id-1", good_bid()), first);
  // The same command spelt otherwise is the same command.
  EXPECT_EQ(investor().post(bids(), "id-1",
                            R"({ "amount": "100", "fill_remaining": false, "account": ")" +
                                investor_.account + "\"}"),
            first);
  const std::string other = R"({"account":")" + investor_.account + R"(","amount":"200.00"})";
  expect_problem(investor().post(bids(), "id-1", other), 422, "request_id_reused");
  expect_problem(investor().post(investor_.path("/withdrawals"), "id-1", R"({"amount":"100.00"})"),
                 422, "request_id_reused");
  EXPECT_EQ(held(), 10'000);

  // Somebody else's id of the same name is another id, and tells nothing of this one.
  const Member stranger = market_->member("investor");
  market_->deposit(stranger, 100'000);
  const Answer theirs = stranger.caller->client().post(
      bids(), "id-1", R"({"account":")" + stranger.account + R"(","amount":"100.00"})");
  EXPECT_EQ(theirs.status, 201);
  EXPECT_EQ(theirs.body.find(R"("account":")" + investor_.account + '"'), std::string::npos);
  const Answer tried = stranger.caller->client().post(bids(), "id-2", good_bid());
  expect_problem(tried, 403, "account_not_yours");
  EXPECT_EQ(investor().post(bids(), "id-2", good_bid()).status, 201);
  EXPECT_EQ(held(), 20'000);
}

TEST_F(Requests, RefusedStaysRefused) {
  const std::string much = R"({"account":")" + investor_.account + R"(","amount":"2000.00"})";
  const Answer refused = investor().post(bids(), "much", much);
  expect_problem(refused, 409, "insufficient_funds");
  EXPECT_TRUE(refused.json().at("later").as_bool());
  market_->deposit(investor_, 1'000'000);
  EXPECT_EQ(investor().post(bids(), "much", much), refused);
  EXPECT_EQ(investor().post(bids(), "much-2", much).status, 201);
  EXPECT_EQ(held(), 200'000);
}

TEST_F(Requests, OnlyKnownTokensAreLetIn) {
  const std::string path = investor_.path();
  for (const std::string& token :
       {std::string(), std::string("nonsense"), investor_.caller->client().token() + "x",
        investor_.caller->client().token().substr(1)}) {
    const Answer answer = client(token).get(path);
    expect_problem(answer, 401, "unauthenticated");
    EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
    expect_problem(client(token).post(bids(), "id-1", good_bid()), 401, "unauthenticated");
  }
  const std::string good = investor_.caller->client().token();
  for (const std::string& field : {"Authorization: Basic " + good, "Authorization: " + good,
                                   std::string("Authorization: Bearer")}) {
    expect_problem(client("").send("GET", path, field + "\r\n", {}), 401, "unauthenticated");
  }
  EXPECT_EQ(client("").send("GET", path, "authorization: bearer " + good + "\r\n", {}).status, 200);
  EXPECT_EQ(held(), 0);
}

TEST_F(Requests, ARoleDoesWhatItMayAndNothingElse) {
  struct Try {
    const char* role;
    const char* path;
    const char* body;
    bool allowed;
  };
  for (const auto& [role, path, body, allowed] : std::initializer_list<Try>{
           {"auditor", "/v1/accounts", R"({"party":"9"})", false},
           {"operations", "/v1/accounts", R"({"party":"9"})", true},
           {"operations", "/v1/accounts/10/deposits", R"({"amount":"1.00"})", false},
           {"channel", "/v1/accounts/10/deposits", R"({"amount":"1.00","reference":"R-1"})", true},
           {"channel", "/v1/transfers", R"({"from":"10","to":"9","amount":"1.00"})", false},
           {"finance", "/v1/transfers", R"({"from":"10","to":"9","amount":"1.00"})", true},
           {"finance", "/v1/loans/1/settle", R"({"on":"2024-01-31"})", false},
           {"review", "/v1/loans/1/cancel", "{}", true}}) {
    const Answer answer = client_of(role).post(path, "try", body);
    if (allowed) {
      EXPECT_LT(answer.status, 300) << role << ' ' << path << ' ' << answer;
    } else {
      expect_problem(answer, 403, "forbidden");
    }
  }
}

TEST_F(Requests, MembersSeeAndMoveOnlyTheirOwn) {
  const Member other = market_->member("investor");
  Client& stranger = other.caller->client();
  expect_problem(stranger.get(investor_.path()), 403, "account_not_yours");
  expect_problem(stranger.get(investor_.path("/statement")), 403, "account_not_yours");
  expect_problem(stranger.post(bids(), "a", good_bid()), 403, "account_not_yours");
  expect_problem(stranger.post(investor_.path("/withdrawals"), "b", R"({"amount":"1.00"})"), 403,
                 "account_not_yours");
  expect_problem(stranger.post(investor_.path("/deposits"), "c", R"({"amount":"1.00"})"), 403,
                 "forbidden");
  EXPECT_EQ(investor().get(investor_.path()).status, 200);
  EXPECT_EQ(held(), 0);
}

TEST_F(Requests, UnknownAddressesAndMethodsAreTold) {
  for (const char* path : {"/", "/v1", "/v1/", "/v1/loan/1", "/v1/loans/1/", "/v1/loans/1/bid",
                           "/v1/loans//bids", "/v1/loans/1/../1"}) {
    const Answer answer = investor().get(path);
    EXPECT_EQ(answer.status, 404) << path;
    expect_problem_members(answer);
  }
  for (const char* path : {"/v1/loans/999", "/v1/loans/0", "/v1/loans/-1", "/v1/loans/x",
                           "/v1/loans/18446744073709551616"}) {
    expect_problem(investor().get(path), 404, "loan_not_found");
  }
  expect_problem(admin().get("/v1/accounts/999"), 404, "account_not_found");
  const Answer wrong_method = investor().send("DELETE", "/v1/loans/1", "", {});
  EXPECT_EQ(wrong_method.status, 405);
  expect_problem_members(wrong_method);
  EXPECT_NE(wrong_method.header("Allow").find("GET"), std::string::npos);
  EXPECT_EQ(investor().send("PUT", bids(), "", {}).status, 405);
  EXPECT_EQ(investor().send("BREW", "/v1/loans/1", "", {}).status, 405);
}

TEST_F(Requests, AHeadHasNoBody) {
  const std::string fields = "Authorization: Bearer " + admin().token() + "\r\n";
  const Answer head = admin().send("HEAD", investor_.path(), fields, {});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"),
            std::to_string(admin().get(investor_.path()).body.size()));
}

}  // namespace
}  // namespace tributary::http_test
