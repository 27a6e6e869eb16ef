#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http/server.hpp"
#include "protocol/refusal.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

/// Answers questions about tables on a thread of its own, so that no reading of a database holds up
/// a socket. Callers take turns: one question of each, then the next of each. A question that wants
/// to see a sequence which is durable, but not in the tables yet, is put aside until it is there,
/// for a while; so is one about something that the tables do not know while they are behind the
/// journal: it may come.
class QuestionDesk {
 public:
  using Sequence = protocol::Sequence;

  struct Options {
    std::size_t questions_max = 4'096;          ///< that are not answered yet
    std::size_t questions_of_caller_max = 256;  ///< likewise, of one caller
    std::size_t waiting_of_caller_max = 16;     ///< for a sequence, of one caller
    std::chrono::milliseconds patience{2'000};  ///< for a sequence
    std::chrono::milliseconds look_again{2};    ///< while somebody waits for a sequence
    std::chrono::milliseconds keep_up{100};     ///< with the tables when nobody asks
  };

  struct Question {
    http::Ticket ticket;
    http::Server* server = nullptr;
    protocol::ActorId caller{};
    Sequence at_least = 0;
    /// Called between `open` and `close` of the tables. What it throws is told as `unavailable`.
    std::function<std::expected<http::Response, protocol::Refusal>()> answer;
  };

  /// What the answers read; used by the desk's thread alone.
  class Tables {
   public:
    virtual ~Tables() = default;
    /// Before each round of answers, and every `keep_up` when nobody asks. Gives the sequence up to
    /// which they know the journal. Errors: any exception; the questions are refused then.
    virtual Sequence open() = 0;
    /// After each `open`, also one that failed.
    virtual void close() noexcept = 0;
  };

  /// `name`: of the thread and of what it logs. `durable`: the last sequence that is in the journal
  /// for good; called by any thread. The tables must outlive the desk.
  QuestionDesk(const char* name, Tables& tables, std::function<Sequence()> durable,
               Options options);
  ~QuestionDesk();  ///< Stops.

  void start();
  /// What still waits is not answered. Before any of the servers goes.
  void stop();

  /// On the thread of the ticket's shard. Refuses at once: `sequence_not_reached` for one that is
  /// not durable, `too_many_requests` when the caller has enough questions here, `overloaded` when
  /// all together have.
  void ask(Question question);

 private:
  using Clock = std::chrono::steady_clock;

  struct Waiting {
    Question question;
    Clock::time_point until;
  };
  /// What one caller has here.
  struct Line {
    std::deque<Waiting> asked;
    std::size_t held = 0;     ///< all that are not answered
    std::size_t waiting = 0;  ///< for a sequence, of those held
  };

  std::optional<protocol::Refusal> enter(Question&& question);
  void run();
  bool take(std::vector<Waiting>& round);
  void answer(std::vector<Waiting>& round);
  std::optional<Sequence> open(bool somebody_asks);
  void release(std::optional<Sequence> visible);
  void attempt(Waiting&& next, Sequence visible);
  std::expected<http::Response, protocol::Refusal> answer_to(const Question& question);
  void put_aside(Waiting&& next);
  void reply(const Question& question, http::Response&& response);
  void queue(Line& line, Waiting&& next);  ///< Needs: the mutex.

  const std::string name_;
  Tables& tables_;
  const std::function<Sequence()> durable_;
  const Options options_;
  std::vector<Waiting> waiting_;  ///< for a sequence; of the thread alone

  std::mutex mutex_;
  std::condition_variable asked_;
  std::unordered_map<std::uint64_t, Line> lines_;  ///< by caller
  std::deque<std::uint64_t> turns_;                ///< callers with something asked, each once
  std::size_t held_ = 0;                           ///< of all lines
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::api
