#pragma once

#include <algorithm>
#include <array>
#include <set>

#include "simulate/crowd.hpp"
#include "simulate/world.hpp"

namespace tributary::simulation {

/// For tests: a platform of nine people who do everything there is to do, within milliseconds.
class CrowdLife {
 public:
  explicit CrowdLife(std::uint64_t seed, World::Options options = {},
                     std::unique_ptr<Vault> vault = make_memory_vault())
      : dice_(~seed), crowd_(seed), world_(std::move(vault), std::move(options)) {
    using enum AccountKind;
    for (const Currency currency : {Currency::CNY, Currency::USD}) {
      for (const AccountKind kind : {custodian, service_fee, interest_fee, withdrawal_fee,
                                     marketing, reserve_fund, own_money, gap}) {
        // A platform without some accounts refuses differently: not all are there from the start.
        const bool needed = kind != reserve_fund;
        if ((currency == Currency::CNY && needed) || dice_.one_in(2)) {
          send(staff, OpenAccount{platform_party, kind, currency});
        }
      }
    }
    for (std::uint64_t party = 2; party < 9; ++party) {
      send(staff, OpenAccount{{party}, member_cash, Currency::CNY});
    }
    at({first_day * day_ms});
  }

  void run(int steps) {
    for (int step = 0; step < steps; ++step) {
      if (const auto later = crowd_.later(world_.model())) at(*later);
      const Wish wish = crowd_.next(world_.model());
      send(wish.sender, wish.command);
      if (dice_.one_in(8)) take(Commit{});
      if (dice_.one_in(400)) take(Strike{Fault::crash, 0});
    }
    take(Commit{});
    world_.finish();
  }

  /// How often each command was accepted.
  const std::array<int, std::variant_size_v<AnyCommand>>& accepted() const { return accepted_; }
  const std::set<Refusal>& refused() const { return refused_; }
  int count(LoanState state) const {
    return static_cast<int>(std::ranges::count(world_.model().loans, state, &ModelLoan::state));
  }
  const Model& model() const { return world_.model(); }

 private:
  static constexpr Sender staff = Sender::staff(1);
  static constexpr std::int64_t day_ms = 86'400'000;
  static constexpr std::int64_t first_day = 19'722;  // 2023-12-31

  void at(Time time) {
    take(At{time});
    // The business day goes with the clock, mostly.
    const Date today{static_cast<std::int32_t>(time.ms / day_ms)};
    const auto last = world_.model().business_day;
    if (dice_.one_in(6)) return;
    for (Date day = last ? *last + 1 : today; day <= today; day = day + 1) {
      send(staff, BeginBusinessDay{day});
    }
    take(Commit{});
  }

  void take(const Step& step) { world_.take(step); }

  void send(Sender sender, const AnyCommand& command) {
    const Send send{sender, ++sent_, command};
    take(send);
    const engine::Verdict verdict = world_.verdict();
    if (verdict.refusal == Refusal::none) {
      ++accepted_[command.index()];
    } else {
      refused_.insert(verdict.refusal);
    }
    if (dice_.one_in(50)) take(send);
  }

  base::Dice dice_;
  Crowd crowd_;
  World world_;
  std::uint64_t sent_ = 0;
  std::array<int, std::variant_size_v<AnyCommand>> accepted_{};
  std::set<Refusal> refused_;
};

}  // namespace tributary::simulation
