#include <unistd.h>

#include <fstream>

#include "app/verify_read_models.hpp"
#include "app/verticals.hpp"
#include "base/test_dice.hpp"
#include "engine/snapshot.hpp"
#include "follow/generation.hpp"
#include "follow/generation_files.hpp"
#include "journal/chain_check.hpp"
#include "journal/journal.hpp"
#include "journal/snapshot.hpp"
#include "journal/stray_snapshots.hpp"
#include "ring/loss.hpp"
#include "ring/recovery.hpp"
#include "simulate/difference.hpp"
#include "simulate/vault.hpp"
#include "store/fault_disk.hpp"

namespace tributary::simulation {
namespace {

namespace fs = std::filesystem;
using store::FaultDisk;

/// The process dies here.
struct Death {};

ring::DataFolder made(const fs::path& path) {
  ring::DataFolder folder(path);
  folder.create();
  return folder;
}

void copy_journal(const ring::DataFolder& from, const ring::DataFolder& to) {
  for (const char* file : {"journal.db", "journal.db-wal"}) {
    if (!fs::exists(from.path() / file)) continue;
    fs::copy_file(from.path() / file, to.path() / file, fs::copy_options::overwrite_existing);
  }
}

/// The whole of a folder that is made of the journal, without what the store keeps beside a file
/// while it is open.
void copy_derived(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::create_directory(to);
  for (const auto& file : fs::directory_iterator(from)) {
    const std::string name = file.path().filename();
    if (name.ends_with("-shm") || name.ends_with("-writer")) continue;
    fs::copy_file(file.path(), to / name);
  }
}

void turn_bit(const fs::path& path, base::Dice& dice) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto at = static_cast<std::streamoff>(dice.below(fs::file_size(path)));
  file.seekg(at);
  const auto byte = static_cast<char>(file.get() ^ (1 << dice.below(8)));
  file.seekp(at);
  file.put(byte);
}

class DiskVault final : public Vault {
 public:
  explicit DiskVault(const fs::path& path)
      : folder_(made(path / "data")),
        spare_(made(path / "spare")),
        disk_([this](const FaultDisk::Request& request) { return judge(request); }) {
    open();
  }

  void append(const journal::GroupHeader& header, std::span<const std::byte> body) override {
    journal::GroupHeader ours = header;
    ours.epoch = epoch_;
    journal_->append(ours, body);
    journal_->tend(false);
    follow();
  }

  std::unique_ptr<engine::Engine> recover() override {
    armed_.reset();
    failing_ = false;
    books_.reset();
    journal_.reset();
    require_no_false_alarm();
    open();
    auto engine = std::make_unique<engine::Engine>();
    ring::recover(*engine, folder_, true);
    return engine;
  }

  std::unique_ptr<engine::Engine> replay() override {
    auto engine = std::make_unique<engine::Engine>();
    ring::recover(*engine, folder_, false);
    return engine;
  }

  void save_snapshot(const engine::State& state) override {
    ring::write_snapshot(state, journal_->position(), folder_);
  }

  void arm(Fault fault, std::uint64_t number) override {
    armed_ = fault;
    requests_left_ = number;
  }

  void strike(Fault fault, std::uint64_t number, const engine::State& state) override {
    base::Dice dice(number);
    switch (fault) {
      case Fault::bit_flip:
        return flip_journal(dice);
      case Fault::lost_write:
        return lose_write(dice, number % 2 == 0);
      case Fault::snapshot_crash:
        return die_in_snapshot(dice, state);
      case Fault::snapshot_flip:
        return flip_snapshot(dice, state);
      case Fault::snapshot_newer:
        return take_old_journal(state);
      case Fault::two_leaders:
        return lead_twice();
      case Fault::follower_crash:
        books_.reset();
        return compare_books(state);
      case Fault::rebuild:
        return rebuild_books(state);
      default:
        require(replay()->state().hash.value() == state.hash.value(),
                "the journal replayed gives another state");
    }
  }

 private:
  void open() {
    journal_ = std::make_unique<journal::Journal>(folder_.journal_url() + disk_.url_suffix());
    epoch_ = journal_->begin_epoch();
    books_ = open_books(generation);
  }

