#include "simulate/demo.hpp"

#include "app/recovery.hpp"
#include "base/assert.hpp"
#include "engine/invariants/invariants.hpp"
#include "protocol/request_key.hpp"
#include "simulate/group_writer.hpp"
#include "simulate/population.hpp"

namespace tributary::simulation {
namespace {

using namespace protocol;

constexpr CallerId system_caller = CallerId::of(CallerKind::system, 1);

/// Where the people of a demo are served: engine and journal of a platform, and nothing else.
class DemoCounter final : public Counter {
 public:
  explicit DemoCounter(const app::DataFolder& folder)
      : journal_(folder.journal_url()), writer_(journal_) {}

  const engine::State& state() const override { return engine_.state(); }

  void at(Time time) override {
    end_group();
    engine_.begin_group(time);
  }

  bool send(CallerId caller, const AnyCommand& command) override {
    return send(caller, "demo/" + std::to_string(++ids_), command);
  }

  bool send(CallerId caller, const std::string& id, const AnyCommand& command) {
    constexpr std::size_t group_bytes_max = 1U << 20;
    bytes_.clear();
    std::visit([&](const auto& one) { protocol::encode_framed(bytes_, one); }, command);
    const auto verdict =
        engine_.execute(request_key(caller, id), caller, bytes_.view(), group_.body);
    ASSERT(verdict.kind == engine::Verdict::Kind::recorded);
    ++group_.header.record_count;
    count(command, verdict.refusal == Refusal::none);
    if (group_.body.size() > group_bytes_max) end_group();
    return verdict.refusal == Refusal::none;
  }

  /// Everything is durable, and a snapshot of it.
  void finish(const app::DataFolder& folder) {
    end_group();
    writer_.finish();
    for (const engine::Invariant& law : engine::invariants) ASSERT(!law.check(state()));
    app::write_snapshot(state(), journal_.position(), folder);
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

  engine::Engine engine_;
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
  using enum AccountKind;
  for (const AccountKind kind : {custodian, service_fee, interest_fee, withdrawal_fee, marketing,
                                 reserve_fund, receivables}) {
    platform.send(system_caller, "platform-account/CNY/" + std::to_string(static_cast<int>(kind)),
                  OpenAccount{platform_party, kind, Currency::CNY});
  }
}

}  // namespace

DemoFigures make_demo(const app::DataFolder& folder, const DemoOptions& options) {
  ASSERT(!folder.holds_a_platform());
  folder.create();
  const money::Date first_day = options.last_day + -365 * options.years;
  Population population({.seed = options.seed,
                         .members = options.members,
                         .first_day = first_day,
                         .last_day = options.last_day});
  DemoCounter platform(folder);
  platform.at({first_day.days * std::int64_t{86'400'000} - 86'400'000});
  open_platform_accounts(platform);
  population.found(platform);
  for (money::Date day = first_day; day <= options.last_day; day = day + 1) {
    population.live(day, platform);
    if (options.progress) options.progress(static_cast<std::uint64_t>(day - first_day));
  }
  platform.finish(folder);
  DemoFigures figures = platform.figures();
  figures.days = static_cast<std::uint64_t>(options.last_day - first_day);
  return figures;
}

}  // namespace tributary::simulation
