#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "agents/worker.hpp"
#include "base/secret.hpp"
#include "rows/order_now.hpp"
#include "store/test_databases.hpp"
#include "vertical/question.hpp"

namespace tributary::vertical {

/// For tests of a line on each backend: its rows with a writer that runs, its agent, a clock to
/// set, an engine that answers as it is told to, and questions about what is there.
class TestLine : public store::EachBackend {
 protected:
  struct Sent {
    protocol::RequestKey key;
    protocol::Sender sender;
    rows::Bytes command;
  };

  explicit TestLine(const rows::Schema& schema, std::optional<agents::Agent> agent = {})
      : line_(schema), agent_(std::move(agent)) {}

  void SetUp() override {
    EachBackend::SetUp();
    if (url_.empty()) return;
    const std::array schemas{line_, agents::schema()};
    rows::RowsWorld world{.clock = [this] { return protocol::Time{now_ms_}; },
                          .shown = [this] { return protocol::Time{now_ms_}; },
                          .journal_end = [] { return rows::JournalEnd(); },
                          .chance = base::draw};
    writer_.emplace(url_, schemas, std::move(world));
    writer_->start();
    if (agent_) worker_.emplace(*agent_, agents_world(), [] {});
  }
  void TearDown() override {
    worker_.reset();
    if (writer_) writer_->stop();
  }

  std::int64_t now() const { return now_ms_; }
  void set_clock(std::int64_t ms) { now_ms_ = ms; }

  /// Of somebody who may do everything, unless it is said otherwise.
  template <rows::OrderStruct T>
  rows::Or<typename T::Answer> order(const T& given) {
    return order({.sender = protocol::Sender::staff(3),
                  .address = {},
                  .permissions = api::Permissions::all()},
                 given);
  }
  template <rows::OrderStruct T>
  rows::Or<typename T::Answer> order(const rows::Orderer& by, const T& given) {
    return rows::order_now(*writer_, by, given);
  }

  /// What `question` gives of the rows as they are now.
  template <class Question>
  auto ask(Question&& question) {
    Connection connection(url_, place_of_rows);
    Reading reading(connection);
    const api::Caller caller;
    Asked asked{reading, caller};
    return question(asked);
  }

  /// As a change behind everybody's back, or a kill in between: the agent begins anew.
  void restart_agent_after(const std::string& sql) {
    rows::Order order;
    order.name = "behind everybody's back";
    order.decide = [&](rows::Work& work) -> rows::Or<rows::Accepted> {
      work.database().execute(sql);
      return rows::Accepted();
    };
    ASSERT_TRUE(writer_->submit_and_wait(std::move(order))->accepted);
    worker_.emplace(*agent_, agents_world(), [] {});
  }
  agents::Worker::Status agent_status() const { return worker_->status(); }

  /// Until there is nothing left for the agent to do.
  void let_agents_work() {
    for (int rounds = 0; rounds < 5; ++rounds) worker_->round({});
  }

  /// What the engine says to a command. Nothing is journaled: of a command that it does, say so in
  /// a test of the whole.
  agents::Answer engine_answer{.refusal = protocol::Refusal::request_id_reused};
  std::vector<Sent> sent;

 private:
  agents::World agents_world() {
    return {.journal_url = {},
            .rows_url = url_,
            .rows = &*writer_,
            .send =
                [this](const protocol::RequestKey& key, const protocol::Sender& sender,
                       std::span<const std::byte> command, const agents::Answered& answered) {
                  sent.push_back({key, sender, {command.begin(), command.end()}});
                  answered(engine_answer);
                },
            .clock = [this] { return protocol::Time{now_ms_}; }};
  }

  const rows::Schema line_;
  const std::optional<agents::Agent> agent_;
  std::atomic<std::int64_t> now_ms_ = 1'700'000'000'000;
  std::optional<rows::Writer> writer_;
  std::optional<agents::Worker> worker_;
};

}  // namespace tributary::vertical