  /// Once the armed fault has come, the disk does nothing more: the process is about to die.
  FaultDisk::Outcome judge(const FaultDisk::Request& request) {
    using Outcome = FaultDisk::Outcome;
    if (failing_) return Outcome::error;
    if (!armed_) return Outcome::good;
    const bool sync = request.operation == FaultDisk::Operation::sync;
    if (sync != (*armed_ == Fault::sync_error)) return Outcome::good;
    if (!sync && requests_left_-- > 0) return Outcome::good;
    if (*armed_ == Fault::lost_write) {
      armed_.reset();
      return Outcome::lost;
    }
    failing_ = true;
    if (*armed_ == Fault::torn_write) return Outcome::torn;
    return *armed_ == Fault::disk_full ? Outcome::full : Outcome::error;
  }

  // Harm to a copy of the journal.

  /// A turned bit is found, or lay where nothing of the journal is.
  void flip_journal(base::Dice& dice) {
    if (journal_->position().last_sequence == 0) return;
    copy_journal(folder_, spare_);
    const bool in_log = dice.one_in(2) && fs::exists(spare_.path() / "journal.db-wal") &&
                        fs::file_size(spare_.path() / "journal.db-wal") > 0;
    turn_bit(spare_.path() / (in_log ? "journal.db-wal" : "journal.db"), dice);
    try {
      journal::Journal opened(spare_.journal_url());
      const journal::ChainReport report = journal::check_chain(spare_.journal_url());
      if (report.flaw) return;
      const bool whole = report.end.hash == journal_->position().hash;
      const bool torn_tail =
          in_log && report.end.last_sequence < journal_->position().last_sequence;
      require(whole || torn_tail, "a turned bit in the journal was not found");
    } catch (const std::exception& found) {
      if (dynamic_cast<const Difference*>(&found) != nullptr) throw;
    }
  }

  /// A disk that lies: whatever was there before must be there, or the loss be found, unless
  /// nothing that was made of the journal had got so far. Read models that `follow` have.
  void lose_write(base::Dice& dice, bool follow) {
    if (!books_) books_ = open_books(generation);
    if (follow) books_->step(UINT64_MAX);
    copy_journal(folder_, spare_);
    copy_derived(folder_.snapshots(), spare_.snapshots());
    copy_derived(folder_.read_models(), spare_.read_models());
    const std::uint64_t before = journal_->position().last_sequence;
    try {
      write_to_liar(dice);
      const journal::ChainReport report = journal::check_chain(spare_.journal_url());
      if (report.flaw || report.end.last_sequence >= before) return;
      if (!ring::find_loss(spare_).witnesses.empty()) return;
      require(report.end.last_sequence >= derived_through(),
              "a lost write took acknowledged groups that were followed and was not found");
    } catch (const std::exception& found) {
      if (dynamic_cast<const Difference*>(&found) != nullptr) throw;
    }
  }

