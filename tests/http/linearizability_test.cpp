#include "tests/http/linearizability.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace tributary::http_test {
namespace {

/// A register that holds a number: the smallest object on which everything can go wrong.
struct Access {
  bool is_write = false;
  int value = 0;
};

std::optional<int> step(int state, const Access& access) {
  if (access.is_write) return access.value;
  return access.value == state ? std::optional(state) : std::nullopt;
}

Operation<Access> write(int value, int from, int to) { return {{true, value}, from, to}; }
Operation<Access> read(int value, int from, int to) { return {{false, value}, from, to}; }

using History = std::vector<Operation<Access>>;

struct Case {
  const char* name;
  bool holds;
  History history;
};

class Register : public testing::TestWithParam<Case> {};

TEST_P(Register, IsJudged) {
  EXPECT_EQ(check_linearizability(0, GetParam().history, step).holds, GetParam().holds);
}

// Figures 1 and 2 of Herlihy & Wing, "Linearizability" (1990), as registers, and the faults that
// a platform could show.
INSTANTIATE_TEST_SUITE_P(
    Histories, Register,
    testing::Values(
        Case{"Empty", true, {}}, Case{"OneAfterTheOther", true, {write(1, 0, 1), read(1, 2, 3)}},
        Case{"StaleRead", false, {write(1, 0, 1), read(0, 2, 3)}},
        Case{"ReadBesideAWriteSeesEither",
             true,
             {write(1, 0, 9), read(0, 1, 2), read(1, 3, 4), read(1, 5, 6)}},
        Case{"WhatWasSeenDoesNotGoAway", false, {write(1, 0, 9), read(1, 1, 2), read(0, 3, 4)}},
        Case{"NobodyWroteIt", false, {write(1, 0, 1), read(2, 0, 9)}},
        Case{"LostWrite", false, {write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)}},
        Case{"TwoReadersDisagreeOnTheOrder",
             false,
             {write(1, 0, 9), write(2, 0, 9), read(1, 10, 11), read(2, 12, 13)}},
        Case{"ReadersAgree",
             true,
             {write(1, 0, 9), write(2, 0, 9), read(1, 1, 2), read(2, 3, 4), read(2, 10, 11)}},
        Case{"TheFutureIsNotSeen", false, {read(1, 0, 1), write(1, 2, 3)}},
        Case{"TouchingEndsAreConcurrent", true, {write(1, 0, 2), read(0, 2, 3)}}),
    [](const auto& tested) { return tested.param.name; });

TEST(Linearizability, SaysHowFarItCame) {
  const History history{write(1, 0, 1), read(1, 2, 3), read(0, 4, 5)};
  EXPECT_EQ(check_linearizability(0, history, step).explained, 2U);
}

/// Runs a register one step at a time, spreads the instants to overlapping intervals, and then
/// plants one stale read.
TEST(Linearizability, LongHistoriesAreFoundGoodAndAPlantedStaleReadIsFound) {
  std::mt19937 random(11);
  for (int round = 0; round < 50; ++round) {
    History history;
    int value = 0;
    for (int instant = 0; instant < 120; ++instant) {
      const int early = static_cast<int>(random() % 40);
      const int late = static_cast<int>(random() % 40);
      if (random() % 2 == 0) value = instant + 1;
      const bool is_write = value == instant + 1;
      history.push_back({{is_write, value}, instant * 10 - early, instant * 10 + late});
    }
    ASSERT_TRUE(check_linearizability(0, history, step).holds) << "round " << round;
    history.push_back(write(1000, 2000, 2001));
    history.push_back(read(value, 2002, 2003));
    ASSERT_FALSE(check_linearizability(0, history, step).holds) << "round " << round;
  }
}

TEST(Linearizability, TooLongAHistoryIsRefused) {
  EXPECT_THROW(check_linearizability(0, History(operations_max + 1), step), std::invalid_argument);
}

}  // namespace
}  // namespace tributary::http_test
