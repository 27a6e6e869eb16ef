#include "verticals/books/routes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <future>

#include "api/openapi.hpp"
#include "api/test_server.hpp"
#include "verticals/books/bookshelf.hpp"

namespace tributary::books {
namespace {

/// Books on a server; the token of a role names that role's caller number 7.
class RoutesTest : public testing::Test {
 protected:
  RoutesTest() {
    life.deposit(investor, {1'000'000}, "channel 1");
    life.deposit(stranger, {1'000'000});
    life.bid(life.list(borrower, {50'000}, {100'000}), investor, {30'000});
    life.bid({1}, stranger, {20'000});
    life.settle({1}, {{{20'030}, {25'000}, {400}}, {{20'060}, {25'000}, {200}}}, {}, {}, {});
    life.collect({1});
    life.list(borrower, {70'000}, {});
    life.bid({2}, investor, {1'000});
    shelf.follow(life);
    add_routes_to(server, desk);
    server.start();
    desk.start();
  }
  ~RoutesTest() override { desk.stop(); }

  static void add_routes_to(api::TestServer& to, vertical::ReadingDesk& at) {
    vertical::add_routes(to.router, routes(),
                         {.authenticate = api::TestServer::authenticate, .desk = &at});
  }
  boost::json::object get(std::string_view path, std::string_view token = "investor") const {
    const auto answer = server.get(path, token);
    EXPECT_EQ(answer.status, 200) << path << ' ' << answer.body;
    return answer.status == 200 ? boost::json::parse(answer.body).as_object()
                                : boost::json::object();
  }
  std::string refused(std::string_view path, std::string_view token = "investor") const {
    const auto answer = server.get(path, token);
    EXPECT_GE(answer.status, 400) << path;
    return std::string(boost::json::parse(answer.body).at("code").as_string());
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(7);
  AccountId stranger = life.open_member(11);
  Bookshelf shelf;
  std::atomic<Sequence> durable = 0;
  vertical::ReadingDesk desk{"test",
                             {[this] { return shelf.url(); }, [this] { return durable.load(); }},
                             {.patience = std::chrono::seconds(20)}};
  api::TestServer server;
  std::string number = std::to_string(investor.value);
  std::string own = "/v1/accounts/" + number;
};

TEST_F(RoutesTest, AStatementLineSaysWhatMovedAndWhy) {
  const auto page = get(own + "/statement?limit=2");
  EXPECT_EQ(page.at("sequence"), life.last_sequence());
  const auto& lines = page.at("lines").as_array();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].at("kind"), "bid_placed");
  EXPECT_EQ(lines[0].at("held"), "10.00");
  const auto& paid = lines[1].as_object();
  EXPECT_EQ(paid.at("kind"), "instalment_collected");
  EXPECT_EQ(paid.at("loan"), "1");
  EXPECT_EQ(paid.at("period"), 1);
  EXPECT_EQ(paid.at("posted"), "152.16");
  EXPECT_EQ(paid.at("parts").at("principal"), "150.00");
  EXPECT_EQ(paid.at("parts").at("interest"), "2.40");
  EXPECT_EQ(paid.at("parts").at("fee"), "-0.24");
  EXPECT_EQ(paid.at("balance"), "9852.16");
  EXPECT_FALSE(paid.contains("memo"));
  const std::string next(page.at("next_cursor").as_string());
  const auto rest = get(own + "/statement?cursor=" + next);
  EXPECT_EQ(rest.at("lines").as_array().size(), 3U);
  EXPECT_EQ(rest.at("lines").at(2).at("memo"), "channel 1");
  EXPECT_FALSE(rest.contains("next_cursor"));
}

TEST_F(RoutesTest, AStatementOfAPeriodHasAnOpeningAndAClosing) {
  life.begin_day({20'100});
  life.deposit(investor, {500});
  life.begin_day({20'101});
  life.deposit(investor, {42});
  shelf.follow(life);
  const auto page = get(own + "/statement?from=2025-01-12&to=2025-01-12");
  EXPECT_EQ(page.at("currency"), "CNY");
  EXPECT_EQ(page.at("opening").at("balance"), "9852.16");
  EXPECT_EQ(page.at("opening").at("held"), "10.00");
  EXPECT_EQ(page.at("closing").at("balance"), "9857.16");
  ASSERT_EQ(page.at("lines").as_array().size(), 1U);
  EXPECT_EQ(page.at("lines").at(0).at("business_date"), "2025-01-12");
  EXPECT_EQ(page.at("lines").at(0).at("text_zh"), "充值");
  EXPECT_FALSE(get(own + "/statement").contains("opening"));
  for (const char* day : {"to=2025-01-14", "to=9999-12-31", "from=2200-01-01", "from=9999-12-31"}) {
    EXPECT_EQ(refused(own + "/statement?" + day), "date_not_reached") << day;
  }
  EXPECT_EQ(get(own + "/statement?from=0000-01-01").at("opening").at("balance"), "9852.16")
      << "what was before the first business day";
  for (const char* query : {"from=2025-01-13&to=2025-01-12", "from=2025-02-30", "from=", "to=-1",
                            "from=2025-01-12&from=2025-01-12"}) {
    EXPECT_EQ(refused(own + "/statement?" + query), "malformed_request") << query;
  }
}

TEST_F(RoutesTest, AccountsAreTheirOwnersToRead) {
  const std::string foreign = "/v1/accounts/" + std::to_string(stranger.value);
  for (const char* list : {"/statement", "/bids", "/claims"}) {
    EXPECT_EQ(refused(foreign + list), "account_not_yours");
    EXPECT_EQ(refused(own + list, "nobody"), "unauthenticated");
    EXPECT_EQ(refused(std::string("/v1/accounts/999") + list), "account_not_found");
    EXPECT_EQ(refused(std::string("/v1/accounts/x") + list), "account_not_found");
    EXPECT_FALSE(get(foreign + list, "auditor").at("lines").as_array().empty());
  }
  EXPECT_EQ(refused("/v1/parties/11/accounts"), "forbidden");
  const auto accounts = get("/v1/parties/7/accounts");
  EXPECT_EQ(accounts.at("lines").at(0).at("account"), boost::json::value(number));
  EXPECT_EQ(accounts.at("lines").at(0).at("closed"), boost::json::value(false));
  EXPECT_EQ(refused("/v1/loans/1/payouts?account=" + std::to_string(stranger.value)),
            "account_not_yours");
}

TEST_F(RoutesTest, WhoBidIsToldOfOwnBidsAlone) {
  const auto lines = get("/v1/loans/1/bids").at("lines").as_array();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_FALSE(lines[0].as_object().contains("account"));
  EXPECT_EQ(lines[0].at("amount"), "200.00");
  EXPECT_EQ(lines[1].at("account"), boost::json::value(number));
  EXPECT_TRUE(get("/v1/loans/1/bids", "auditor").at("lines").at(0).as_object().contains("account"));
}

TEST_F(RoutesTest, LoansAreListedByFilter) {
  EXPECT_EQ(get("/v1/loans").at("lines").as_array().size(), 2U);
  const auto open = get(
      "/v1/loans?state=open&method=annuity&rate_min=9.6&rate_max=9.6&periods_max=12&currency=CNY");
  ASSERT_EQ(open.at("lines").as_array().size(), 1U);
  EXPECT_EQ(open.at("lines").at(0).at("raised"), "10.00");
  EXPECT_EQ(get("/v1/loans?rate_min=9.7").at("lines").as_array().size(), 0U);
  EXPECT_EQ(refused("/v1/loans?state=sideways"), "malformed_request");
  EXPECT_EQ(refused("/v1/loans?colour=blue"), "malformed_request");
  EXPECT_EQ(refused("/v1/loans?cursor=x"), "malformed_request");
  EXPECT_EQ(refused("/v1/loans/3/bids"), "loan_not_found");
}

/// A cursor that reads well and stands in another list, or in none.
TEST_F(RoutesTest, APageFollowsItsOwnListAlone) {
  life.begin_day({20'100});
  shelf.follow(life);
  for (const std::string& path :
       {own + "/statement?cursor=1.0.0.1", own + "/statement?from=2025-01-12&cursor=1.0.0.1",
        own + "/bids?cursor=1", own + "/claims?cursor=1", std::string("/v1/loans/1/bids?cursor=1"),
        std::string("/v1/loans/1/payouts?cursor=1")}) {
    EXPECT_EQ(refused(path), "malformed_request") << path;
  }
  EXPECT_EQ(refused("/v1/loans/1/schedule-changes?cursor=x"), "malformed_request");
}

TEST_F(RoutesTest, APageOfClaimsHasAHundredAtMost) {
  const LoanId loan = life.list(borrower, {120}, {});
  for (int n = 0; n < 120; ++n) life.bid(loan, investor, {1});
  life.settle(loan, {{{20'060}, {120}, {}}}, {}, {}, {});
  shelf.follow(life);
  EXPECT_EQ(get(own + "/claims?limit=1000").at("lines").as_array().size(), 100U);
  EXPECT_EQ(get(own + "/claims?limit=2").at("lines").as_array().size(), 2U);
}

TEST_F(RoutesTest, WhatIsNoNumberIsNotFound) {
  EXPECT_EQ(refused("/v1/parties/x/accounts", "auditor"), "not_found");
  EXPECT_EQ(refused("/v1/loans/x/listing"), "loan_not_found");
}

TEST_F(RoutesTest, TheCalendarInForceIsThereToRead) {
  const auto none = get("/v1/calendar");
  EXPECT_TRUE(none.at("holidays").as_array().empty());
  EXPECT_EQ(refused("/v1/calendar", "nobody"), "unauthenticated");
  const Date holiday{20'727};  // 2026-10-01
  life.add(protocol::CalendarSet{"file: a.csv", {holiday}, {holiday + 9}});
  shelf.follow(life);
  const auto set = get("/v1/calendar");
  EXPECT_EQ(set.at("source"), "file: a.csv");
  EXPECT_EQ(set.at("holidays").at(0), "2026-10-01");
  EXPECT_EQ(set.at("working_weekends").at(0), "2026-10-10");
}

TEST_F(RoutesTest, ALoanTellsWhatChangedOfItsSchedule) {
  EXPECT_TRUE(get("/v1/loans/1/schedule-changes").at("lines").as_array().empty());
  EXPECT_EQ(refused("/v1/loans/9/schedule-changes"), "loan_not_found");
  const LoanId loan{1};
  const auto second = life.loans.at(loan).periods[1].due;
  protocol::LoanRescheduled agreed;
  agreed.loan = loan;
  agreed.on = second.due + -1;
  agreed.first_period = 2;
  agreed.terms_before.annual_rate = {96'000};
  agreed.terms.annual_rate = {60'000};
  agreed.schedule = {{second.due, {}, second.interest}, {second.due + 31, second.principal, {1}}};
  agreed.memo = "a month more";
  life.add(agreed);
  protocol::DueDatesMoved moved;
  moved.loans = {{loan, {{2, second.due, second.due + 3}}, {}}};
  life.add(moved);
  shelf.follow(life);
  const auto changes = get("/v1/loans/1/schedule-changes").at("lines").as_array();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].at("kind"), "due_dates_moved");
  ASSERT_EQ(changes[0].at("now").as_array().size(), 1U) << "what did not change is left out";
  EXPECT_EQ(changes[0].at("now").at(0).at("period"), 2);
  EXPECT_EQ(changes[0].at("now").at(0).at("due"), boost::json::value(to_string(second.due + 3)));
  EXPECT_FALSE(changes[0].as_object().contains("annual_rate"));
  EXPECT_FALSE(changes[0].as_object().contains("on")) << "from when it was booked";
  EXPECT_EQ(changes[0].at("sequence"), life.last_sequence());
  EXPECT_EQ(changes[1].at("sequence"), life.last_sequence() - 1);
  EXPECT_NE(changes[0].at("time"), changes[1].at("time"));
  EXPECT_EQ(changes[1].at("on"), boost::json::value(to_string(agreed.on)));
  EXPECT_EQ(changes[1].at("now").at(0).at("period"), 2);
  EXPECT_EQ(changes[1].at("now").at(1).at("period"), 3);
  EXPECT_EQ(changes[1].at("kind"), "loan_rescheduled");
  EXPECT_EQ(changes[1].at("reason"), "") << "what was said is not for everybody";
  EXPECT_EQ(get("/v1/loans/1/schedule-changes", "auditor").at("lines").at(1).at("reason"),
            "a month more");
  EXPECT_EQ(changes[1].at("annual_rate_before"), "9.6");
  EXPECT_EQ(changes[1].at("annual_rate"), "6");
  EXPECT_EQ(changes[1].at("was").as_array().size(), 1U);
  EXPECT_EQ(changes[1].at("now").as_array().size(), 2U);
  const auto page = get("/v1/loans/1/schedule-changes?limit=1");
  ASSERT_EQ(page.at("lines").as_array().size(), 1U);
  const std::string cursor(page.at("next_cursor").as_string());
  const auto rest = get("/v1/loans/1/schedule-changes?limit=1&cursor=" + cursor);
  EXPECT_EQ(rest.at("lines").at(0).at("kind"), "loan_rescheduled");
  EXPECT_FALSE(rest.contains("next_cursor"));
}

TEST_F(RoutesTest, WhatWasSaidOfAWaiverIsForTheBorrowerAndStaff) {
  const auto waive = [&](LoanId loan, std::uint32_t period, std::string memo) {
    protocol::LateChargesWaived waived;
    waived.loan = loan;
    waived.period = period;
    waived.on = {20'070};
    waived.change.period = period;
    waived.memo = std::move(memo);
    life.add(waived);
    shelf.follow(life);
  };
  waive({1}, 2, "agreed by telephone");
  const auto said = [&](std::string_view token) {
    return get("/v1/loans/1/schedule", token).at("lines").at(1).at("waived_for");
  };
  EXPECT_EQ(said("investor"), "");
  EXPECT_EQ(said("auditor"), "agreed by telephone");
  const LoanId own_loan = life.list(investor, {50'000}, {});
  life.bid(own_loan, stranger, {50'000});
  life.settle(own_loan, {{{20'030}, {50'000}, {400}}}, {}, {}, {});
  waive(own_loan, 1, "an own loan");
  const std::string path = "/v1/loans/" + std::to_string(own_loan.value) + "/schedule";
  EXPECT_EQ(get(path, "borrower").at("lines").at(0).at("waived_for"), "an own loan");
}

TEST_F(RoutesTest, ALoanTellsItsTermsScheduleAndPayouts) {
  const auto listing = get("/v1/loans/1/listing");
  EXPECT_EQ(listing.at("terms").at("annual_rate"), "9.6");
  EXPECT_EQ(listing.at("loan").at("state"), "repaying");
  const auto schedule = get("/v1/loans/1/schedule").at("lines").as_array();
  ASSERT_EQ(schedule.size(), 2U);
  EXPECT_EQ(schedule[0].at("state"), "paid");
  EXPECT_EQ(schedule[1].at("state"), "pending");
  EXPECT_TRUE(get("/v1/loans/2/schedule").at("lines").as_array().empty()) << "it is not settled";
  const auto payouts = get("/v1/loans/1/payouts?account=" + number).at("lines").as_array();
  ASSERT_EQ(payouts.size(), 1U);
  EXPECT_EQ(payouts[0].at("interest"), "4.00");
  EXPECT_EQ(payouts[0].at("share").at("interest"), "2.40");
  const auto claims = get(own + "/claims").at("lines").as_array();
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].at("outstanding"), "150.00");
  EXPECT_EQ(claims[0].at("to_come").at(0).at("parts").at("principal"), "150.00");
}

TEST_F(RoutesTest, AListingTellsThePrincipalsOfASteppedSchedule) {
  protocol::ListingCreated created;
  created.terms.periods = 2;
  created.principals = {{10'000}, {40'000}};
  const LoanId loan = life.list(borrower, {50'000}, {}, 0, created);
  shelf.follow(life);
  const std::string path = "/v1/loans/" + std::to_string(loan.value) + "/listing";
  EXPECT_EQ(get(path).at("principals"), (boost::json::array{"100.00", "400.00"}));
  EXPECT_TRUE(get("/v1/loans/1/listing").at("principals").as_array().empty());
}

TEST_F(RoutesTest, TotalsAreToldACurrency) {
  const auto totals = get("/v1/totals").at("lines").at(0).as_object();
  EXPECT_EQ(totals.at("currency"), "CNY");
  EXPECT_EQ(totals.at("lent"), "500.00");
  EXPECT_EQ(totals.at("lenders"), 2);
  EXPECT_EQ(totals.at("loans").at("open"), 1);
}

// The first loan: 500.00 on day 20,000; 254.00 on day 20,030, of which 0.40 are kept, and 250.00
// outstanding then: 3.60 on 500.00 in thirty days. Of it the investor has 300.00.
TEST_F(RoutesTest, TellsWhatClaimsHaveReallyEarned) {
  const auto listing = get("/v1/loans/1/listing");
  EXPECT_EQ(listing.at("earned").at("annual_rate"), "9.1209");
  EXPECT_FALSE(listing.at("earned").as_object().contains("reason"));
  EXPECT_FALSE(get("/v1/loans/2/listing").contains("earned")) << "it is not settled";
  const auto claims = get(own + "/claims");
  EXPECT_EQ(claims.at("lines").at(0).at("earned").at("annual_rate"), "9.1209");
  EXPECT_EQ(claims.at("earned").at("annual_rate"), "9.1209");
  EXPECT_EQ(get("/v1/totals").at("lines").at(0).at("earned").at("annual_rate"), "9.1209");
  const auto idle = get("/v1/accounts/" + std::to_string(borrower.value) + "/claims", "auditor");
  EXPECT_EQ(idle.at("earned").at("reason"), "nothing was lent");
  EXPECT_EQ(idle.at("earned").at("reason_zh"), "尚无出借");
  EXPECT_FALSE(idle.at("earned").as_object().contains("annual_rate"));
}

TEST_F(RoutesTest, TellsWhatWasEarnedOnTheFirstPageOrWhenAsked) {
  const std::string next(get(own + "/bids?limit=1").at("next_cursor").as_string());
  const auto second = get(own + "/claims?cursor=" + next);
  EXPECT_EQ(second.at("lines").as_array().size(), 1U);
  EXPECT_FALSE(second.contains("earned"));
  EXPECT_FALSE(get(own + "/statement").contains("earned"));
  EXPECT_FALSE(get(own + "/statement?earned=false").contains("earned"));
  EXPECT_EQ(get(own + "/statement?earned=true").at("earned").at("annual_rate"), "9.1209");
  EXPECT_EQ(refused(own + "/statement?earned=1"), "malformed_request");
  EXPECT_EQ(refused(own + "/statement?earned="), "malformed_request");
}

TEST_F(RoutesTest, WaitsForTheSequenceTheCallerHasSeen) {
  const Sequence next = life.last_sequence() + 1;
  const std::string path = own + "/statement?limit=1&at_least=" + std::to_string(next);
  EXPECT_EQ(refused(path), "sequence_not_reached");
  durable = next;
  auto waiting = std::async(std::launch::async, [&] { return get(path); });
  life.deposit(investor, {42});
  shelf.follow(life);
  EXPECT_EQ(waiting.get().at("lines").at(0).at("posted"), "0.42");
}

TEST_F(RoutesTest, DoesNotWaitForASequenceForEver) {
  vertical::ReadingDesk impatient("test",
                                  {[this] { return shelf.url(); }, [] { return Sequence{1000}; }},
                                  {.patience = std::chrono::milliseconds(1)});
  api::TestServer other;
  add_routes_to(other, impatient);
  other.start();
  impatient.start();
  const auto answer = other.get("/v1/totals?at_least=1000", "investor");
  EXPECT_EQ(boost::json::parse(answer.body).at("code"), "not_yet_visible");
  for (const char* unknown : {"/v1/accounts/999/statement", "/v1/loans/9/schedule"}) {
    const auto early = other.get(unknown, "auditor");
    EXPECT_EQ(early.status, 503) << unknown;
    EXPECT_EQ(boost::json::parse(early.body).at("code"), "not_yet_visible") << "it may come yet";
  }
  EXPECT_EQ(other.get("/v1/totals", "auditor").status, 200);
  impatient.stop();
}

TEST_F(RoutesTest, SaysWhenThereAreNoBooks) {
  vertical::ReadingDesk lost(
      "test", {[] { return std::string("sqlite:/nowhere/read.db"); }, [] { return Sequence{0}; }});
  api::TestServer other;
  add_routes_to(other, lost);
  other.start();
  lost.start();
  EXPECT_EQ(other.get("/v1/totals", "investor").status, 503);
  lost.stop();
}

TEST_F(RoutesTest, RefusesWhatIsTooMuch) {
  vertical::ReadingDesk closed("test", {[] { return std::string(); }, [] { return Sequence{0}; }},
                               {.questions_max = 0});
  api::TestServer other;
  add_routes_to(other, closed);
  other.start();
  const auto answer = other.get("/v1/totals", "investor");
  EXPECT_EQ(boost::json::parse(answer.body).at("code"), "overloaded");
}

TEST(Routes, AreDescribedInTheReference) {
  const auto described = vertical::described(routes());
  const auto document = boost::json::parse(api::openapi(described)).as_object();
  for (const api::QueryRoute& route : described) {
    EXPECT_TRUE(document.at("paths").as_object().contains(route.path)) << route.path;
  }
  const std::string text = boost::json::serialize(document);
  EXPECT_NE(text.find("Place of the bid in the journal"), text.npos) << "the notes on fields";
  EXPECT_NE(text.find("With `earned=true` also what its claims"), text.npos);
}

}  // namespace
}  // namespace tributary::books
