#include "ring/http_outlet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <thread>

#include "http/test_client.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

using protocol::Refusal;
using testing::HasSubstr;

/// Clients that wait at a server of two threads, and groups that are handed to it by hand.
class HttpOutletTest : public testing::Test {
 protected:
  HttpOutletTest() {
    http::Router router;
    router.add(http::Method::get, "/wait", [this](const http::Request& request, http::Server&) {
      const std::lock_guard lock(mutex_);
      tickets_.push_back(request.ticket);
    });
    server_.emplace(http::Options{.shards = 2}, std::move(router));
    outlet_.connect(*server_, streams_, guard_);
    live_.attach(*server_);
    guard_.connect(*server_);
    server_->start();
  }
  ~HttpOutletTest() override {
    server_->stop(std::chrono::seconds(1));
    repeats_.stop();  // which hands its answers to the server
  }

  /// The ticket of a client that asks now.
  http::Ticket ask(http::TestClient& client) {
    client.get("/wait");
    for (;;) {
      const std::lock_guard lock(mutex_);
      if (tickets_.size() > seen_) return tickets_[seen_++];
    }
  }
  static Reply reply_to(const http::Ticket& ticket, Reply::Kind kind) {
    Reply reply;
    reply.origin = {ticket.shard, ticket.slot, ticket.generation};
    reply.kind = kind;
    return reply;
  }

  const store::TemporaryFolder folder_;
  engine::Engine engine_;
  journal::Journal journal_{folder_.url("journal.db")};
  Pipeline pipeline_{
      engine_, journal_, {.epoch = 1, .clock = [] { return protocol::Time{1}; }, .on_durable = {}}};
  RepeatReader repeats_{folder_.url("journal.db")};
  HttpOutlet outlet_{pipeline_, repeats_, 2};
  api::Guard guard_{api::Guard::Options{}};
  http::LiveStreams live_;
  api::LoanStreams streams_{live_, outlet_};
  std::mutex mutex_;
  std::vector<http::Ticket> tickets_;
  std::size_t seen_ = 0;
  std::optional<http::Server> server_;
};

/// As no engine writes it: each other one of the group is answered all the same.
TEST_F(HttpOutletTest, AnswersTheOthersWhereOneAnswerCannotBeMade) {
  http::TestClient first(server_->port());
  http::TestClient second(server_->port());
  http::TestClient third(server_->port());
  const auto group = std::make_shared<GroupInFlight>();
  group->replies = {reply_to(ask(first), Reply::Kind::record),
                    reply_to(ask(second), Reply::Kind::refused),
                    reply_to(ask(third), Reply::Kind::refused)};
  group->replies[1].refusal = Refusal::insufficient_funds;
  group->replies[2].refusal = Refusal::bank_reference_recorded;
  group->replies[2].sequence = 12;
  testing::internal::CaptureStderr();
  outlet_.deliver(group);
  const auto unanswered = first.receive();
  EXPECT_EQ(unanswered.status, 503);
  EXPECT_THAT(unanswered.body, HasSubstr(R"("code":"unavailable")"));
  const auto refused = second.receive();
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"insufficient_funds")"));
  const auto recorded = third.receive();
  EXPECT_THAT(recorded.body, HasSubstr(R"("code":"bank_reference_recorded")"));
  EXPECT_THAT(recorded.body, HasSubstr(R"("posting":"12")"));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("error answer_failed: "));
}

TEST_F(HttpOutletTest, SaysThatAFirstAnswerCannotBeReadNow) {
  http::TestClient client(server_->port());
  const auto group = std::make_shared<GroupInFlight>();
  group->replies = {reply_to(ask(client), Reply::Kind::repeated)};
  group->replies[0].sequence = 7;  // of which the journal has nothing
  outlet_.deliver(group);
  EXPECT_EQ(client.receive().status, 503);
}

TEST_F(HttpOutletTest, CollectsWhatARoundOfAShardAsksFor) {
  const protocol::Query query = protocol::AccountQuery{{1}};
  EXPECT_TRUE(
      outlet_.ask({.shard = 1, .slot = 3, .generation = 4}, protocol::Sender::staff(1), query));
  outlet_.flush(0);
  EXPECT_TRUE(pipeline_.inbox().empty()) << "that round had nothing";
  outlet_.flush(1);
  outlet_.flush(1);
  Batch taken;
  ASSERT_TRUE(pipeline_.inbox().take(taken, [] { return true; }));
  ASSERT_EQ(taken.items.size(), 1U);
  EXPECT_EQ(taken.items[0].origin.outlet, 1U);
  EXPECT_EQ(taken.items[0].origin.slot, 3U);
  EXPECT_EQ(taken.items[0].origin.generation, 4U);
}

TEST_F(HttpOutletTest, TakesNothingWhereTheInboxAdmitsNothing) {
  pipeline_.inbox().close();
  EXPECT_FALSE(outlet_.ask({}, protocol::Sender::staff(1), protocol::AccountQuery{{1}}));
  EXPECT_FALSE(outlet_.submit({}, {}));
  outlet_.flush(0);
  EXPECT_TRUE(pipeline_.inbox().empty());
}

}  // namespace
}  // namespace tributary::ring