  /// Three groups more, of whose writes one is lost.
  void write_to_liar(base::Dice& dice) {
    try {
      journal::Journal liar(spare_.journal_url() + disk_.url_suffix());
      const std::uint64_t epoch = liar.begin_epoch();
      arm(Fault::lost_write, dice.below(12));
      const std::vector<std::byte> body(1 + dice.below(3'000));
      for (int i = 0; i < 3; ++i) {
        liar.append({.first_sequence = liar.position().last_sequence + 1,
                     .record_count = 1,
                     .epoch = epoch,
                     .time_ms = liar.position().time_ms},
                    body);
      }
    } catch (...) {
      armed_.reset();
      throw;
    }
    armed_.reset();
  }

  /// The last command that anything which is made of the journal includes.
  std::uint64_t derived_through() const {
    std::uint64_t through = books_->cursor();
    const auto any = [](const journal::SnapshotHeader&) { return false; };
    for (const auto& snapshot : journal::stray_snapshots(folder_.snapshots(), any)) {
      through = std::max(through, snapshot.header.sequence);
    }
    return through;
  }

  /// However the process died, nothing may have been made of a group that the journal lacks.
  void require_no_false_alarm() const {
    try {
      ring::require_whole_journal(folder_);
    } catch (const ring::CommandsLost& lost) {
      throw Difference(std::string("a start was refused without a loss: ") + lost.what());
    }
  }

  void lead_twice() {
    try {
      const journal::Journal other(folder_.journal_url());
    } catch (const std::exception&) {
      return;
    }
    throw Difference("two processes lead one journal");
  }

  // Snapshots.

  void die_in_snapshot(base::Dice& dice, const engine::State& state) {
    const auto last_step = static_cast<journal::SnapshotStep>(dice.below(6));
    try {
      journal::SnapshotWriter writer(folder_.snapshots(),
                                     {.sequence = state.sequence,
                                      .time_ms = state.now.ms,
                                      .journal_hash = journal_->position().hash,
                                      .state_hash = state.hash.value(),
                                      .format = engine::snapshot_format},
                                     [&](journal::SnapshotStep step) {
                                       if (step == last_step) throw Death();
                                     });
      engine::save(state, [&](std::span<const std::byte> bytes) {
        writer.write(bytes.data(), bytes.size());
      });
      writer.finish();
    } catch (const Death&) {
    }
    require_recovery(state);
  }

  void flip_snapshot(base::Dice& dice, const engine::State& state) {
    ring::write_snapshot(state, journal_->position(), folder_);
    fs::path newest;
    for (const auto& file : fs::directory_iterator(folder_.snapshots())) {
      newest = std::max(newest, file.path());
    }
    turn_bit(newest, dice);
    require_recovery(state);
    fs::remove(newest);
  }

  void require_recovery(const engine::State& state) {
    engine::Engine engine;
    ring::recover(engine, folder_, true);
    require(engine.state().hash.value() == state.hash.value(),
            "a start from snapshots gives another state");
  }

  /// A snapshot of what the journal does not have any more: the platform must not start from it.
  void take_old_journal(const engine::State& state) {
    if (state.sequence == 0) return;
    const ring::DataFolder old = made(spare_.path() / "old");
    {
      journal::Journal begun(old.journal_url());
    }
    ring::write_snapshot(state, journal_->position(), old);
    bool refused = false;
    try {
      engine::Engine engine;
      ring::recover(engine, old, true);
    } catch (const journal::JournalFault&) {
      refused = true;
    }
    fs::remove_all(old.path());
    require(refused, "a snapshot newer than its journal was taken");
  }

  // Read models.

  std::unique_ptr<follow::Generation> open_books(std::uint64_t number) const {
    const std::string url =
        "sqlite:" + follow::generation_file(folder_.read_models(), number).string();
    const auto open = [&] {
      return std::make_unique<follow::Generation>(url, folder_.journal_url(), app::make_followers(),
                                                  store::Durability::off, follow::Serving::at_once);
    };
    try {
      return open();
    } catch (const follow::Spoiled&) {
      follow::remove_generation(folder_.read_models(), number);
      return open();
    }
  }

  void follow() {
    constexpr int groups_between = 16;
    if (++groups_ % groups_between == 0) books_->step(UINT64_MAX);
  }

  void compare_books(const engine::State& state) {
    if (!books_) books_ = open_books(generation);
    books_->step(UINT64_MAX);
    const auto report = app::compare_read_models(folder_, state);
    if (report.difference) throw Difference("read models: " + *report.difference);
  }

  /// What was built a step at a time agrees, and what is built from zero does.
  void rebuild_books(const engine::State& state) {
    compare_books(state);
    {
      const auto rebuilt = open_books(generation + 1);
      rebuilt->step(UINT64_MAX);
      const auto report = app::compare_read_models(folder_, state);
      if (report.difference) throw Difference("read models built anew: " + *report.difference);
    }
    follow::remove_generation(folder_.read_models(), generation + 1);
  }

  static constexpr std::uint64_t generation = 1;
  const ring::DataFolder folder_;
  const ring::DataFolder spare_;
  FaultDisk disk_;
  std::optional<Fault> armed_;
  std::uint64_t requests_left_ = 0;
  bool failing_ = false;
  std::uint64_t epoch_ = 0;
  int groups_ = 0;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<follow::Generation> books_;
};

}  // namespace

fs::path place_for_disks() {
  const fs::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
}

std::unique_ptr<Vault> make_disk_vault(const fs::path& folder) {
  return std::make_unique<DiskVault>(folder);
}

}  // namespace tributary::simulation
