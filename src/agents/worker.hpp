#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "agents/agent.hpp"
#include "journal/reader.hpp"
#include "rows/writer.hpp"

namespace tributary::agents {

/// What the engine says of a command.
struct Answer {
  protocol::Sequence sequence = 0;
  protocol::Refusal refusal = protocol::Refusal::none;
  bool is_recorded = false;  ///< it stands in the journal at `sequence`, now or since before
};
using Answered = std::function<void(const Answer&)>;

/// What the platform lends its agents.
struct World {
  std::string journal_url{};
  std::string rows_url{};
  rows::Writer* rows = nullptr;
  /// `answered` is called once the outcome is durable, on another thread; never, if the platform
  /// stops before.
  std::function<void(const protocol::RequestKey&, const protocol::Sender&,
                     std::span<const std::byte> command, Answered answered)>
      send{};
  std::function<std::optional<protocol::Time>()> clock{};  ///< nothing while it is in doubt
};

/// The rows did not take what an agent did; nothing is lost, the agent does it again.
struct StepFailed : std::runtime_error {
  explicit StepFailed(const AgentPlace& place);
};

/// The work of one agent, a round at a time. One thread. What it did is in the rows: one that is
/// dropped in the midst of anything, and made anew, goes on where the last commit left it.
class Worker {
 public:
  using Clock = std::chrono::steady_clock;

  struct Limits {
    std::size_t steps = 256;                   ///< of a round
    std::size_t waiting = 10'000;              ///< commands; with more it hears nothing new
    std::size_t under_way = 256;               ///< commands that the engine has not answered
    std::uint64_t unkept = 100'000;            ///< records or facts read again after a crash
    std::chrono::milliseconds pause_min{100};  ///< before a command is sent again
    std::chrono::milliseconds pause_max{30'000};
  };

  /// `on_answer` is called on another thread when a round has something to take.
  Worker(const Agent& agent, World world, std::function<void()> on_answer)
      : Worker(agent, std::move(world), std::move(on_answer), Limits()) {}
  Worker(const Agent& agent, World world, std::function<void()> on_answer, Limits limits);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Takes what the engine has answered, wakes what is due, hears what is new, and sends what
  /// waits. Gives whether there may be more to do at once. Errors: a fault of the world; the next
  /// round goes on where the rows are.
  bool round(Clock::time_point now);

  /// When a round has something to do again, if nobody calls before.
  Clock::time_point next_look(Clock::time_point now) const;

  /// Notes how far it has read where there was nothing to do, so that it is not read again.
  void keep_place();

  struct Status {
    AgentPlace place;
    std::size_t waiting = 0;  ///< commands
    std::string foreign{};    ///< one that nobody sent, and that is not sent; empty: none
    protocol::Time since{};   ///< of the oldest that waits
    protocol::Refusal why = protocol::Refusal::none;  ///< one of them is not decided
  };
  Status status() const;

 private:
  /// One thing to do, in one order.
  struct Step {
    AgentPlace after;
    std::function<bool(rows::Work&)> still{};  ///< whether it is to be done; nothing: it is
    std::function<void(Task&)> act{};          ///< nothing: only the place moves
    std::uint64_t origin = 0;                  ///< the record or fact that it is about
    std::string ends{};  ///< the command that it is about, which waits no more
    std::vector<WaitingCommand> sent{};
  };
  struct Sending {
    WaitingCommand command;
    std::chrono::milliseconds pause{0};
    protocol::Refusal why = protocol::Refusal::none;
  };
  /// Where the engine's answers arrive, also those that come when the worker is gone.
  struct Letters {
    std::mutex mutex;
    std::function<void()> on_answer;  ///< nothing: nobody waits any more
    std::vector<std::pair<std::string, Answer>> arrived;
  };

  void load();
  void begin();
  void forget();
  void take_answers(std::vector<Step>& steps, Clock::time_point now);
  void end(const std::string& subject, const Answer& answer, std::vector<Step>& steps);
  void send_later(const std::string& subject, Sending& sending, protocol::Refusal why,
                  Clock::time_point now);
  void wake(protocol::Time now, std::vector<Step>& steps);
  bool hear_facts(std::vector<Step>& steps);
  bool hear_journal(std::vector<Step>& steps);
  void hear_group(std::vector<Step>& steps);
  void commit(std::vector<Step>& steps);
  rows::Order order_of(Step& step, const AgentPlace& before) const;
  void remember(const Step& step, Clock::time_point now);
  void send(Clock::time_point now);
  void look_for_due();
  std::shared_ptr<const journal::Group> group_holding(protocol::Sequence sequence);
  store::Database& rows_read();
  journal::Reader& journal_read();

  const Agent agent_;
  const World world_;
  const Limits limits_;

  bool is_loaded_ = false;
  AgentPlace place_;  ///< as the rows have it; without a name: they have none
  AgentPlace next_;   ///< how far it has read
  std::optional<protocol::Time> next_due_;
  std::map<std::string, Sending> waiting_;                    ///< by subject
  std::multimap<Clock::time_point, std::string> to_be_sent_;  ///< of those, not before that time
  std::string foreign_;        ///< the subject of a command that the agent did not send
  std::size_t under_way_ = 0;  ///< the others of those
  std::shared_ptr<Letters> letters_;

  std::optional<store::Database> database_;
  std::optional<journal::Reader> reader_;
  bool is_seated_ = false;  ///< the reader stands behind `next_.journal`
  journal::Group group_;    ///< of which `body_` is left
  protocol::Reader body_{std::span<const std::byte>()};
  std::shared_ptr<const journal::Group> found_;  ///< the last one that held an answer
};

}  // namespace tributary::agents
