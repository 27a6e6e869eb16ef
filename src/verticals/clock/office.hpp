#pragma once

#include <deque>
#include <thread>

#include "http/server.hpp"
#include "verticals/clock/pages.hpp"
#include "verticals/clock/plan_store.hpp"

namespace tributary::clock {

/// Answers the operator, one question after the other, on a thread of its own: so that neither a
/// socket nor the timers wait for a reading. It also watches that the timers run.
class Office {
 public:
  struct World {
    Ring* ring = nullptr;
    Timers* timers = nullptr;  ///< nothing: they do not run in this process
    PlanStore* plans = nullptr;
    std::function<std::string()> read_url;  ///< as `follow::Runner`'s
    std::function<bool(protocol::Sequence, std::chrono::milliseconds)> wait_for;
    Shift shift;  ///< how a day is listed
  };

  /// What is left of the world when a question is answered.
  struct Desk {
    store::Database& database;
    protocol::Sequence sequence;  ///< up to where the diary is read
    const World& world;
    const std::atomic<bool>& stopping;
  };
  using Answer = std::function<http::Response(Desk&)>;

  explicit Office(World world);
  ~Office();  ///< Stops.

  void start();
  void stop();

  /// Any thread. `at_least`: what was accepted under this sequence has to be in the diary.
  void ask(const http::Ticket& ticket, http::Server& server, protocol::Sequence at_least,
           Answer answer);

 private:
  struct Question {
    http::Ticket ticket;
    http::Server* server = nullptr;
    protocol::Sequence at_least = 0;
    Answer answer;
  };

  void run();
  std::optional<Question> take();
  http::Response attempt(const Question& question);
  void watch();

  const World world_;
  bool trouble_is_told_ = false;

  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Question> questions_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

/// What a day would do, listed now. Errors: Stopping.
std::vector<PlannedKind> list_plan(Ring& ring, Shift shift, const std::atomic<bool>& stopping);

}  // namespace tributary::clock
