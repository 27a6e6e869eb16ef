#include "vertical/reading_desk.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>

#include "api/test_server.hpp"
#include "store/temporary_folder.hpp"
#include "vertical/mailbox.hpp"

namespace tributary::vertical {
namespace {

using api::TestServer;
using http::TestClient;
using protocol::Refusal;
using std::chrono::milliseconds;

/// Made once a connection.
struct Mark {
  explicit Mark(store::Database&) : number(++made) {}
  static inline std::atomic<int> made = 0;
  const int number;
};

/// Read models that know as much of the journal as the test says, at a desk with a server before
/// it: "/3/ask?at_least=5" is a question of caller 3. One thread unless a test wants more.
class ReadingDeskTest : public testing::Test {
 protected:
  using Options = ReadingDesk::Options;

  ReadingDeskTest() {
    writer_.execute("CREATE TABLE follow_state (cursor INTEGER NOT NULL)");
    writer_.execute("INSERT INTO follow_state (cursor) VALUES (10)");
  }
  ~ReadingDeskTest() override {
    let_go();
    if (desk_) desk_->stop();
  }

  void make(Options options, std::size_t threads = 1) {
    options.threads = threads;
    desk_.emplace("test",
                  ReadingDesk::Source{[this] { return *std::atomic_load(&url_); },
                                      [this] { return durable_.load(); }},
                  options);
    server_.router.add(http::Method::get, "/{caller}/{what}",
                       [this](const http::Request& request, http::Server& server) {
                         desk_->ask(question_of(request, server));
                         ++asked_;
                       });
    server_.start();
  }
  void make() { make(Options()); }

