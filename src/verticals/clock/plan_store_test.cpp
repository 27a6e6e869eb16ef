#include "verticals/clock/plan_store.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"
#include "rows/test_rows.hpp"

namespace tributary::clock {
namespace {

using money::day;

TEST(PlanStore, KeepsTheFirstPlanOfADay) {
  rows::TestRows rows(schema());
  const PlanStore plans(rows.url(), rows.writer());
  EXPECT_EQ(plans.find(day("2026-03-10")), std::nullopt);
  plans.keep(day("2026-03-10"), {{WorkKind::collect_instalment, 3, Amount{300}, 1, Amount{50}}});
  plans.keep(day("2026-03-10"), {});
  plans.keep(day("2026-03-11"), {});
  const auto kept = plans.find(day("2026-03-10"));
  ASSERT_TRUE(kept && kept->size() == 1);
  EXPECT_EQ(kept->front().items, 3U);
  EXPECT_EQ(kept->front().amount_lacking, (Amount{50}));
  EXPECT_TRUE(plans.find(day("2026-03-11"))->empty());
  EXPECT_EQ(plans.find(day("2026-03-12")), std::nullopt);
}

TEST(PlanStore, KeepsEachCurrencyApart) {
  rows::TestRows rows(schema());
  const PlanStore plans(rows.url(), rows.writer());
  plans.keep(day("2026-03-10"),
             {{WorkKind::collect_instalment, 3, Amount{300}, 1, Amount{50}, Currency::CNY},
              {WorkKind::collect_instalment, 1, Amount{7}, 0, {}, Currency::USD}});
  const auto kept = plans.find(day("2026-03-10"));
  ASSERT_TRUE(kept && kept->size() == 2);
  EXPECT_EQ(kept->at(0).currency, Currency::CNY);
  EXPECT_EQ(kept->at(1).currency, Currency::USD);
  EXPECT_EQ(kept->at(1).amount, (Amount{7}));
}

TEST(PlanStore, KeepsSumsThatLeaveSixtyFourBits) {
  rows::TestRows rows(schema());
  const PlanStore plans(rows.url(), rows.writer());
  WideAmount sum;
  for (int loans = 0; loans < 10'000; ++loans) sum += money::amount_max;
  plans.keep(day("2026-03-10"), {{WorkKind::collect_instalment, 10'000, sum, 0, {}}});
  EXPECT_EQ(plans.find(day("2026-03-10"))->front().amount, sum);
  EXPECT_EQ(to_string(sum), "100000000000000000.00");
}

TEST(PlanStore, TakesThePlansOfAnOlderProgramOver) {
  rows::TestRows rows(schema());
  {
    store::Database database(rows.url());
    database.execute(
        "CREATE TABLE schema_version (part TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL);"
        "INSERT INTO schema_version VALUES ('clock', 1);"
        "CREATE TABLE clock_plan (day INTEGER NOT NULL, kind INTEGER NOT NULL, items INTEGER NOT "
        "NULL, amount INTEGER NOT NULL, lacking INTEGER NOT NULL, amount_lacking INTEGER NOT NULL, "
        "PRIMARY KEY (day, kind))");
    const auto row = [&](int kind, std::int64_t amount, std::int64_t lacking) {
      database.statement("INSERT INTO clock_plan VALUES ($1, $2, 3, $3, 1, $4)")
          .run(day("2026-03-10").days, kind, amount, lacking);
    };
    row(0, 0, 0);
    row(static_cast<int>(WorkKind::collect_instalment), 30'005, 50);
  }
  const PlanStore plans(rows.url(), rows.writer());
  plans.keep(day("2026-03-10"), {});
  const auto moved = plans.find(day("2026-03-10"));
  ASSERT_TRUE(moved && moved->size() == 1);
  EXPECT_EQ(moved->front().amount, (Amount{30'005}));
  EXPECT_EQ(moved->front().amount_lacking, (Amount{50}));
  EXPECT_EQ(moved->front().currency, std::nullopt) << "a sum over all currencies";
}

}  // namespace
}  // namespace tributary::clock
