#include "simulate/crowd.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "simulate/world.hpp"

/// The engine against the model: a crowd of nine sends what it likes, and each answer and every
/// cent has to be what the model says.
namespace tributary::simulation {
namespace {

constexpr CallerId staff = CallerId::of(CallerKind::staff, 1);
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t first_day = 19'722;  // 2023-12-31

class CrowdLife {
 public:
  explicit CrowdLife(std::uint64_t seed) : dice_(~seed), crowd_(seed), world_(make_memory_vault()) {
    using enum AccountKind;
    for (const Currency currency : {Currency::CNY, Currency::USD}) {
      for (const AccountKind kind : {custodian, service_fee, interest_fee, withdrawal_fee,
                                     marketing, reserve_fund, receivables}) {
        // A platform without some accounts refuses differently: not all are there from the start.
        const bool needed = kind != reserve_fund && kind != receivables;
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
      send(wish.caller, wish.command);
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

 private:
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

  void send(CallerId caller, const AnyCommand& command) {
    const Send send{caller, ++sent_, command};
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

class CrowdTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CrowdTest, GetsWhatTheModelSays) { CrowdLife(GetParam()).run(4'000); }

INSTANTIATE_TEST_SUITE_P(Seeds, CrowdTest, testing::Range<std::uint64_t>(1, 13));

/// A crowd that never gets far would prove little.
TEST(Crowd, DoesEverythingThereIsToDo) {
  std::array<int, std::variant_size_v<AnyCommand>> accepted{};
  std::set<Refusal> refused;
  int repaid = 0;
  for (std::uint64_t seed = 100; seed < 112; ++seed) {
    CrowdLife life(seed);
    life.run(8'000);
    for (std::size_t i = 0; i < accepted.size(); ++i) accepted[i] += life.accepted()[i];
    refused.insert(life.refused().begin(), life.refused().end());
    repaid += life.count(LoanState::repaid);
  }
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    EXPECT_GT(accepted[i], 10) << "command " << i;
  }
  EXPECT_GT(repaid, 20);
  // Only limits too large for this are not met.
  for (const RefusalText& text : refusal_texts()) {
    const bool out_of_reach =
        text.refusal < Refusal::posting_not_found || text.refusal == Refusal::bid_count_reached ||
        text.refusal == Refusal::balance_exceeds_limit || text.refusal == Refusal::capacity_reached;
    EXPECT_NE(refused.contains(text.refusal), out_of_reach) << text.name;
  }
}

}  // namespace
}  // namespace tributary::simulation
