#include <gtest/gtest.h>

#include <boost/describe/members.hpp>
#include <sstream>

#include "api/word.hpp"
#include "simulate/apart.hpp"
#include "simulate/crowd_life.hpp"
#include "simulate/life.hpp"
#include "simulate/mutant.hpp"
#include "simulate/renumber.hpp"
#include "simulate/shrink.hpp"

/// Broken engines, each in one way: the model, a law or an assertion has to notice every one.
namespace tributary::simulation {
namespace {

constexpr std::uint64_t seeds = 40;
constexpr int steps_of_life = 5'000;

/// Whether some life of a crowd goes wrong with this engine.
bool is_noticed(const Execute& execute, std::unique_ptr<Vault> (*vault)() = make_memory_vault) {
  const Ending ending = run_apart(
      [&]() -> std::string {
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
          CrowdLife(seed, {.execute = execute}, vault()).run(steps_of_life);
        }
        return {};
      },
      true);
  return !ending.well;
}

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

/// Calls `visit(path, alter)` for each number, day and account in T, where `alter(value)` changes
/// it by one.
template <class T, class Visit>
void for_each_change(const std::string& path, Visit&& visit) {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    constexpr auto at = decltype(member)::pointer;
    using Field = std::remove_cvref_t<decltype(std::declval<T>().*at)>;
    const std::string name = path + "." + member.name;
    if constexpr (std::is_same_v<Field, Amount>) {
      visit(name, [](T& value) { (value.*at).minor += 1; });
    } else if constexpr (std::is_same_v<Field, Date>) {
      visit(name, [](T& value) { (value.*at).days += 1; });
    } else if constexpr (std::is_same_v<Field, AccountId>) {
      visit(name, [](T& value) { (value.*at).value += 1; });
    } else if constexpr (std::is_same_v<Field, LateCharge>) {
      visit(name, [](T& value) { (value.*at).interest.minor += 1; });
    } else if constexpr (std::is_same_v<Field, std::vector<LateCharge>>) {
      visit(name, [](T& value) {
        if ((value.*at).empty()) (value.*at).push_back({1, {}, {}, 0});
        (value.*at).front().interest.minor += 1;
      });
    } else if constexpr (std::is_same_v<Field, std::vector<Shortfall>>) {
      visit(name, [](T& value) {
        if ((value.*at).empty()) (value.*at).push_back({{1}, {}});
        (value.*at).front().amount.minor += 1;
      });
    } else if constexpr (std::is_same_v<Field, std::vector<money::Instalment>>) {
      visit(name, [](T& value) { (value.*at).back().interest.minor += 1; });
    } else if constexpr (std::is_same_v<Field, std::vector<PlannedInstalment>>) {
      visit(name, [](T& value) {
        if ((value.*at).empty()) (value.*at).emplace_back();
        (value.*at).back().fee.minor += 1;
      });
    } else if constexpr (std::is_same_v<Field, std::vector<Amount>>) {
      visit(name, [](T& value) {
        if ((value.*at).empty()) (value.*at).emplace_back();
        (value.*at).front().minor += 1;
      });
    } else if constexpr (std::is_same_v<Field, std::vector<BidDay>>) {
      visit(name + ".first_bid", [](T& value) {
        if (!(value.*at).empty()) (value.*at).back().first_bid += 1;
      });
      visit(name + ".day", [](T& value) {
        if (!(value.*at).empty()) (value.*at).back().day.days += 1;
      });
    } else if constexpr (std::is_same_v<Field, std::vector<PaymentTakenBack>>) {
      for_each_change<PaymentTakenBack>(name, [&](const std::string& deeper, auto alter) {
        visit(deeper, [alter](T& value) {
          for (PaymentTakenBack& taken : value.*at) alter(taken);
        });
      });
    } else if constexpr (std::is_same_v<Field, PaidTotals> ||
                         std::is_same_v<Field, InstalmentParts> || std::is_same_v<Field, Cover> ||
                         std::is_same_v<Field, PaymentTakenBack>) {
      for_each_change<Field>(name, [&](const std::string& deeper, auto alter) {
        visit(deeper, [alter](T& value) { alter(value.*at); });
      });
    }
  });
}

TEST(Mutation, ACentADayOrAnAccountBesideIsNoticedInEveryEvent) {
  // What no rule reads and nothing is moved by: said for people and read models alone.
  const std::set<std::string> told_alone = {};
  int altered = 0;
  boost::mp11::mp_for_each<boost::mp11::mp_rename<Events, std::variant>>(
      [&]<class Event>(const Event&) {
        for_each_change<Event>(api::word_of<Event>(), [&](const std::string& name, auto alter) {
          ++altered;
          EXPECT_NE(is_noticed(altering<Event>(alter)), told_alone.contains(name)) << name;
        });
      });
  EXPECT_GT(altered, 80);
}

