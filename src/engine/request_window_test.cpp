#include "engine/request_window.hpp"

#include <gtest/gtest.h>

#include "base/test_dice.hpp"

namespace tributary::engine {
namespace {

using protocol::RequestKey;

/// The key of the request at a sequence.
RequestKey key_of(std::uint64_t sequence) {
  base::Dice dice(sequence);
  return {dice.roll(), dice.roll()};
}

void insert(RequestWindow& window, std::uint64_t first, std::uint64_t last) {
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    window.insert({key_of(sequence), sequence * 3, sequence});
  }
}

/// Each request of [first, last] is known or none is.
void expect_known(const RequestWindow& window, std::uint64_t first, std::uint64_t last,
                  bool known) {
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    const auto* found = window.find(key_of(sequence));
    ASSERT_EQ(found != nullptr, known) << sequence;
    if (known) {
      EXPECT_EQ(found->sequence, sequence);
    }
  }
}

TEST(RequestWindow, KnowsNothingAtFirst) {
  RequestWindow window;
  EXPECT_EQ(window.size(), 0U);
  EXPECT_TRUE(window.closed().empty());
  EXPECT_EQ(window.find(key_of(1)), nullptr);
  EXPECT_TRUE(window.forget(100).empty());
  EXPECT_EQ(window.forgotten_through(), 0U);
}

TEST(RequestWindow, ClosesAGenerationWhenItIsFull) {
  RequestWindow window;
  window.set_generation_size(100);
  insert(window, 1, 250);
  ASSERT_EQ(window.closed().size(), 2U);
  EXPECT_EQ(window.closed()[0]->first, 1U);
  EXPECT_EQ(window.closed()[0]->last, 100U);
  EXPECT_EQ(window.closed()[1]->first, 101U);
  EXPECT_EQ(window.closed()[1]->last, 200U);
  EXPECT_EQ(window.size(), 250U);
  expect_known(window, 1, 250, true);
}

TEST(RequestWindow, ForgetsClosedGenerationsThatAreKeptElsewhere) {
  RequestWindow window;
  window.set_generation_size(100);
  insert(window, 1, 350);
  EXPECT_TRUE(window.forget(99).empty());
  expect_known(window, 1, 350, true);
  EXPECT_EQ(window.forget(199).size(), 1U);
  EXPECT_EQ(window.forgotten_through(), 100U);
  expect_known(window, 1, 100, false);
  expect_known(window, 101, 350, true);
  EXPECT_EQ(window.forget(350).size(), 2U);
  EXPECT_EQ(window.forgotten_through(), 300U);
  expect_known(window, 101, 300, false);
  expect_known(window, 301, 350, true);
  EXPECT_TRUE(window.forget(350).empty());
}

TEST(RequestWindow, KeepsEverythingWhileNothingIsKeptElsewhere) {
  RequestWindow window;
  window.set_generation_size(10);
  insert(window, 1, 1005);
  EXPECT_TRUE(window.forget(0).empty());
  EXPECT_EQ(window.closed().size(), 100U);
  expect_known(window, 1, 1005, true);
}

}  // namespace
}  // namespace tributary::engine
