#include "rows/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>

#include "rows/test_notes.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::rows {
namespace {

using namespace test_notes;
using testing::ElementsAre;
using testing::HasSubstr;

class WriterTest : public testing::Test {
 protected:
  static RowsWorld world() {
    return {.clock = [] { return protocol::Time{1'000'000}; },
            .shown = [] { return protocol::Time{1'000'000}; },
            .journal_end = [] { return JournalEnd{}; },
            .chance = counting_chance()};
  }
  std::int64_t rows_of(std::string_view table) {
    store::Database database(folder_.url("platform.db"), {.access = store::Access::read_only});
    return count(database, table);
  }

  const store::TemporaryFolder folder_;
  Writer writer_{folder_.url("platform.db"),
                 std::span(&schema, 1),
                 world(),
                 {.orders_max = 100, .orders_of_group_max = 64}};
};

TEST_F(WriterTest, CommitsTogetherWhatWaits) {
  std::vector<int> statuses(100);
  for (int i = 0; i < 100; ++i) {
    const std::string title = "note " + std::to_string(i);
    ASSERT_TRUE(writer_.submit(order_of(WriteNote{title, {}}, title), [&, i](Outcome&& outcome) {
      statuses[static_cast<std::size_t>(i)] = outcome.response.status;
    }));
  }
  writer_.start();
  writer_.stop();
  EXPECT_THAT(statuses, testing::Each(201));
  EXPECT_EQ(writer_.figures().groups, 2);
  EXPECT_EQ(writer_.figures().accepted, 100);
  EXPECT_EQ(rows_of("test_note"), 100);
}

TEST_F(WriterTest, TakesNoMoreThanItsQueueHolds) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(writer_.submit(order_of(WriteNote{std::to_string(i), {}}, ""), [](Outcome&&) {}));
  }
  EXPECT_FALSE(writer_.submit(order_of(WriteNote{"late", {}}, ""), [](Outcome&&) {}));
  writer_.start();
  writer_.stop();
  EXPECT_FALSE(writer_.submit(order_of(WriteNote{"later", {}}, ""), [](Outcome&&) {}));
  EXPECT_FALSE(writer_.submit_and_wait(order_of(WriteNote{"later", {}}, "")));
  EXPECT_EQ(rows_of("test_note"), 100);
}

TEST_F(WriterTest, TellsListenersBeforeAnybodyElse) {
  std::vector<std::string> told;
  writer_.on_change("test_note", [&](const Writer::Keys& keys) {
    told.push_back("note " + keys.at(0));
    EXPECT_EQ(rows_of("test_note"), 1) << "it is durable by then";
  });
  writer_.on_change("test_other", [&](const Writer::Keys&) { told.emplace_back("other"); });
  ASSERT_TRUE(writer_.submit(order_of(WriteNote{"tea", {}}, "a"),
                             [&](Outcome&&) { told.emplace_back("sender"); }));
  ASSERT_TRUE(writer_.submit(order_of(WriteNote{"tea", {}}, "b"),
                             [&](Outcome&&) { told.emplace_back("refused"); }));
  writer_.start();
  writer_.stop();
  EXPECT_THAT(told, ElementsAre("note 2", "sender", "refused"));
  EXPECT_EQ(writer_.figures().refused, 1);
}

TEST_F(WriterTest, DecidesForManyAtOnceEachOnce) {
  writer_.start();
  std::latch together(4);
  std::atomic<int> accepted = 0;
  std::atomic<int> repeated = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        for (int i = 0; i < 50; ++i) {
          const std::string title = "note " + std::to_string(i);
          const auto outcome = writer_.submit_and_wait(order_of(WriteNote{title, {}}, title));
          ASSERT_TRUE(outcome);
          EXPECT_TRUE(outcome->accepted);
          ++(outcome->repeated ? repeated : accepted);
        }
      });
    }
  }
  EXPECT_EQ(accepted, 50);
  EXPECT_EQ(repeated, 150);
  EXPECT_EQ(rows_of("test_note"), 50);
  EXPECT_EQ(rows_of("audit_line"), 50);
}

}  // namespace
}  // namespace tributary::rows
