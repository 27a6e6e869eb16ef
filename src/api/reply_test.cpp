#include "api/reply.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "api/binding.hpp"
#include "api/word.hpp"
#include "http/problem.hpp"

namespace tributary::api {
namespace {

namespace json = boost::json;
using protocol::Refusal;

/// A record as the journal gives it back.
class Recorded {
 public:
  template <class Command>
  Recorded(const Command& command, const typename Command::Accepted& event) {
    protocol::write_request(bytes_, {{1, 2}, protocol::Sender::staff(3), 0, framed(command)});
    protocol::write_event(bytes_, event);
  }
  template <class Command>
  Recorded(const Command& command, Refusal refusal, const protocol::RefusalDetail& detail = {}) {
    protocol::write_request(bytes_, {{1, 2}, protocol::Sender::staff(3), 0, framed(command)});
    protocol::write_refusal(bytes_, refusal, detail);
  }

  http::Response render(protocol::Sequence sequence = 1042) const {
    protocol::Reader in(bytes_.view());
    return api::render(sequence, {1'706'689'800'000}, protocol::read_record(in));
  }

 private:
  template <class Message>
  std::span<const std::byte> framed(const Message& message) {
    protocol::encode_framed(command_, message);
    return command_.view();
  }

  base::ByteBuffer command_;
  base::ByteBuffer bytes_;
};

protocol::BidPlaced some_bid() {
  return {.loan = {7}, .bid = 16, .account = {12}, .from = {6'300'000}, .amount = {100'000}};
}

TEST(Reply, ABidIsToldWithItsPlace) {
  const auto response = Recorded(protocol::PlaceBid{}, some_bid()).render();
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body,
            R"({"sequence":1042,"time":"2024-01-31T08:30:00.000Z","event":{"type":"bid_placed",)"
            R"("loan":"7","bid":16,"account":"12","from":"63000.00","amount":"1000.00"}})");
}

TEST(Reply, ADayThatIsNotConfirmedIsTold) {
  const money::Date day{20'000};
  const auto told = [&](std::optional<money::Date> confirmed) {
    return Recorded(protocol::BeginBusinessDay{day, confirmed}, Refusal::business_day_not_confirmed)
        .render()
        .body;
  };
  EXPECT_NE(told({}).find("name it again as confirmed_on 2024-10-04"), std::string::npos)
      << told({});
  EXPECT_NE(told({}).find("请在 confirmed_on 中再次写明 2024-10-04"), std::string::npos)
      << told({});
  const std::string differs = told(day + 1);
  EXPECT_NE(differs.find("confirmed_on is 2024-10-05, and not 2024-10-04"), std::string::npos)
      << differs;
}

TEST(Reply, TheSameRecordGivesTheSameBytes) {
  const Recorded bid(protocol::PlaceBid{}, some_bid());
  EXPECT_EQ(bid.render().body, bid.render().body);
  EXPECT_NE(bid.render(1042).body, bid.render(1043).body);
}

TEST(Reply, EveryCommandHasAReply) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [](auto type) {
        using Command = typename decltype(type)::type;
        const auto response = Recorded(Command{}, typename Command::Accepted{}).render();
        const json::value body = json::parse(response.body);
        EXPECT_EQ(body.at("event").at("type").as_string(), word_of<typename Command::Accepted>());
        EXPECT_EQ(response.status, Command::endpoint.path.ends_with('s') ? 201 : 200);
      });
}

TEST(Reply, ARefusalIsAProblemInBothLanguages) {
  const auto response = Recorded(protocol::PlaceBid{}, Refusal::loan_full).render();
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"type":"/problems/loan_full","status":409,"code":"loan_full",)"
            R"("title":"The loan is full","title_zh":"已满标","later":false,"retry":"no",)"
            R"("sequence":1042})");
}

TEST(Reply, ARefusalSaysByHowMuchInBothLanguages) {
  const auto detail =
      protocol::RefusalDetail::of(protocol::Amount{100'00}, protocol::Amount{50'00});
  const Recorded refused(protocol::PlaceBid{}, Refusal::bid_below_minimum, detail);
  const json::value body = json::parse(refused.render().body);
  EXPECT_EQ(body.at("detail").as_string(), "The minimum is 100.00, the bid is 50.00");
  EXPECT_EQ(body.at("detail_zh").as_string(), "起投金额为 100.00，本次投标 50.00");
  EXPECT_EQ(body.at("figures").at("limit").as_string(), "100.00");
  EXPECT_EQ(body.at("figures").at("actual").as_string(), "50.00");
}

TEST(Reply, ARefusalForABidNamesItAndItsAccount) {
  const auto detail = protocol::RefusalDetail::of_bid(2, {12});
  const Recorded refused(protocol::SettleLoan{}, Refusal::bidder_blocked, detail);
  const json::value body = json::parse(refused.render().body);
  EXPECT_EQ(body.at("detail").as_string(), "It is bid 2 of account 12");
  EXPECT_EQ(body.at("bid").as_string(), "2");
  EXPECT_EQ(body.at("account").as_string(), "12");
  EXPECT_FALSE(body.as_object().contains("figures"));
}

