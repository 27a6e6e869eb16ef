#include "verticals/clock/plan_store.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::clock {
namespace {

using money::day;

TEST(PlanStore, KeepsTheFirstPlanOfADay) {
  const store::TemporaryFolder folder;
  const PlanStore plans(folder.path() / "platform.db");
  EXPECT_EQ(plans.find(day("2026-03-10")), std::nullopt);
  plans.keep(day("2026-03-10"), {{WorkKind::collect_instalment, 3, {300}, 1, {50}}});
  plans.keep(day("2026-03-10"), {});
  plans.keep(day("2026-03-11"), {});
  const auto kept = plans.find(day("2026-03-10"));
  ASSERT_TRUE(kept && kept->size() == 1);
  EXPECT_EQ(kept->front().items, 3U);
  EXPECT_EQ(kept->front().amount_lacking, (Amount{50}));
  EXPECT_TRUE(plans.find(day("2026-03-11"))->empty());
  EXPECT_EQ(plans.find(day("2026-03-12")), std::nullopt);
}

}  // namespace
}  // namespace tributary::clock
