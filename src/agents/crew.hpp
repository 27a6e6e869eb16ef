#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "agents/worker.hpp"

namespace tributary::agents {

/// The agents of a platform at work, each on a thread of its own: one that is held up holds up no
/// other. Faults of the world are waited out.
class Crew {
 public:
  /// Between two tries of one that is held up.
  struct Pauses {
    std::chrono::milliseconds min{100};
    std::chrono::milliseconds max{10'000};
  };

  /// Makes nothing yet.
  Crew(std::vector<Agent> agents, World world) : Crew(std::move(agents), std::move(world), {}) {}
  Crew(std::vector<Agent> agents, World world, Pauses pauses);
  ~Crew();  ///< Stops.

  void start();
  /// What was begun is ended, and places are kept. Before the writer of the rows stops.
  void stop();

  /// Facts were written. Any thread; cheap.
  void hear_facts();
  /// Likewise: the journal has grown.
  void hear_journal();

  /// What an agent waits for, or cannot do, in words for `/readyz`. Any thread.
  std::vector<std::string> warnings() const;

  struct Figures {
    std::string_view agent;
    Worker::Status status;
    bool is_held_up = false;  ///< its last round failed
  };
  /// Any thread.
  std::vector<Figures> figures() const;

 private:
  struct Seat {
    Agent agent;
    std::unique_ptr<Worker> worker;
    std::mutex mutex;
    std::condition_variable called;
    bool is_called = false;
    Worker::Status status;  ///< after its last round
    std::string trouble;    ///< why its last round failed; empty: it did not
    std::thread thread;

    void call();
  };

  void run(Seat& seat);
  void round(Seat& seat);
  bool wait(Seat& seat, Worker::Clock::time_point until);
  void hold(Seat& seat, std::chrono::milliseconds pause);

  const World world_;
  const Pauses pauses_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace tributary::agents
