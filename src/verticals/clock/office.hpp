#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "api/question_desk.hpp"
#include "store/transaction.hpp"
#include "vertical/house.hpp"
#include "verticals/clock/clock_view.hpp"
#include "verticals/clock/pages.hpp"
#include "verticals/clock/plan_store.hpp"

namespace tributary::clock {

/// Answers the operator on a thread of its own: so that neither a socket nor the timers wait for a
/// reading. It also watches that the timers run.
class Office final : api::QuestionDesk::Tables {
 public:
  using Options = api::QuestionDesk::Options;

  struct World {
    vertical::House house;
    Timers* timers = nullptr;  ///< nothing: they do not run in this process
    PlanStore* plans = nullptr;
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

  struct Question {
    http::Ticket ticket;
    http::Server* server = nullptr;
    protocol::ActorId caller{};
    protocol::Sequence at_least = 0;  ///< what was accepted under it has to be in the diary
    Answer answer;
  };

  static Options usual_options() {
    using std::chrono::milliseconds;
    return {.look_again = milliseconds(5), .keep_up = milliseconds(1'000)};
  }

  explicit Office(World world, Options options = usual_options());
  ~Office() override;  ///< Stops.

  void start() { desk_.start(); }
  void stop();

  /// As `api::QuestionDesk::ask`.
  void ask(Question question);

 private:
  protocol::Sequence open() override;
  void close() noexcept override;
  void watch();

  const World world_;
  bool trouble_is_told_ = false;
  std::optional<store::Database> database_;
  std::optional<store::Transaction> one_state_;
  protocol::Sequence sequence_ = 0;
  std::atomic<bool> stopping_ = false;
  api::QuestionDesk desk_;
};

/// What a day would do, listed now. Errors: Stopping.
std::vector<PlannedKind> list_plan(Ring& ring, Shift shift, const std::atomic<bool>& stopping);

}  // namespace tributary::clock
