#pragma once

#include <chrono>
#include <condition_variable>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/server.hpp"
#include "protocol/refusal.hpp"
#include "verticals/books/snapshot.hpp"

namespace tributary::books {

/// Answers questions about the books on a thread of its own, so that no reading of a database holds
/// up a socket. Questions that wait at the same time are answered from one snapshot; one that wants
/// to see a sequence which is not there yet waits for it, for a while. So does one about something
/// that the tables do not know while they are behind the journal: it may be there.
class Desk {
 public:
  struct Options {
    std::size_t questions_max = 4'096;          ///< that wait; more are refused
    std::chrono::milliseconds patience{2'000};  ///< for a sequence
    std::chrono::milliseconds look_again{2};    ///< while somebody waits for a sequence
    std::chrono::milliseconds keep_up{100};     ///< with the tables when nobody asks
  };

  struct Question {
    http::Ticket ticket;
    http::Server* server = nullptr;
    Sequence at_least = 0;
    std::function<std::expected<http::Response, protocol::Refusal>(Snapshot&)> answer;
  };

  /// What it reads; asked each time, for both change.
  struct Source {
    std::function<std::string()> url;  ///< names the file
    std::function<Sequence()> known;   ///< the last sequence that is known to be in the journal
  };

  explicit Desk(Source source) : Desk(std::move(source), Options()) {}
  Desk(Source source, Options options);
  ~Desk();  ///< Stops.

  void start();
  /// What still waits is not answered. Before any of the servers goes.
  void stop();

  /// Any thread. Refused at once when too many wait.
  void ask(Question question);

 private:
  struct Waiting {
    Question question;
    std::chrono::steady_clock::time_point until;
  };

  void run();
  bool take(std::vector<Waiting>& waiting);
  void answer(std::vector<Waiting>& waiting);
  std::optional<http::Response> attempt(Waiting& next, Snapshot& books);
  std::expected<http::Response, protocol::Refusal> answer_to(const Question& question,
                                                             Snapshot& books);
  Reader& reader();
  static void reply(const Question& question, http::Response&& response);

  const Source source_;
  const Options options_;
  std::string url_;  // of the reader
  std::optional<Reader> reader_;
  bool reader_is_sound_ = true;

  std::mutex mutex_;
  std::condition_variable asked_;
  std::vector<Waiting> asked_for_;
  std::size_t waiting_ = 0;  // those asked for and those the thread has
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::books
