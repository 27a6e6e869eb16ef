#include "engine/business_days.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::BusinessDayRule;
using money::day;

TEST(BusinessDays, KeepTheirHashByDifference) {
  StateHash hash;
  BusinessDays days{hash};
  EXPECT_EQ(hash.value(), days.full_hash());
  EXPECT_FALSE(days.begun());
  days.begin(day("2024-01-15"), 400);
  EXPECT_EQ(hash.value(), days.full_hash());
  EXPECT_EQ(days.today(), day("2024-01-15"));
  const std::uint64_t before = days.full_hash();
  days.set_calendar({day("2024-02-12")}, {}, 1);
  EXPECT_EQ(hash.value(), days.full_hash());
  EXPECT_NE(days.full_hash(), before);
  const std::uint64_t with_holiday = days.full_hash();
  days.set_calendar({}, {day("2024-02-18")}, 1);
  EXPECT_NE(days.full_hash(), with_holiday);
  days.set_calendar({}, {}, 0);
  EXPECT_EQ(hash.value(), days.full_hash());
  EXPECT_EQ(days.due_dates_from(), protocol::LoanId{1});
  const std::uint64_t to_be_moved = days.full_hash();
  days.due_dates_looked_at({7});
  EXPECT_EQ(hash.value(), days.full_hash());
  EXPECT_EQ(days.due_dates_from(), protocol::LoanId{7});
  EXPECT_NE(days.full_hash(), to_be_moved);
  days.due_dates_looked_at({});
  EXPECT_EQ(days.due_dates_from(), std::nullopt);
  EXPECT_EQ(days.full_hash(), before);
  days.set_calendar({}, {}, 9);
  EXPECT_EQ(days.due_dates_from(), std::nullopt) << "nothing is another";
  EXPECT_EQ(days.calendar_set_at(), 9U);
  EXPECT_NE(days.full_hash(), before);
}

TEST(BusinessDays, ComeBackFromASnapshot) {
  TestMarket market;
  market.must(protocol::SetCalendar{"", {day("2024-02-12")}, {day("2024-02-18")}});
  market.must(protocol::BeginBusinessDay{day("2024-02-10")});
  const auto back = loaded(saved(market.state()));
  const BusinessDays& days = back->state().days;
  EXPECT_EQ(days.today(), day("2024-02-10"));
  EXPECT_EQ(days.calendar().adjust(day("2024-02-12"), BusinessDayRule::next), day("2024-02-13"));
  EXPECT_TRUE(days.calendar().is_business_day(day("2024-02-18")));
}

TEST(BusinessDays, TakeACalendarOfAnyAllowedSize) {
  TestMarket market;
  protocol::SetCalendar command;
  for (std::size_t i = 0; i < limits::calendar_days_max; ++i) {
    command.holidays.push_back(day("2024-01-01") + static_cast<std::int32_t>(i));
  }
  EXPECT_EQ(market.send(staff, command), Refusal::none);
  command.holidays.push_back(command.holidays.back() + 1);
  EXPECT_EQ(market.send(staff, command), Refusal::calendar_invalid);
}

/// A platform whose clock stands still unless the test says so.
class NewDayTest : public testing::Test {
 protected:
  Refusal begin(std::string_view on, std::optional<std::string_view> confirmed = std::nullopt) {
    protocol::BeginBusinessDay command{day(on), {}};
    if (confirmed) command.confirmed_on = day(*confirmed);
    return platform_.send(approved_staff, command);
  }
  void set_clock(std::string_view date, int hour) {
    platform_.at({(day(date).days * std::int64_t{24} + hour) * 3'600'000});
  }

  TestPlatform platform_;
};

TEST_F(NewDayTest, TheFirstIsAPresentOneOrConfirmed) {
  set_clock("2024-02-10", 9);
  EXPECT_EQ(begin("2024-02-08"), Refusal::business_day_not_confirmed);
  EXPECT_EQ(begin("2024-02-11"), Refusal::business_day_not_confirmed);
  EXPECT_EQ(begin("2024-02-11", "2024-02-12"), Refusal::business_day_not_confirmed);
  EXPECT_EQ(begin("2001-02-08", "2001-02-08"), Refusal::none);
  EXPECT_EQ(begin("2001-02-09"), Refusal::none) << "days missed are caught up";
}

TEST_F(NewDayTest, IsReachedFirstInTheEastAndLastInTheWest) {
  set_clock("2024-02-09", 9);
  EXPECT_EQ(begin("2024-02-10"), Refusal::business_day_not_confirmed);
  set_clock("2024-02-09", 10);
  EXPECT_EQ(begin("2024-02-10"), Refusal::none);
  TestPlatform west;
  west.at({(day("2024-02-10").days * std::int64_t{24} + 36) * 3'600'000 - 1});
  EXPECT_EQ(west.send(staff, protocol::BeginBusinessDay{day("2024-02-10")}), Refusal::none);
  TestPlatform later;
  later.at({(day("2024-02-10").days * std::int64_t{24} + 36) * 3'600'000});
  EXPECT_EQ(later.send(staff, protocol::BeginBusinessDay{day("2024-02-10")}),
            Refusal::business_day_not_confirmed);
}

TEST_F(NewDayTest, MayBeAnyDayThereIsIfConfirmed) {
  constexpr Date last{std::numeric_limits<std::int32_t>::max()};
  EXPECT_EQ(platform_.send(approved_staff, protocol::BeginBusinessDay{last, last}), Refusal::none);
  EXPECT_EQ(platform_.send(approved_staff, protocol::BeginBusinessDay{last, last}),
            Refusal::business_day_goes_back);
  platform_.at({std::numeric_limits<std::int64_t>::max() / 2});
  EXPECT_EQ(present_days(platform_.state().time()).last, last);
}

}  // namespace
}  // namespace tributary::engine