/// Executes well, then does something more.
template <class After>
Execute then(After after) {
  return
      [after](engine::Engine& engine, const protocol::Request& request, base::ByteBuffer& group) {
        const auto verdict = engine.execute(request, group);
        if (verdict.kind == engine::Verdict::Kind::recorded && verdict.refusal == Refusal::none) {
          protocol::Reader in(request.command);
          protocol::visit_frame<Commands>(protocol::read_frame(in), [&](const auto& wish) {
            after(engine.state_for_restore(), wish);
          });
        }
        return verdict;
      };
}

TEST(Mutation, MoneyFromOneToAnotherIsNoticed) {
  EXPECT_TRUE(is_noticed(then([]<class Command>(engine::State& state, const Command& command) {
    if constexpr (std::is_same_v<Command, RecordDeposit>) {
      if (state.ledger[command.account].available() < Amount{1}) return;
      state.ledger.move(command.account,
                        state.ledger.platform(AccountKind::marketing, Currency::CNY), {1});
    }
  })));
}

TEST(Mutation, WhatALawAloneSeesIsNoticed) {
  EXPECT_TRUE(is_noticed(then([]<class Command>(engine::State& state, const Command& command) {
    if constexpr (std::is_same_v<Command, SettleLoan>) {
      const AccountId borrower = state.loans[command.loan].borrower;
      state.borrowings.change(state.ledger[borrower].owner, Currency::CNY,
                              [](engine::Borrowing& borrowing) { borrowing.owed += Amount{1}; });
    }
  })));
}

TEST(Mutation, ARepeatThatIsExecutedAgainIsNoticed) {
  EXPECT_TRUE(
      is_noticed([](engine::Engine& engine, protocol::Request request, base::ByteBuffer& group) {
        if (engine.state().requests.find(request.key) != nullptr) request.key.low ^= 1;
        return engine.execute(request, group);
      }));
}

TEST(Mutation, ARuleLeftOutIsNoticed) {
  // Staff may do what a member may not: as if ownership were never asked for.
  EXPECT_TRUE(
      is_noticed([](engine::Engine& engine, protocol::Request request, base::ByteBuffer& group) {
        request.sender = Sender::staff(1);
        return engine.execute(request, group);
      }));
}

/// The whole way of a failing seed: written down, read again, made short.
TEST(Mutation, AFailingLifeBecomesAShortScript) {
  const World::Options broken{.compare_always = true,
                              .execute = altering<WithdrawalRequested>([](auto& event) {
                                if (event.amount > Amount{1}) event.amount.minor -= 1;
                              })};
  const auto fails = [&](const auto& steps) {
    try {
      run(steps, make_memory_vault(), broken);
    } catch (const Difference&) {
      return true;
    }
    return false;
  };
  std::ostringstream record;
  LifeOptions options;
  options.members = 40;
  options.days = 60;
  options.record = &record;
  options.world = broken;
  EXPECT_THROW(Life(options, make_memory_vault()).run(), Difference);
  const Steps steps = steps_of(record.str());
  EXPECT_GT(steps.size(), 100U);
  const Steps fewer = shrink(steps, fails, [](std::size_t) { return true; });
  EXPECT_TRUE(fails(fewer));
  const Steps fewest = close_gaps(fewer);
  EXPECT_TRUE(fails(fewest));
  // The platform's accounts, one of a member, a deposit, the withdrawal.
  EXPECT_LE(fewest.size(), 17U) << text_of(fewest.back());
}

/// A journal that says a group is durable and forgets one in thirty.
class ForgetfulVault final : public Vault {
 public:
  void append(const journal::GroupHeader& header, std::span<const std::byte> body) override {
    if (++groups_ % 30 != 0) real_->append(header, body);
  }
  std::unique_ptr<engine::Engine> recover() override { return real_->recover(); }
  std::unique_ptr<engine::Engine> replay() override { return real_->replay(); }
  void save_snapshot(const engine::State& state) override { real_->save_snapshot(state); }
  void arm(Fault fault, std::uint64_t number) override { real_->arm(fault, number); }
  void strike(Fault fault, std::uint64_t number, const engine::State& state) override {
    real_->strike(fault, number, state);
  }

 private:
  std::unique_ptr<Vault> real_ = make_memory_vault();
  int groups_ = 0;
};

TEST(Mutation, AForgetfulJournalIsNoticed) {
  const auto well = [](engine::Engine& engine, const protocol::Request& request,
                       base::ByteBuffer& group) { return engine.execute(request, group); };
  EXPECT_TRUE(is_noticed(
      well, [] -> std::unique_ptr<Vault> { return std::make_unique<ForgetfulVault>(); }));
  EXPECT_FALSE(is_noticed(well));
}

}  // namespace
}  // namespace tributary::simulation