  std::unique_ptr<TestClient> ask(const std::string& path) {
    const int before = asked_;
    auto client = std::make_unique<TestClient>(server_.port());
    client->get(path);
    while (asked_ == before) std::this_thread::yield();
    return client;
  }
  static std::string code_of(const std::unique_ptr<TestClient>& client) {
    const auto answer = client->receive();
    if (answer.status == 200) return answer.body;
    const std::size_t at = answer.body.find(R"("code":")") + 8;
    return answer.body.substr(at, answer.body.find('"', at) - at);
  }
  void show(protocol::Sequence sequence) {
    writer_.statement("UPDATE follow_state SET cursor = $1").run(sequence);
  }
  void read(std::string url) {
    std::atomic_store(&url_, std::make_shared<const std::string>(std::move(url)));
  }
  /// Lets the first `count` questions "hold" be answered; each keeps its thread until then.
  void let_go(int count = 1'000) { let_go_ = count; }
  void wait_until_held(int count) const {
    while (holding_ < count) std::this_thread::yield();
  }

  const store::TemporaryFolder folder_;
  store::Database writer_{folder_.url("read.db")};
  std::atomic<protocol::Sequence> durable_ = 10;
  std::atomic<int> asked_ = 0;
  std::atomic<int> holding_ = 0;
  std::string order_;  ///< of the answers of one thread; read it when all have come
  TestServer server_;
  std::optional<ReadingDesk> desk_;

 private:
  ReadingDesk::Question question_of(const http::Request& request, http::Server& server) {
    ReadingDesk::Question question;
    question.ticket = request.ticket;
    question.server = &server;
    question.caller.value = std::stoull(std::string(request.parameter("caller")));
    question.at_least = std::stoull(request.query_value("at_least").value_or("0"));
    question.answer = [this, what = std::string(request.parameter("what"))](Reading& reading) {
      return answer(what, reading);
    };
    return question;
  }
  std::expected<http::Response, Refusal> answer(const std::string& what, Reading& reading) {
    http::Response response;
    response.body = what;
    if (what == "sequence") response.body = std::to_string(reading.sequence());
    if (what == "mark") response.body = std::to_string(reading.kept<Mark>().number);
    if (what == "unknown") return std::unexpected(Refusal::loan_not_found);
    if (what == "fault") throw std::runtime_error("broken");
    if (what == "stopping") throw Stopping{};
    if (what == "hold") {
      const int place = ++holding_;
      while (let_go_ < place) std::this_thread::yield();
    }
    if (what.size() == 1) order_ += what;
    return response;
  }

  std::shared_ptr<const std::string> url_ =
      std::make_shared<const std::string>(folder_.url("read.db"));
  std::atomic<int> let_go_ = 0;
};

TEST_F(ReadingDeskTest, RefusesAtOnceWhatTheJournalHasNotReached) {
  make();
  const auto answer = server_.get("/1/ask?at_least=11");
  EXPECT_EQ(answer.status, 412);
  EXPECT_NE(answer.body.find(R"("code":"sequence_not_reached")"), std::string::npos);
  EXPECT_NE(answer.body.find(
                R"("later":true,"retry":"same_key","detail":"the last durable sequence is 10")"),
            std::string::npos)
      << answer.body;
}

TEST_F(ReadingDeskTest, AnswersOthersWhileSomebodyWaits) {
  make({.patience = std::chrono::minutes(1)});
  show(9);
  desk_->start();
  const auto waiting = ask("/1/a?at_least=10");
  const auto unknown = ask("/1/unknown");
  EXPECT_EQ(code_of(ask("/1/b")), "b");
  EXPECT_EQ(code_of(ask("/2/c?at_least=9")), "c");
  show(10);
  EXPECT_EQ(code_of(waiting), "a");
  EXPECT_EQ(code_of(unknown), "loan_not_found");
}

TEST_F(ReadingDeskTest, DoesNotWaitForEver) {
  make({.patience = milliseconds(1)});
  show(9);
  desk_->start();
  EXPECT_EQ(code_of(ask("/1/a?at_least=10")), "not_yet_visible");
  EXPECT_EQ(code_of(ask("/1/unknown")), "not_yet_visible") << "it may come yet";
}

TEST_F(ReadingDeskTest, LetsSoManyOfACallerWait) {
  make({.waiting_of_caller_max = 2, .patience = std::chrono::minutes(1)});
  show(9);
  desk_->start();
  const auto one = ask("/1/a?at_least=10");
  const auto two = ask("/1/b?at_least=10");
  const auto refused = ask("/1/c?at_least=10")->receive();
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_NE(refused.body.find(R"("limit":"in_flight")"), std::string::npos) << refused.body;
  EXPECT_EQ(code_of(ask("/1/unknown")), "too_many_requests");
  EXPECT_EQ(code_of(ask("/1/d")), "d");
  const auto other = ask("/2/e?at_least=10");
  show(10);
  EXPECT_EQ(code_of(one), "a");
  EXPECT_EQ(code_of(two), "b");
  EXPECT_EQ(code_of(other), "e");
}

TEST_F(ReadingDeskTest, WhatWasAnsweredWaitsNoMore) {
  make({.waiting_of_caller_max = 2, .patience = std::chrono::minutes(1)});
  show(9);
  durable_ = 12;
  desk_->start();
  const auto one = ask("/1/a?at_least=10");
  const auto last = ask("/1/b?at_least=12");
  show(10);
  EXPECT_EQ(code_of(one), "a");
  const auto two = ask("/1/c?at_least=11");
  show(11);
  EXPECT_EQ(code_of(two), "c");
  show(12);
  EXPECT_EQ(code_of(last), "b");
}

TEST_F(ReadingDeskTest, OneCallerCannotFillIt) {
  make({.questions_max = 3, .questions_of_caller_max = 2});
  const auto one = ask("/1/a");
  const auto two = ask("/1/b");
  EXPECT_EQ(code_of(ask("/1/c")), "too_many_requests");
  const auto three = ask("/2/d");
  EXPECT_EQ(code_of(ask("/3/e")), "overloaded");
  desk_->start();
  EXPECT_EQ(code_of(one) + code_of(two) + code_of(three), "abd");
  EXPECT_EQ(code_of(ask("/1/f")), "f");
}

TEST_F(ReadingDeskTest, CallersTakeTurns) {
  make();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (const char* path : {"/1/a", "/1/b", "/1/c", "/2/d", "/2/e", "/3/f"}) {
    clients.push_back(ask(path));
  }
  desk_->start();
  for (const auto& client : clients) code_of(client);
  EXPECT_EQ(order_, "adfbec");
}

/// A sequence that comes lets many go on at once: they take turns like all others.
TEST_F(ReadingDeskTest, WhoHasWaitedTakesTurnsToo) {
  make({.patience = std::chrono::minutes(1), .look_again = milliseconds(50)});
  show(9);
  desk_->start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (const char* path : {"/1/a?at_least=10", "/1/b?at_least=10", "/2/c?at_least=10"}) {
    clients.push_back(ask(path));
  }
  EXPECT_EQ(code_of(ask("/1/d")), "d") << "the others are put aside before it";
  show(10);
  for (const auto& client : clients) code_of(client);
  EXPECT_EQ(order_, "dacb");
}

TEST_F(ReadingDeskTest, OutlivesFaults) {
  make({.patience = std::chrono::minutes(1)});
  show(9);
  desk_->start();
  EXPECT_EQ(code_of(ask("/1/fault")), "unavailable");
  EXPECT_EQ(code_of(ask("/1/stopping")), "unavailable");
  EXPECT_EQ(code_of(ask("/1/a")), "a");
  const auto waiting = ask("/1/b?at_least=10");
  const std::string url = folder_.url("read.db");
  read("sqlite:/nowhere/read.db");
  EXPECT_EQ(code_of(waiting), "unavailable");
  EXPECT_EQ(code_of(ask("/1/c")), "unavailable");
  read(url);
  EXPECT_EQ(code_of(ask("/1/d")), "d");
}

TEST_F(ReadingDeskTest, KeepsItsConnectionAndWhatWasMadeForIt) {
  make();
  desk_->start();
  const std::string mark = code_of(ask("/1/mark"));
  EXPECT_EQ(code_of(ask("/2/mark")), mark);
  EXPECT_EQ(code_of(ask("/1/unknown")), "loan_not_found");
  EXPECT_EQ(code_of(ask("/1/mark")), mark) << "a refusal is an answer";
}

TEST_F(ReadingDeskTest, LeavesAConnectionOnWhichAnAnswerFailed) {
  make();
  desk_->start();
  std::set<std::string> marks{code_of(ask("/1/mark"))};
  for (const char* failing : {"/1/fault", "/1/stopping"}) {
    code_of(ask(failing));
    EXPECT_TRUE(marks.insert(code_of(ask("/1/mark"))).second) << failing;
  }
  writer_.execute("DELETE FROM follow_state");
  EXPECT_EQ(code_of(ask("/1/mark")), "unavailable") << "a reading that cannot begin";
  writer_.execute("INSERT INTO follow_state (cursor) VALUES (10)");
  EXPECT_TRUE(marks.insert(code_of(ask("/1/mark"))).second);
}

TEST_F(ReadingDeskTest, LeavesAFileThatIsNoMoreTheOne) {
  make();
  desk_->start();
  const std::string mark = code_of(ask("/1/mark"));
  store::Database next(folder_.url("next.db"));
  next.execute("CREATE TABLE follow_state (cursor INTEGER NOT NULL)");
  next.execute("INSERT INTO follow_state (cursor) VALUES (8)");
  read(folder_.url("next.db"));
  EXPECT_EQ(code_of(ask("/1/sequence")), "8");
  EXPECT_NE(code_of(ask("/1/mark")), mark);
}

TEST_F(ReadingDeskTest, KeepsReadyWhatIsWantedWhenNobodyAsks) {
  make({.keep_up = milliseconds(1)});
  std::atomic<int> looks = 0;
  desk_->keep_ready([&](Reading& reading) {
    if (++looks == 2) throw std::runtime_error("broken");
    reading.kept<Mark>();
  });
  const int before = Mark::made;
  desk_->start();
  while (looks < 4) std::this_thread::yield();
  desk_->stop();
  EXPECT_EQ(Mark::made - before, 2) << "one for each connection: the first was left";
}

TEST_F(ReadingDeskTest, AnswersWhileOneThreadIsBusy) {
  make({}, 2);
  desk_->start();
  const auto long_one = ask("/1/hold");
  wait_until_held(1);
  EXPECT_EQ(code_of(ask("/2/a")), "a");
  EXPECT_EQ(code_of(ask("/1/b")), "b") << "of the same caller too";
  let_go();
  EXPECT_EQ(code_of(long_one), "hold");
}

/// What stands in a round with a long question is taken by whoever is free.
TEST_F(ReadingDeskTest, NobodyWaitsForTheLongQuestionOfAnother) {
  make({}, 2);
  const auto long_one = ask("/1/hold");
  std::vector<std::unique_ptr<TestClient>> clients;
  for (const char* path : {"/2/aa", "/3/bb", "/1/cc", "/2/dd"}) clients.push_back(ask(path));
  desk_->start();
  std::string all;
  for (const auto& client : clients) all += code_of(client);
  EXPECT_EQ(all, "aabbccdd");
  let_go();
  EXPECT_EQ(code_of(long_one), "hold");
}

/// Either of the threads may be the one that is busy by then.
TEST_F(ReadingDeskTest, ASequenceIsSeenWhileOneThreadIsBusy) {
  make({.patience = std::chrono::minutes(1), .keep_up = std::chrono::hours(1)}, 2);
  durable_ = 100;
  desk_->start();
  for (int round = 1; round <= 30; ++round) {
    const auto sequence = static_cast<protocol::Sequence>(10 + round);
    const auto waiting = ask("/1/aa?at_least=" + std::to_string(sequence));
    std::this_thread::sleep_for(milliseconds(5));
    const auto long_one = ask("/3/hold");
    wait_until_held(round);
    show(sequence);
    EXPECT_EQ(code_of(waiting), "aa");
    let_go(round);
    code_of(long_one);
  }
}

/// A reading that began before an answer has not seen what the answer told: who asks after it is
/// answered from a later one.
TEST_F(ReadingDeskTest, NobodySeesTimeGoBack) {
  make({}, 2);
  const auto early = ask("/1/hold");
  const auto other = ask("/2/aa");
  desk_->start();
  wait_until_held(1);  // by a reading at sequence 10, whose round has room for another one
  EXPECT_EQ(code_of(other), "aa");
  show(11);
  EXPECT_EQ(code_of(ask("/3/sequence")), "11");
  const auto late = ask("/2/hold");
  wait_until_held(2);
  const auto next = ask("/3/sequence");
  let_go(1);
  EXPECT_EQ(code_of(next), "11");
  EXPECT_EQ(code_of(early), "hold");
  let_go();
  EXPECT_EQ(code_of(late), "hold");
}

TEST_F(ReadingDeskTest, BoundsHoldOverAllThreads) {
  make({.questions_max = 3, .questions_of_caller_max = 2}, 3);
  desk_->start();
  const auto one = ask("/1/hold");
  const auto two = ask("/1/hold");
  wait_until_held(2);
  EXPECT_EQ(code_of(ask("/1/hold")), "too_many_requests");
  const auto three = ask("/2/hold");
  wait_until_held(3);
  EXPECT_EQ(code_of(ask("/3/hold")), "overloaded");
  let_go();
  for (const auto* client : {&one, &two, &three}) EXPECT_EQ(code_of(*client), "hold");
  EXPECT_EQ(code_of(ask("/1/aa")), "aa");
}

TEST_F(ReadingDeskTest, ThreadsAnswerManyCallersOnce) {
  make({.patience = std::chrono::minutes(1)}, 4);
  durable_ = 11;
  desk_->start();
  std::vector<std::unique_ptr<TestClient>> now;
  std::vector<std::unique_ptr<TestClient>> later;
  for (int n = 0; n < 40; ++n) {
    const std::string caller = "/" + std::to_string(1 + n % 5);
    now.push_back(ask(caller + "/now"));
    later.push_back(ask(caller + "/later?at_least=11"));
  }
  for (const auto& client : now) EXPECT_EQ(code_of(client), "now");
  show(11);
  for (const auto& client : later) EXPECT_EQ(code_of(client), "later");
}

}  // namespace
}  // namespace tributary::vertical
