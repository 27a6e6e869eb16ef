#pragma once

#include <functional>
#include <ostream>
#include <vector>

#include "simulate/crowd.hpp"
#include "simulate/population.hpp"
#include "simulate/world.hpp"

namespace tributary::simulation {

struct LifeOptions {
  std::uint64_t seed = 1;
  std::uint32_t members = 300;
  std::int32_t days = 365;
  FaultSet faults = FaultSet::all();
  bool on_disk = false;            ///< the journal is in SQLite, so that disks can fail
  std::uint32_t strike_every = 0;  ///< commands between faults of the process; 0: by size
  std::ostream* record = nullptr;  ///< each step as a line, before it is taken
  World::Options world{};
  /// Told now and then of the days that are over.
  std::function<void(std::uint64_t day)> progress{};
};

/// One life of a platform: its people, a crowd that tries anything, and everything that goes wrong.
/// One seed gives one life.
class Life final : public Counter {
 public:
  Life(const LifeOptions& options, std::unique_ptr<Vault> vault);

  /// Errors: Difference.
  void run();

  const engine::State& state() const override { return world_.state(); }
  void at(protocol::Time time) override;
  bool send(protocol::Sender sender, const AnyCommand& command) override;
  engine::Verdict send_named(protocol::Sender sender, std::string_view id,
                             const AnyCommand& command) override;
  void begin(money::Date day) override;
  void work(money::Date day) override;

  const World& world() const { return world_; }
  /// How often each command was accepted, by its place in `Commands`.
  const std::vector<std::uint64_t>& accepted() const { return accepted_; }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t strikes() const { return strikes_; }

 private:
  void found();
  void take(const Step& step);
  engine::Verdict deliver(const Send& send);
  bool happens(Fault fault, std::uint64_t one_in);
  void decide_by_wrong_clock(protocol::Time time);
  void set_time_back(protocol::Time time);
  void disturb(const Send& send);
  void maybe_commit();
  void run_timers(money::Date day);
  void strike();
  void strike_with(Fault fault);
  void send_lost_again();
  void let_crowd_in();

  const LifeOptions options_;
  base::Dice dice_;
  World world_;
  Population population_;
  Crowd crowd_;
  std::vector<Fault> strikes_possible_;
  std::vector<Send> unanswered_;  ///< of the group being decided
  std::vector<Send> recent_;
  std::vector<Send> held_back_;
  std::vector<std::uint64_t> accepted_;
  bool time_is_ahead_ = false;  ///< a wrong clock has moved the engine's
  std::uint64_t ids_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t strikes_ = 0;
  money::Date day_worked_;  ///< by the timers, the last
  std::uint64_t strikes_before_day_ = 0;
  std::uint64_t until_commit_ = 1;
  std::uint64_t until_strike_ = 0;
};

std::unique_ptr<Vault> make_vault(bool on_disk, const std::filesystem::path& folder);

}  // namespace tributary::simulation
