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
#include "vertical/reading.hpp"

namespace tributary::vertical {

/// Answers questions about the read models on threads of its own, each with a connection, so that
/// no reading of a database holds up a socket. Callers take turns: one question of each, then the
/// next of each. A question that wants to see a sequence which is durable, but not in the read
/// models yet, is put aside until it is there, for a while; so is one about something that they do
/// not know while they are behind the journal: it may come.
class ReadingDesk {
 public:
  using Sequence = protocol::Sequence;

  struct Options {
    std::size_t threads = 2;
    std::size_t questions_max = 4'096;          ///< that are not answered yet
    std::size_t questions_of_caller_max = 256;  ///< the same, of one caller
    std::size_t waiting_of_caller_max = 16;     ///< for a sequence, of one caller
    std::chrono::milliseconds patience{2'000};  ///< for a sequence
    std::chrono::milliseconds look_again{2};    ///< while somebody waits for a sequence
    std::chrono::milliseconds keep_up{100};     ///< with the read models when nobody asks
  };

  /// What it reads; asked each time, by any thread, for both change.
  struct Source {
    std::function<std::string()> url;   ///< names the file
    std::function<Sequence()> durable;  ///< the last sequence that is there for good
    std::string_view place = place_of_read_models;
  };

  struct Question {
    http::Ticket ticket;
    http::Server* server = nullptr;
    protocol::ActorId caller{};
    Sequence at_least = 0;
    /// Called once or more, on any of the threads. What it throws is told as `unavailable`, and the
    /// connection is left.
    std::function<std::expected<http::Response, protocol::Refusal>(Reading&)> answer;
  };

  /// `name`: of the threads and of what they log.
  ReadingDesk(const char* name, Source source) : ReadingDesk(name, std::move(source), Options()) {}
  ReadingDesk(const char* name, Source source, Options options);
  ~ReadingDesk();  ///< Stops.

  /// `look` is called with a reading now and then when nobody asks, so that nobody who asks waits
  /// for what is kept of a connection. Before `start`.
  void keep_ready(std::function<void(Reading&)> look) { kept_ready_.push_back(std::move(look)); }

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
    std::uint64_t number = 0;  ///< in the order of asking
  };
  /// What one caller has here.
  struct Line {
    std::deque<Waiting> asked;
    std::size_t held = 0;     ///< all that are not answered
    std::size_t waiting = 0;  ///< for a sequence, of those held
  };
  /// What a thread may answer from one reading.
  struct Round {
    std::size_t questions = 0;  ///< at most
    std::uint64_t last = 0;     ///< none after it: who asks later has seen what may not be read yet
    bool nobody_asks = false;
  };
  struct Seat;  ///< of a thread

  std::optional<protocol::Refusal> enter(Question&& question);
  void queue(Line& line, Waiting&& next);  ///< Needs: the mutex.
  void run();
  std::optional<Round> wait_for_round();
  void work(Seat& seat, const Round& round);
  void open(Seat& seat, const Round& round);
  void look_round(Seat& seat, Reading& reading);
  void release(std::optional<Sequence> visible);
  std::optional<Waiting> take(const Round& round);
  void attempt(Seat& seat, Reading& reading, Waiting&& next);
  std::expected<http::Response, protocol::Refusal> answer_to(Seat& seat, Reading& reading,
                                                             const Question& question);
  void put_aside(Waiting&& next);
  void reply(const Question& question, http::Response&& response);

  const std::string name_;
  const Source source_;
  const Options options_;
  std::vector<std::function<void(Reading&)>> kept_ready_;

  std::mutex mutex_;
  std::condition_variable asked_;
  std::unordered_map<std::uint64_t, Line> lines_;  ///< by caller
  std::deque<std::uint64_t> turns_;                ///< callers with something asked, each once
  std::vector<Waiting> waiting_;                   ///< for a sequence
  std::size_t held_ = 0;                           ///< of all lines
  std::uint64_t last_number_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tributary::vertical
