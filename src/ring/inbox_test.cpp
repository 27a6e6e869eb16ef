#include "ring/inbox.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace tributary::ring {
namespace {

using namespace std::chrono_literals;

constexpr auto never = [] { return false; };

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(Batch, AppendedItemsKeepTheirCommandsAndQuestions) {
  Batch first;
  first.add({0, 1, 0}, {{}, {}, 0, bytes("one")});
  first.ask({0, 2, 0}, {}, protocol::LoanQuery{{7}});
  Batch second;
  second.add({0, 3, 0}, {{}, {}, 0, bytes("three")});
  second.ask({0, 4, 0}, {}, protocol::LoanQuery{{9}});
  first.append(second);

  ASSERT_EQ(first.items.size(), 4U);
  EXPECT_TRUE(std::ranges::equal(first.command(first.items[2]), bytes("three")));
  const auto& question = first.questions[first.items[3].offset];
  EXPECT_EQ(std::get<protocol::LoanQuery>(question.query).loan.value, 9U);
}

TEST(Batch, AppendedItemsKeepWhatWasLookedUp) {
  Batch first;
  first.add({0, 1, 0}, {{}, {}, 0, bytes("one")});
  first.lookups.push_back({.through = 10, .known = {}});
  first.items[0].lookup = 1;
  Batch second;
  second.add({0, 2, 0}, {{}, {}, 0, bytes("two")});
  second.add({0, 3, 0}, {{}, {}, 7, bytes("three")});
  second.lookups.push_back({.through = 20, .known = {}});
  second.items[1].lookup = 1;
  first.append(second);
  EXPECT_EQ(first.lookups[first.items[0].lookup - 1].through, 10U);
  EXPECT_EQ(first.items[1].lookup, 0U);
  EXPECT_EQ(first.lookups[first.items[2].lookup - 1].through, 20U);

  Batch again;
  again.add_again(first, first.items[2]);
  EXPECT_EQ(again.items[0].lookup, 0U);
  EXPECT_EQ(again.items[0].origin.slot, 3U);
  EXPECT_EQ(again.request(again.items[0]).digest, 7U);
  EXPECT_TRUE(std::ranges::equal(again.command(again.items[0]), bytes("three")));
}

TEST(Inbox, TakesAllThatWaitsInItsOrder) {
  Inbox inbox(1s);
  for (std::uint32_t slot = 0; slot < 3; ++slot) {
    Batch batch;
    batch.add({0, slot, 0}, {{}, {}, 0, bytes("x")});
    inbox.put(batch);
  }
  Batch taken;
  ASSERT_TRUE(inbox.take(taken, never));
  ASSERT_EQ(taken.items.size(), 3U);
  EXPECT_EQ(taken.items[2].origin.slot, 2U);
  EXPECT_TRUE(inbox.empty());
}

TEST(Inbox, AdmitsNothingWhileTheOldestHasWaitedTooLong) {
  Inbox inbox(0ms);
  EXPECT_TRUE(inbox.admits());
  Batch batch;
  batch.add({}, {{}, {}, 0, bytes("x")});
  inbox.put(batch);
  while (inbox.age() == 0ns) std::this_thread::yield();
  EXPECT_FALSE(inbox.admits());
  Batch taken;
  inbox.take(taken, never);
  EXPECT_FALSE(inbox.admits()) << "the writer does not have it yet";
  inbox.handed_over();
  EXPECT_TRUE(inbox.admits());
}

TEST(Inbox, NothingIsNoneThatWaits) {
  Inbox inbox(0ms);
  inbox.put({});
  std::this_thread::sleep_for(1ms);
  EXPECT_EQ(inbox.age(), 0ns);
  EXPECT_TRUE(inbox.admits());
}

TEST(Inbox, AdmitsNothingWhenCrowded) {
  EXPECT_EQ(Inbox::items_max, 262'144U);
  Inbox inbox(1h);
  Batch batch;
  for (std::size_t i = 0; i < Inbox::items_max; ++i) batch.add({}, {{}, {}, 0, {}});
  inbox.put(batch);
  EXPECT_FALSE(inbox.admits());
  Batch taken;
  inbox.take(taken, never);
  EXPECT_TRUE(inbox.admits());
}

TEST(Inbox, ClosedGivesWhatIsLeftAndThenNothing) {
  Inbox inbox(1s);
  Batch batch;
  batch.add({}, {{}, {}, 0, bytes("x")});
  inbox.put(batch);
  inbox.close();
  EXPECT_FALSE(inbox.admits());
  inbox.put(batch);
  EXPECT_FALSE(inbox.admits());
  Batch taken;
  EXPECT_TRUE(inbox.take(taken, never));
  EXPECT_EQ(taken.items.size(), 2U) << "what was admitted before is not turned away";
  EXPECT_FALSE(inbox.admits());
  taken.clear();
  EXPECT_FALSE(inbox.take(taken, never));
}

TEST(Inbox, GathersWhileTheWriterIsBusy) {
  Inbox inbox(1h);
  Batch one;
  one.add({}, {{}, {}, 0, bytes("x")});
  std::atomic<std::size_t> count{0};
  const auto put_too_few = [&](std::size_t few) {
    for (std::size_t i = 0; i < few; ++i) inbox.put(one);
    std::this_thread::sleep_for(20ms);  // for a taker that should not have woken
    EXPECT_EQ(count, 0U);
  };
  const auto taken_by = [&](auto&& rest) {
    count = 0;
    std::thread taker([&] {
      Batch taken;
      inbox.take(taken, never);
      count = taken.items.size();
    });
    rest();
    taker.join();
    return count.load();
  };
  EXPECT_EQ(taken_by([&] {
              put_too_few(0);
              inbox.put(one);
            }),
            1U)
      << "no writer is busy yet";
  inbox.handed_over();
  EXPECT_EQ(taken_by([&] {
              put_too_few(Inbox::enough_for_later - 1);
              inbox.put(one);
            }),
            Inbox::enough_for_later);
  EXPECT_EQ(taken_by([&] {
              put_too_few(2);
              inbox.writer_is_free();
            }),
            2U);
  EXPECT_EQ(taken_by([&] {
              put_too_few(0);
              inbox.put(one);
            }),
            1U)
      << "the writer is free";
}

TEST(Inbox, WakesItsTakerFromAnotherThread) {
  Inbox inbox(1s);
  std::atomic<bool> free{false};
  std::thread other([&] {
    free = true;
    inbox.writer_is_free();
  });
  Batch taken;
  EXPECT_TRUE(inbox.take(taken, [&] { return free.load(); }));
  EXPECT_TRUE(taken.empty());
  other.join();
}

}  // namespace
}  // namespace tributary::ring
