#include <vector>

#include "base/test_dice.hpp"
#include "engine/snapshot.hpp"
#include "follow/records.hpp"
#include "journal/chain.hpp"
#include "simulate/difference.hpp"
#include "simulate/vault.hpp"

namespace tributary::simulation {
namespace {

using journal::Group;

class MemoryVault final : public Vault {
 public:
  void append(const journal::GroupHeader& header, std::span<const std::byte> body) override {
    Group group;
    group.header = header;
    group.header.epoch = epoch;
    group.previous = end().hash;
    group.body.assign(body.begin(), body.end());
    group.hash = journal::group_hash(group.header, group.previous, group.body);
    groups_.push_back(std::move(group));
  }

  std::unique_ptr<engine::Engine> recover() override {
    auto engine = std::make_unique<engine::Engine>();
    std::span<const std::byte> bytes = snapshot_;
    if (!bytes.empty()) {
      engine::load(engine->state_for_restore(), [&](std::span<std::byte> into) {
        std::ranges::copy(bytes.first(into.size()), into.begin());
        bytes = bytes.subspan(into.size());
      });
    }
    fold(*engine, snapshot_groups_);
    return engine;
  }

  std::unique_ptr<engine::Engine> replay() override {
    auto engine = std::make_unique<engine::Engine>();
    fold(*engine, 0);
    return engine;
  }

  void save_snapshot(const engine::State& state) override {
    std::vector<std::byte> bytes;
    engine::save(state, [&](std::span<const std::byte> more) {
      bytes.insert(bytes.end(), more.begin(), more.end());
    });
    snapshot_ = std::move(bytes);
    snapshot_groups_ = groups_.size();
  }

  void arm(Fault, std::uint64_t) override {}  // this disk has no faults of its own

  void strike(Fault fault, std::uint64_t number, const engine::State& state) override {
    if (fault == Fault::replay_twice) {
      require(replay()->state().hash.value() == state.hash.value(),
              "the journal replayed gives another state");
    } else {
      spoil_chain(fault, base::Dice(number));
    }
  }

 private:
  static constexpr std::uint64_t epoch = 1;

  journal::Position before(std::size_t group) const {
    return group == 0 ? journal::genesis({}) : journal::position_behind(groups_[group - 1]);
  }
  journal::Position end() const { return before(groups_.size()); }

  void fold(engine::Engine& engine, std::size_t from) const {
    journal::Chain chain(before(from));
    for (std::size_t i = from; i < groups_.size(); ++i) {
      require(!chain.extend(groups_[i]), "the chain of hashes is broken");
      engine.begin_group({groups_[i].header.time_ms});
      follow::for_each_record(groups_[i], [&](protocol::Sequence, const protocol::Record& record) {
        engine.replay(record);
      });
      require(engine.state().hash.value() == groups_[i].header.state_hash,
              "replaying a group gives another state than its writer had");
    }
  }

  /// Spoils one of the last groups and walks over it.
  void spoil_chain(Fault fault, base::Dice dice) const {
    constexpr std::size_t looked_at = 6;
    if (groups_.size() < looked_at) return;
    const std::size_t first = groups_.size() - looked_at;
    std::vector<Group> copy(groups_.begin() + static_cast<std::ptrdiff_t>(first), groups_.end());
    const std::size_t spoilt = dice.below(looked_at - 1);
    const auto place = copy.begin() + static_cast<std::ptrdiff_t>(spoilt);
    std::size_t found_at = spoilt;
    if (fault == Fault::bit_flip) {
      turn_bit(*place, dice);
    } else if (fault == Fault::group_missing) {
      copy.erase(place);
    } else if (fault == Fault::group_doubled) {
      copy.insert(place, Group(*place));
      ++found_at;
    } else {
      std::swap(*place, place[1]);
    }
    journal::Chain chain(before(first));
    for (std::size_t i = 0; i < found_at; ++i) {
      require(!chain.extend(copy[i]), "a good group was called bad");
    }
    require(chain.extend(copy[found_at]).has_value(), "a spoilt group was not found");
  }

  static void turn_bit(Group& group, base::Dice& dice) {
    const auto bit = static_cast<std::byte>(1U << dice.below(8));
    if (dice.one_in(4)) {
      group.header.state_hash ^= std::uint64_t{1} << dice.below(64);
    } else if (dice.one_in(4)) {
      group.hash[dice.below(group.hash.size())] ^= bit;
    } else {
      group.body[dice.below(group.body.size())] ^= bit;
    }
  }

  std::vector<Group> groups_;
  std::vector<std::byte> snapshot_;
  std::size_t snapshot_groups_ = 0;  ///< that the snapshot includes
};

}  // namespace

std::unique_ptr<Vault> make_memory_vault() { return std::make_unique<MemoryVault>(); }

}  // namespace tributary::simulation