TEST(Reply, EveryRefusalIsToldAsItsTableSays) {
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    const auto response = render(text.refusal);
    const json::value body = json::parse(response.body);
    EXPECT_EQ(response.status, text.status);
    EXPECT_EQ(body.at("code").as_string(), text.name);
    EXPECT_EQ(body.at("title").as_string(), text.english);
    EXPECT_EQ(body.at("title_zh").as_string(), text.chinese);
    EXPECT_EQ(body.at("later").as_bool(), text.later);
    EXPECT_EQ(body.at("retry").as_string(), http::retry_of(text.status, text.later));
    EXPECT_EQ(body.as_object().contains("detail"), body.as_object().contains("detail_zh"));
    EXPECT_FALSE(body.as_object().contains("sequence"));
  }
}

/// What the program answers by two ways is one problem: there are no two tables for a client.
TEST(Reply, ACodeThatHttpKnowsTooIsToldInTheSameWords) {
  std::size_t shared = 0;
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    const auto edge = http::edge_problems();
    const auto known = std::ranges::find(edge, text.name, &http::ProblemText::code);
    if (known == edge.end()) continue;
    ++shared;
    EXPECT_EQ(render(text.refusal).body, http::problem_of(known->status).json());
  }
  EXPECT_EQ(shared, 3U);
}

TEST(Reply, WhatIsNotAvailableSaysWhatToDo) {
  const json::value body = json::parse(render(Refusal::unavailable).body);
  EXPECT_EQ(body.at("retry").as_string(), "same_key");
  EXPECT_NE(body.at("detail").as_string().find("again with the same"), json::string::npos);
  EXPECT_NE(body.at("detail_zh").as_string().find("Idempotency-Key"), json::string::npos);
}

TEST(Reply, InvalidTermsAndRulesAreExplained) {
  const auto told = [](Refusal refusal, const protocol::RefusalDetail& detail) {
    return json::parse(Recorded(protocol::CreateListing{}, refusal, detail).render().body);
  };
  const auto terms = told(Refusal::loan_terms_invalid,
                          protocol::RefusalDetail::of(money::TermsError::periods_out_of_range));
  EXPECT_EQ(terms.at("detail").as_string(),
            money::explain(money::TermsError::periods_out_of_range));
  EXPECT_EQ(terms.at("detail_zh").as_string(), "期数须为 1 至 600");
  EXPECT_FALSE(terms.as_object().contains("figures"));
  const auto rule = told(Refusal::late_rules_invalid,
                         protocol::RefusalDetail::of(protocol::RuleFault::late_fee_tiers));
  EXPECT_EQ(rule.at("detail").as_string(),
            "late.fee_then and late.fee_then_after_days go together: name both or neither");
  EXPECT_FALSE(rule.as_object().contains("figures"));
}

TEST(Reply, HeadersSayWhatHttpWantsToHear) {
  using Fields = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(render(Refusal::unauthenticated).headers, (Fields{{"WWW-Authenticate", "Bearer"}}));
  EXPECT_EQ(render(Refusal::overloaded).headers, (Fields{{"Retry-After", "1"}}));
  EXPECT_TRUE(render(Refusal::insufficient_funds).headers.empty());
}

TEST(Reply, AMalformedRequestIsToldWhere) {
  const auto bid = http::read_json<protocol::PlaceBid>(R"({"loan":"7","account":"x"})");
  ASSERT_FALSE(bid);
  const auto body = json::parse(render(bid.error()).body);
  EXPECT_EQ(body.at("code").as_string(), "malformed_request");
  EXPECT_EQ(body.at("path").as_string(), "account");
  EXPECT_EQ(body.at("reason").as_string(), "wrong_format");
  EXPECT_EQ(body.at("detail").as_string(),
            "account: not in the expected format (a whole number above zero, such as 17)");
  EXPECT_EQ(body.at("detail_zh").as_string(), "account：格式不符（大于零的整数，例如 17）");
}

TEST(Reply, WhatWasExpectedIsToldInBothLanguages) {
  const http::BindError error{http::BindReason::out_of_range, "to",
                              expected_in_both("2024-01-31 or later", "2024-01-31 或更晚")};
  const auto body = json::parse(render(error).body);
  EXPECT_EQ(body.at("detail").as_string(), "to: out of range (2024-01-31 or later)");
  EXPECT_EQ(body.at("detail_zh").as_string(), "to：超出范围（2024-01-31 或更晚）");
}

TEST(Reply, AnAnswerIsTheViewAlone) {
  const protocol::AccountView view{.account = {12},
                                   .party = {1001},
                                   .balance = {500'000},
                                   .held = {100'000},
                                   .available = {400'000},
                                   .owed = {12},
                                   .spendable = {399'988}};
  EXPECT_EQ(render(protocol::Answer(view)).body,
            R"({"account":"12","party":"1001","kind":"member_cash","currency":"CNY",)"
            R"("balance":"5000.00","held":"1000.00","available":"4000.00","closed":false,)"
            R"("owed":"0.12","spendable":"3999.88"})");
  EXPECT_EQ(render(protocol::Answer(Refusal::account_not_found)).status, 404);
}

TEST(Reply, WhatNoEngineWroteIsAFault) {
  protocol::Record record;
  record.command.number = 9999;
  EXPECT_THROW(render(1, {}, record), protocol::CodecError);
  record.refusal = static_cast<Refusal>(9999);
  EXPECT_THROW(render(1, {}, record), protocol::CodecError);
}

}  // namespace
}  // namespace tributary::api
