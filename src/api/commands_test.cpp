#include "api/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/describe/enum_to_string.hpp>

#include "api/binding.hpp"
#include "api/test_server.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"

namespace tributary::api {
namespace {

using protocol::ActorId;
using protocol::ActorKind;
using protocol::Refusal;
using testing::HasSubstr;

constexpr std::string_view bids = "/v1/loans/7/bids";
constexpr std::string_view bid = R"({"account":"12","amount":"1000.00"})";

class CommandsTest : public testing::Test {
 protected:
  CommandsTest() {
    add_command_routes(server_.router, server_.sink, TestServer::authenticate);
    server_.start();
  }

  void expect_refused(const TestServer::Answer& answer, int status, std::string_view code) const {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("\"code\":\"" + std::string(code) + "\""));
    EXPECT_TRUE(server_.sink.submitted().empty());
  }

  template <class Command>
  Command submitted(std::size_t index = 0) const {
    const auto all = server_.sink.submitted();
    protocol::Reader in(all.at(index).command);
    const protocol::Frame frame = protocol::read_frame(in);
    EXPECT_EQ(frame.number, Command::number);
    return protocol::decode_fields<Command>(frame.fields);
  }

  TestServer server_;
};

TEST_F(CommandsTest, ABidReachesTheEngine) {
  const auto answer = server_.post(
      bids, "investor", R"({"account":"12","amount":"1000.00","fill_remaining":true})", "my-id");
  EXPECT_EQ(answer.status, 299) << answer.body;
  const auto command = submitted<protocol::PlaceBid>();
  EXPECT_EQ(command.loan.value, 7U);
  EXPECT_EQ(command.account.value, 12U);
  EXPECT_EQ(command.amount.minor, 100'000);
  EXPECT_TRUE(command.fill_remaining);
  const auto sent = server_.sink.submitted().front();
  EXPECT_EQ(sent.sender.actor, ActorId::of(ActorKind::member, 7));
  EXPECT_EQ(sent.sender.party, protocol::PartyId{7});
  EXPECT_EQ(sent.key, protocol::request_key(sent.sender.actor, "my-id"));
  EXPECT_EQ(sent.digest, protocol::request_digest(command));
}

TEST_F(CommandsTest, TheSameWishSpeltInAnotherWayIsTheSameRequest) {
  server_.post(bids, "investor", R"({"account":"12","amount":"1000.00"})", "one");
  server_.post(bids, "investor", R"({ "amount":"1000", "fill_remaining":false, "account":"12" })",
               "two");
  server_.post(bids, "investor", R"({"account":"12","amount":"1000.01"})", "three");
  const auto sent = server_.sink.submitted();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[0].digest, sent[1].digest);
  EXPECT_NE(sent[0].digest, sent[2].digest);
}

constexpr std::string_view write_off = "/v1/loans/7/write-off";
constexpr std::string_view on = R"({"on":"2024-01-31"})";

TEST_F(CommandsTest, WhoApprovesReachesTheEngine) {
  EXPECT_EQ(server_.post(write_off, "finance", on, "a").status, 299);
  EXPECT_EQ(server_.post_approved(write_off, "finance", "admin/8", on, "b").status, 299);
  EXPECT_EQ(server_.post_approved(write_off, "finance", "finance", on, "c").status, 299);
  const auto sent = server_.sink.submitted();
  EXPECT_EQ(sent.at(0).sender.approver, ActorId{}) << "that it lacks is the engine's to say";
  EXPECT_EQ(sent.at(1).sender.approver, ActorId::of(ActorKind::staff, 8));
  EXPECT_EQ(sent.at(1).sender.actor, ActorId::of(ActorKind::staff, 7));
  EXPECT_EQ(sent.at(2).sender.approver, sent.at(2).sender.actor);
  EXPECT_EQ(sent.at(0).digest, sent.at(1).digest) << "no part of what was sent";
}

TEST_F(CommandsTest, NobodyApprovesOfWhatHeMayNotDo) {
  for (const char* approval : {"operations", "auditor", "investor", "nobody", ""}) {
    EXPECT_EQ(server_.post_approved(write_off, "finance", approval, on, "a").status, 299);
    EXPECT_EQ(server_.sink.submitted().back().sender.approver, protocol::no_suitable_approver)
        << approval << ": whether it is needed is the engine's to say, which knows who repeats";
  }
  server_.exchange("POST", write_off,
                   "Authorization: Bearer finance\r\nApproval: finance/8\r\n"
                   "Idempotency-Key: a\r\n",
                   on);
  EXPECT_EQ(server_.sink.submitted().back().sender.approver, protocol::no_suitable_approver);
}

/// What was asked for and refused has confirmed nothing.
TEST(Confirmation, StandsInTheLogOnceItIsAccepted) {
  const auto logged = [](Refusal refusal, std::optional<money::Date> confirmed_on) {
    base::ByteBuffer command;
    protocol::encode_framed(command, protocol::BeginBusinessDay{{20'000}, confirmed_on});
    base::ByteBuffer bytes;
    protocol::Sender sender = protocol::Sender::staff(7);
    sender.approver = ActorId::of(ActorKind::staff, 8);
    protocol::write_request(bytes, {{1, 2}, sender, 0, command.view()});
    if (refusal == Refusal::none) {
      protocol::write_event(bytes, protocol::BusinessDayBegan{});
    } else {
      protocol::write_refusal(bytes, refusal);
    }
    protocol::Reader in(bytes.view());
    testing::internal::CaptureStderr();
    note_confirmation(protocol::read_record(in));
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_THAT(
      logged(Refusal::none, money::Date{20'000}),
      HasSubstr("warning day_confirmed: staff 7 has begun 2024-10-04, approved by staff 8"));
  EXPECT_EQ(logged(Refusal::none, {}), "");
  EXPECT_EQ(logged(Refusal::approval_missing, money::Date{20'000}), "");
}

TEST_F(CommandsTest, AWishToConfirmIsNoConfirmation) {
  testing::internal::CaptureStderr();
  server_.post("/v1/business-days", "operations",
               R"({"on":"2024-10-04","confirmed_on":"2024-10-04"})");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(CommandsTest, WhatCanBeUndoneIsNobodysToApproveOf) {
  EXPECT_EQ(server_.post_approved("/v1/loans/7/approve", "review", "nobody", "").status, 299);
  EXPECT_EQ(server_.sink.submitted().front().sender.approver, ActorId{});
}

TEST_F(CommandsTest, ACommandWithoutMembersNeedsNoBody) {
  EXPECT_EQ(server_.post("/v1/loans/7/approve", "review", "").status, 299);
  EXPECT_EQ(server_.post("/v1/loans/8/approve", "review", "{}", "request-2").status, 299);
  EXPECT_EQ(submitted<protocol::ApproveListing>(0).loan.value, 7U);
  EXPECT_EQ(submitted<protocol::ApproveListing>(1).loan.value, 8U);
}

TEST_F(CommandsTest, TheSameIdOfAnotherCallerIsAnotherKey) {
  server_.post("/v1/loans/7/approve", "review", "", "same");
  server_.post("/v1/accounts/7/deposits", "channel", R"({"amount":"1"})", "same");
  const auto sent = server_.sink.submitted();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_NE(sent[0].key, sent[1].key);
}

TEST_F(CommandsTest, EveryCommandHasItsRouteAndItsPermission) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        std::string path(Command::endpoint.path);
        while (path.contains('{')) {
          const std::size_t open = path.find('{');
          path.replace(open, path.find('}') + 1 - open, "7");
        }
        for (const Role& role : roles()) {
          const bool may =
              Caller{.permissions = role.permissions}.may(Command::endpoint.permission);
          const auto answer = server_.post(path, role.name, "not json");
          EXPECT_EQ(answer.status, may ? 400 : 403) << path << " as " << role.name;
          if (may) continue;
          const char* const lacks =
              boost::describe::enum_to_string(Command::endpoint.permission, "");
          EXPECT_THAT(answer.body, HasSubstr("permission `" + std::string(lacks) + "`"));
        }
      });
}

TEST_F(CommandsTest, WhoBearsNoKnownTokenIsNotHeard) {
  expect_refused(server_.post(bids, "", bid), 401, "unauthenticated");
  expect_refused(server_.post(bids, "stranger", bid), 401, "unauthenticated");
  for (const char* head : {"Authorization: Basic investor\r\n", "Authorization: Bearer\r\n",
                           "Authorization: investor\r\n"}) {
    expect_refused(server_.exchange("POST", bids, head, bid), 401, "unauthenticated");
  }
  EXPECT_EQ(server_.post(bids, "", bid).header("WWW-Authenticate"), "Bearer");
}

TEST_F(CommandsTest, TheSchemeIsWrittenInAnyCase) {
  const auto answer = server_.exchange(
      "POST", bids, "authorization: BEARER investor\r\nidempotency-key: a\r\n", bid);
  EXPECT_EQ(answer.status, 299) << answer.body;
}

TEST_F(CommandsTest, ARequestNeedsAnId) {
  expect_refused(server_.post(bids, "investor", bid, ""), 400, "request_id_missing");
  expect_refused(server_.post(bids, "investor", bid, std::string(129, 'x')), 400,
                 "request_id_invalid");
  expect_refused(server_.post(bids, "investor", bid, "with space"), 400, "request_id_invalid");
  expect_refused(server_.post(bids, "investor", bid, "号"), 400, "request_id_invalid");
  EXPECT_EQ(server_.post(bids, "investor", bid, std::string(128, '~')).status, 299);
}

TEST_F(CommandsTest, WhatIsWrongInTheBodyIsTold) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"", "\"path\":\"account\",\"reason\":\"missing_member\""},
      {R"({"account":"12"})", "\"path\":\"amount\",\"reason\":\"missing_member\""},
      {R"({"account":"12","amount":1000})", "\"path\":\"amount\",\"reason\":\"not_a_string\""},
      {R"({"account":"12","amount":"1","loan":"7"})", "\"reason\":\"given_in_path\""},
      {R"({"account":"12","amount":"1","note":"x"})", "\"reason\":\"unknown_member\""},
      {R"({"account":"12","amount":"1"}x)", "\"reason\":\"not_json\""},
  };
  for (const auto& [body, expected] : cases) {
    const auto answer = server_.post(bids, "investor", body);
    expect_refused(answer, 400, "malformed_request");
    EXPECT_THAT(answer.body, HasSubstr(std::string(expected))) << body;
  }
  expect_refused(server_.post("/v1/loans/x/bids", "investor", bid), 400, "malformed_request");
}

TEST_F(CommandsTest, ATextIsOfItsKind) {
  const auto deposit = [&](const std::string& reference, std::string_view id) {
    const std::string body = R"({"amount":"1","reference":")" + reference + "\"}";
    return server_.post("/v1/accounts/12/deposits", "channel", body, id);
  };
  const auto refused = deposit(std::string(65, 'x'), "a");
  expect_refused(refused, 400, "malformed_request");
  EXPECT_THAT(refused.body, HasSubstr("reference: not in the expected format "
                                      "(1 to 64 letters, digits and -_./:)"));
  expect_refused(deposit("", "b"), 400, "malformed_request");
  EXPECT_EQ(deposit(std::string(64, 'x'), "c").status, 299);
  EXPECT_EQ(submitted<protocol::RecordDeposit>().reference.text, std::string(64, 'x'));
}

TEST_F(CommandsTest, AFullQueueIsToldAtOnce) {
  server_.sink.accept(false);
  const auto answer = server_.post(bids, "investor", bid);
  expect_refused(answer, 503, "overloaded");
  EXPECT_EQ(answer.header("Retry-After"), "1");
}

}  // namespace
}  // namespace tributary::api
