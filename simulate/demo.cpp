#include "simulate/demo.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/assert.hpp"
#include "engine/invariants/invariants.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "ring/platform_accounts.hpp"
#include "ring/recovery.hpp"
#include "simulate/group_writer.hpp"
#include "simulate/timekeeper.hpp"
#include "store/fault_disk.hpp"

namespace tributary::simulation {
namespace {

using namespace protocol;

constexpr std::int64_t day_ms = 86'400'000;

/// Where the people of a demo are served: engine and journal of a platform, and nothing else.
class DemoCounter final : public Counter {
 public:
  explicit DemoCounter(const ring::DataFolder& folder)
      : disk_(never_flush),
        journal_(folder.journal_url() + disk_.url_suffix()),
        writer_(journal_) {}

  const engine::State& state() const override { return engine_.state(); }

  void at(Time time) override {
    end_group();
    engine_.begin_group(time);
  }

  bool send(Sender sender, const AnyCommand& command) override {
    const std::string id = "demo/" + std::to_string(++ids_);
    return send_named(sender, id, command).refusal == Refusal::none;
  }

  void begin(money::Date day) override { begin_day(*this, day); }
  void work(money::Date day) override { work_day(*this, day, "r1"); }

  engine::Verdict send_named(Sender sender, std::string_view id,
                             const AnyCommand& command) override {
    constexpr std::size_t group_bytes_max = 1U << 20;
    bytes_.clear();
    std::uint64_t digest = 0;
    std::visit(
        [&](const auto& one) {
          protocol::encode_framed(bytes_, one);
          digest = protocol::request_digest(one);
        },
        command);
    const auto verdict = engine_.execute(
        {request_key(sender.actor, id), sender, digest, bytes_.view()}, group_.body);
    // A reminder of an instalment that was made anew has the id of the one before it.
    if (verdict.kind != engine::Verdict::Kind::recorded) return verdict;
    ++group_.header.record_count;
    count(command, verdict.refusal == Refusal::none);
    if (group_.body.size() > group_bytes_max) end_group();
    return verdict;
  }

  /// Everything is durable, and a snapshot of it.
  void finish(const ring::DataFolder& folder) {
    end_group();
    writer_.finish();
    for (const engine::Invariant& law : engine::invariants) ASSERT(!law.check(state()));
    ring::write_snapshot(state(), journal_.position(), folder);
  }

  DemoFigures figures() const {
    DemoFigures figures = figures_;
    figures.accounts = state().ledger.accounts().size();
    figures.state_hash = state().hash.value();
    return figures;
  }

 private:
  void end_group() {
    if (group_.header.record_count == 0) return;
    group_.header.first_sequence = state().sequence - group_.header.record_count + 1;
    group_.header.time_ms = state().now.ms;
    group_.header.state_hash = state().hash.value();
    group_.header.format = record_format;
    group_.header.rules = engine::rules_version;
    writer_.write(group_);
  }

  void count(const AnyCommand& command, bool accepted) {
    ++figures_.commands;
    if (!accepted) {
      ++figures_.refused;
      return;
    }
    figures_.bids += std::holds_alternative<PlaceBid>(command);
    if (const auto* settled = std::get_if<SettleLoan>(&command)) {
      ++figures_.loans;
      figures_.lent_minor += state().loans[settled->loan].principal.minor;
    }
    if (const auto* collected = std::get_if<CollectInstalment>(&command)) {
      figures_.payouts += claims_of(collected->loan);
    }
  }

  std::uint64_t claims_of(LoanId loan) {
    if (loan.value >= claims_.size()) claims_.resize(2 * loan.value + 1);
    std::uint64_t& claims = claims_[loan.value];
    // A loan's claims leave memory with its last payment; their number is known by then.
    if (const std::size_t now = state().loans[loan].claims.size(); now != 0) claims = now;
    return claims;
  }

  /// A platform that is being made is nobody's yet: a power cut only means to make it again.
  static store::FaultDisk::Outcome never_flush(const store::FaultDisk::Request& request) {
    const bool flush = request.operation == store::FaultDisk::Operation::sync;
    return flush ? store::FaultDisk::Outcome::lost : store::FaultDisk::Outcome::good;
  }

  engine::Engine engine_;
  store::FaultDisk disk_;
  journal::Journal journal_;
  GroupWriter writer_;
  GroupWriter::Group group_;
  base::ByteBuffer bytes_;
  std::vector<std::uint64_t> claims_;  ///< by loan
  DemoFigures figures_;
  std::uint64_t ids_ = 0;
};

/// The platform's own accounts, under the ids with which every start of it asks for them.
void open_platform_accounts(DemoCounter& platform) {
  for (const AccountKind kind : ring::platform_account_kinds) {
    platform.send_named(setup_agent, ring::platform_account_request(kind),
                        OpenAccount{platform_party, kind, Currency::CNY});
  }
}

/// Everything written is on the disk.
void flush(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool flushed = opened >= 0 && ::fsync(opened) == 0;
  const int error = errno;
  if (opened >= 0) ::close(opened);
  if (!flushed) throw std::system_error(error, std::generic_category(), file.string());
}

DemoFigures live(const ring::DataFolder& folder, const DemoOptions& options) {
  const money::Date first_day = options.last_day + -365 * options.years;
  Population population({.seed = options.seed,
                         .members = options.members,
                         .first_day = first_day,
                         .last_day = options.last_day});
  DemoCounter platform(folder);
  platform.at({first_day.days * day_ms - day_ms});
  open_platform_accounts(platform);
  set_shipped_calendar(platform);
  population.found(platform);
  for (money::Date day = first_day; day <= options.last_day; day = day + 1) {
    population.live(day, platform);
    if (options.progress) options.progress(static_cast<std::uint64_t>(day - first_day));
  }
  const std::optional<Invitation> invitation = population.invite(platform);
  platform.finish(folder);
  DemoFigures figures = platform.figures();
  figures.invitation = invitation;
  figures.days = static_cast<std::uint64_t>(options.last_day - first_day);
  return figures;
}

}  // namespace

/// In a folder beside, which gets its name when everything in it is durable.
DemoFigures make_demo(const ring::DataFolder& folder, const DemoOptions& options) {
  namespace fs = std::filesystem;
  ASSERT(!folder.holds_a_platform());
  folder.create();
  const ring::DataFolder making(folder.path() / "making");
  fs::remove_all(making.path());
  making.create();
  const DemoFigures figures = live(making, options);
  for (const auto& snapshot : fs::directory_iterator(making.snapshots())) {
    fs::rename(snapshot.path(), folder.snapshots() / snapshot.path().filename());
  }
  flush(making.path() / "journal.db");
  fs::rename(making.path() / "journal.db", folder.path() / "journal.db");
  flush(folder.path());
  fs::remove_all(making.path());
  return figures;
}

}  // namespace tributary::simulation
