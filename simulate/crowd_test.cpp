#include <gtest/gtest.h>

#include <array>

#include "engine/test_platform.hpp"
#include "money/text.hpp"
#include "tests/simulation/crowd.hpp"

/// The engine against the model: a crowd sends what it likes, and each answer and every cent has to
/// be what the model says.
namespace tributary::simulation {
namespace {

using engine::Verdict;

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : dice_(~seed), crowd_(seed) {
    using enum AccountKind;
    for (const Currency currency : {Currency::CNY, Currency::USD}) {
      for (const AccountKind kind :
           {custodian, service_fee, interest_fee, withdrawal_fee, marketing}) {
        // A platform without some accounts refuses differently: not all are there from the start.
        if (currency == Currency::CNY || dice_.one_in(2)) {
          send({engine::staff, OpenAccount{platform_party, kind, currency}});
        }
      }
    }
    for (std::uint64_t party = 2; party < 9; ++party) {
      send({engine::staff, OpenAccount{{party}, member_cash, Currency::CNY}});
    }
    at({std::int64_t{19'722} * 86'400'000});  // 2023-12-31
  }

  void run(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFatalFailure(); ++step) {
      if (const auto later = crowd_.later(model_)) at(*later);
      const Wish wish = crowd_.next(model_);
      send(wish);
      if (step % 20 == 0) compare_state();
      if (step % 100 == 0) {
        ASSERT_EQ(engine::first_broken(platform_.state()), std::nullopt);
      }
      if (dice_.one_in(400)) crash();
    }
    compare_state();
    EXPECT_EQ(engine::first_broken(platform_.state()), std::nullopt);
    EXPECT_EQ(engine::replayed(platform_.journal())->state().hash.value(),
              platform_.state().hash.value());
    EXPECT_EQ(engine::audited(platform_.journal()), std::nullopt);
  }

  /// How often each command was accepted.
  const std::array<int, std::tuple_size_v<Commands>>& accepted() const { return accepted_; }
  const std::set<Refusal>& refused() const { return refused_; }
  int repaid() const {
    int count = 0;
    for (const auto& [number, loan] : model_.loans) count += loan.state == LoanState::repaid;
    return count;
  }

 private:
  void at(Time now) {
    platform_.at(now);
    model_.now = std::max(model_.now, now);
    ASSERT_EQ(platform_.state().now, model_.now);
  }

  void send(const Wish& wish) {
    const std::string id = std::to_string(++sent_);
    std::visit(
        [&](const auto& command) {
          const Verdict verdict = platform_.send(wish.caller, id, command);
          ASSERT_EQ(verdict.kind, Verdict::Kind::recorded);
          ASSERT_EQ(verdict.refusal, model_.take(wish.caller, command))
              << "command " << sent_ << ", number " << command.number;
          if (verdict.refusal == Refusal::none) {
            ++accepted_[wish.command.index()];
          } else {
            refused_.insert(verdict.refusal);
          }
          if (dice_.one_in(50)) repeat(wish.caller, id, command, verdict);
        },
        wish.command);
  }

  template <class Command>
  void repeat(CallerId caller, const std::string& id, const Command& command,
              const Verdict& first) {
    const std::uint64_t hash = platform_.state().hash.value();
    const Verdict again = platform_.send(caller, id, command);
    ASSERT_EQ(again.kind, Verdict::Kind::repeated);
    ASSERT_EQ(again.sequence, first.sequence);
    ASSERT_EQ(platform_.state().hash.value(), hash);
  }

  /// The process ends here and comes back from a snapshot, or from its journal.
  void crash() {
    const std::uint64_t hash = platform_.state().hash.value();
    platform_.replace(dice_.one_in(2) ? engine::loaded(engine::saved(platform_.state()))
                                      : engine::replayed(platform_.journal()));
    ASSERT_EQ(platform_.state().hash.value(), hash);
  }

  void compare_state() {
    const engine::State& state = platform_.state();
    ASSERT_EQ(state.ledger.accounts().size(), model_.accounts.size());
    for (const auto& [number, account] : model_.accounts) {
      const engine::Account& real = state.ledger.accounts()[number];
      ASSERT_EQ(money::to_string(real.posted), money::to_string(account.balance))
          << "balance of account " << number << " after command " << sent_;
      ASSERT_EQ(money::to_string(real.held), money::to_string(model_.held({number})))
          << "held on account " << number << " after command " << sent_;
      ASSERT_EQ(real.closed, account.closed);
    }
    ASSERT_EQ(state.loans.size(), model_.loans.size());
    for (const auto& [number, loan] : model_.loans) compare_loan(state.loans[{number}], loan);
  }

  void compare_loan(const engine::Loan& real, const ModelLoan& loan) {
    ASSERT_EQ(real.state, loan.state) << "loan " << real.id.value << " after command " << sent_;
    ASSERT_EQ(real.principal, loan.principal);
    ASSERT_EQ(real.raised, loan.raised());
    ASSERT_EQ(real.paid, loan.paid);
    if (loan.state != LoanState::repaying) return;
    ASSERT_EQ(real.periods.size(), loan.periods.size());
    for (std::size_t i = 0; i < loan.periods.size(); ++i) {
      ASSERT_EQ(real.periods[i].due, loan.periods[i].due) << "loan " << real.id.value;
      ASSERT_EQ(real.periods[i].principal, loan.periods[i].principal);
      ASSERT_EQ(real.periods[i].interest, loan.periods[i].interest);
      ASSERT_EQ(real.periods[i].left(), loan.periods[i].left());
    }
  }

  base::Dice dice_;
  Crowd crowd_;
  Model model_;
  engine::TestPlatform platform_;
  std::uint64_t sent_ = 0;
  std::array<int, std::tuple_size_v<Commands>> accepted_{};
  std::set<Refusal> refused_;
};

class CrowdTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CrowdTest, GetsWhatTheModelSays) { Simulation(GetParam()).run(4'000); }

INSTANTIATE_TEST_SUITE_P(Seeds, CrowdTest, testing::Range<std::uint64_t>(1, 13));

/// A crowd that never gets far would prove little.
TEST(Crowd, DoesEverythingThereIsToDo) {
  std::array<int, std::tuple_size_v<Commands>> accepted{};
  std::set<Refusal> refused;
  int repaid = 0;
  for (std::uint64_t seed = 100; seed < 110; ++seed) {
    Simulation simulation(seed);
    simulation.run(6'000);
    for (std::size_t i = 0; i < accepted.size(); ++i) accepted[i] += simulation.accepted()[i];
    refused.insert(simulation.refused().begin(), simulation.refused().end());
    repaid += simulation.repaid();
  }
  for (std::size_t i = 0; i < accepted.size(); ++i) EXPECT_GT(accepted[i], 10) << "command " << i;
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
