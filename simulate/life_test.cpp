#include "simulate/life.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "engine/decision.hpp"
#include "ring/recovery.hpp"
#include "simulate/demo.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::simulation {
namespace {

LifeOptions small(std::uint64_t seed) {
  LifeOptions options;
  options.seed = seed;
  options.members = 60;
  options.days = 120;
  options.strike_every = 120;
  return options;
}

std::uint64_t hash_after(const LifeOptions& options) {
  const store::TemporaryFolder folder(place_for_disks());
  Life life(options, make_vault(options.on_disk, folder.path()));
  life.run();
  return life.state().hash.value();
}

class LifeInMemory : public testing::TestWithParam<std::uint64_t> {};
TEST_P(LifeInMemory, IsAsTheModelSays) { hash_after(small(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Seeds, LifeInMemory, testing::Range<std::uint64_t>(1, 25));

class LifeOnDisk : public testing::TestWithParam<std::uint64_t> {};
TEST_P(LifeOnDisk, IsAsTheModelSays) {
  LifeOptions options = small(GetParam());
  options.days = 45;
  options.members = 40;
  options.strike_every = 50;
  options.on_disk = true;
  hash_after(options);
}
INSTANTIATE_TEST_SUITE_P(Seeds, LifeOnDisk, testing::Range<std::uint64_t>(1, 9));

class EachFault : public testing::TestWithParam<Fault> {};
TEST_P(EachFault, IsSurvivedAlone) {
  const FaultInfo& fault = info_of(GetParam());
  LifeOptions options = small(7);
  options.days = 40;
  options.members = 40;
  options.strike_every = 40;
  options.on_disk = fault.needs_disk;
  options.faults = FaultSet::named(fault.name);
  const store::TemporaryFolder folder(place_for_disks());
  Life life(options, make_vault(options.on_disk, folder.path()));
  life.run();
  if (fault.fault <= Fault::rebuild) {
    EXPECT_GT(life.strikes(), 4U);
  }
}
std::vector<Fault> every_fault() {
  std::vector<Fault> faults;
  for (const FaultInfo& info : all_faults()) faults.push_back(info.fault);
  return faults;
}

INSTANTIATE_TEST_SUITE_P(Faults, EachFault, testing::ValuesIn(every_fault()),
                         [](const auto& tested) {
                           std::string name(info_of(tested.param).name);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Life, IsTheSameForTheSameSeed) {
  EXPECT_EQ(hash_after(small(3)), hash_after(small(3)));
  EXPECT_NE(hash_after(small(3)), hash_after(small(4)));
}

TEST(Life, IsTheSameOnADiskAndInMemory) {
  LifeOptions options = small(5);
  options.days = 30;
  options.faults = {};
  const std::uint64_t in_memory = hash_after(options);
  options.on_disk = true;
  EXPECT_EQ(hash_after(options), in_memory);
}

TEST(Life, GoesFar) {
  LifeOptions options = small(1);
  options.members = 4'000;
  options.days = 600;
  options.strike_every = 20'000;
  Life life(options, make_memory_vault());
  life.run();
  for (std::size_t i = 0; i < life.accepted().size(); ++i) {
    if (i == AnyCommand(CloseAccount{}).index()) continue;    // nobody leaves such a platform
    if (i == AnyCommand(ContinueBounce{}).index()) continue;  // needs 17 payments of one deposit
    EXPECT_GT(life.accepted()[i], 0U) << "command " << i;
  }
}

TEST(Life, IsReplayedByItsScript) {
  std::ostringstream record;
  LifeOptions options = small(9);
  options.record = &record;
  Life life(options, make_memory_vault());
  life.run();
  World world(make_memory_vault());
  for (const Step& step : steps_of(record.str())) world.take(step);
  world.finish();
  EXPECT_EQ(world.state().hash.value(), life.state().hash.value());
}

TEST(Demo, IsTheSameForTheSameSeedAndDay) {
  const auto made = [](std::uint64_t seed) {
    const store::TemporaryFolder folder(place_for_disks());
    DemoOptions options;
    options.seed = seed;
    options.members = 200;
    options.years = 1;
    options.last_day = {20'000};
    return make_demo(ring::DataFolder(folder.path()), options);
  };
  const DemoFigures figures = made(1);
  EXPECT_EQ(made(1).state_hash, figures.state_hash);
  EXPECT_NE(made(2).state_hash, figures.state_hash);
  EXPECT_GT(figures.loans, 5U);
  EXPECT_GT(figures.payouts, figures.bids);
  EXPECT_LT(figures.refused * 10, figures.commands);
}

/// A newcomer finds something to bid on.
TEST(Demo, LeavesTwoLoansOpenForAMember) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const store::TemporaryFolder folder(place_for_disks());
    DemoOptions options;
    options.seed = seed;
    options.members = 50;
    options.years = 1;
    options.last_day = {20'000};
    const ring::DataFolder made(folder.path());
    const auto invitation = make_demo(made, options).invitation;
    ASSERT_TRUE(invitation);
    engine::Engine engine;
    ring::recover(engine, made, true, {});
    const engine::State& state = engine.state();
    const std::int64_t next_day_ms = (options.last_day.days + 1) * std::int64_t{86'400'000};
    const engine::Context context{
        0, {next_day_ms}, protocol::Sender::member(invitation->party.value)};
    const protocol::PlaceBid bid{
        invitation->loan, invitation->account, invitation->amount, false, {}};
    EXPECT_TRUE(engine::decide(state, context, bid));
    int open = 0;
    for (std::uint64_t id = 1; id <= state.loans.size(); ++id) {
      const engine::Loan* loan = state.loans.find(protocol::LoanId{id});
      open += loan != nullptr && loan->state == protocol::LoanState::open ? 1 : 0;
    }
    EXPECT_GE(open, 2);
  }
}

}  // namespace
}  // namespace tributary::simulation
