#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "base/byte_buffer.hpp"
#include "engine/engine.hpp"
#include "simulate/difference.hpp"
#include "simulate/model.hpp"
#include "simulate/step.hpp"
#include "simulate/vault.hpp"

namespace tributary::simulation {

/// How the engine executes a command. Tests put a broken engine here.
using Execute =
    std::function<engine::Verdict(engine::Engine&, const protocol::Request&, base::ByteBuffer&)>;

/// The platform on a disk, and beside it the model. Takes one step after the other and holds every
/// answer and every cent against the model. The same steps give the same life.
class World {
 public:
  struct Options {
    bool compare_always = false;  ///< everything behind each group, instead of now and then
    Execute execute{};            ///< empty: the engine's own
  };

  World(std::unique_ptr<Vault> vault, Options options);
  explicit World(std::unique_ptr<Vault> vault) : World(std::move(vault), Options{}) {}

  /// Errors: Difference.
  void take(const Step& step);
  /// The last group becomes durable; everything is compared, every law held, the journal replayed
  /// and decided again. Errors: Difference.
  void finish();

  const engine::State& state() const { return engine_->state(); }
  const Model& model() const { return model_; }
  std::uint64_t commands() const { return commands_; }
  /// Decided and not yet durable.
  std::size_t pending() const { return pending_.size(); }
  /// What the last `Send` met.
  engine::Verdict verdict() const { return verdict_; }

 private:
  struct RequestId {
    ActorId actor;
    std::uint64_t id = 0;
    friend bool operator==(const RequestId&, const RequestId&) = default;
    friend std::size_t hash_value(const RequestId& request) {
      return base::mix(request.actor.value ^ base::mix(request.id));
    }
  };
  struct Decided {
    protocol::Sequence sequence = 0;
    std::uint64_t body_hash = 0;
  };
  /// What a bank has called a payment, and which command has booked it.
  using References = std::map<std::string, protocol::Sequence>;
  struct Pending {
    Send send;
    std::size_t offset = 0;   ///< of its record in the group
    std::string reference{};  ///< that it has used up
  };

  void take_step(const At& at);
  void take_step(const Send& send);
  void take_step(const Commit&) { commit(); }
  void take_step(const Strike& strike);

  void commit();
  bool append();
  void answer();
  void check_record(const Pending& pending);
  void drop_pending();
  void die();
  void compare();
  void compare_now_and_then();
  void hold_laws() const;

  const Options options_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<engine::Engine> engine_ = std::make_unique<engine::Engine>();
  Model model_;
  boost::unordered_flat_map<RequestId, Decided> requests_;
  References references_;
  std::vector<Pending> pending_;
  base::ByteBuffer group_;
  base::ByteBuffer bytes_;
  engine::Verdict verdict_;
  std::uint64_t commands_ = 0;
  std::uint64_t since_comparison_ = 0;
  std::uint64_t since_snapshot_ = 0;
};

/// What of the engine's state is not as the model has it. Errors: Difference.
void compare_states(const engine::State& state, const Model& model);

/// Takes steps in a new world, to its end. Errors: Difference.
template <class Steps>
void run(const Steps& steps, std::unique_ptr<Vault> vault, World::Options options) {
  World world(std::move(vault), std::move(options));
  for (const auto& step : steps) {
    if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(step)>>) {
      world.take(*step);
    } else {
      world.take(step);
    }
  }
  world.finish();
}

}  // namespace tributary::simulation
