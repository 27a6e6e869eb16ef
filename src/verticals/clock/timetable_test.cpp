#include "verticals/clock/timetable.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::clock {
namespace {

using money::day;
using What = Due::What;

/// At an hour of a day in Shanghai.
Time at(std::string_view date, std::int32_t hour, std::int32_t minute = 0) {
  return {(day(date).days * std::int64_t{1440} + hour * 60 + minute - 8 * 60) * 60'000};
}

TEST(Timetable, RoundsFollowTheHours) {
  const Timetable table;
  const Date today = day("2026-11-22");
  const auto round = [&](std::int32_t hour, std::int32_t minute) {
    return due_at(table, at("2026-11-22", hour, minute), today);
  };
  EXPECT_EQ(round(0, 0), (Due{What::work, today, "r0", Kinds::without_money()}));
  EXPECT_EQ(round(0, 30), (Due{What::work, today, "r1", Kinds::all()}));
  EXPECT_EQ(round(8, 59).round, "r1");
  EXPECT_EQ(round(9, 0).round, "r2");
  EXPECT_EQ(round(23, 59).round, "r5");
}

TEST(Timetable, MissedDaysComeInOrder) {
  const Timetable table;
  const auto due = due_at(table, at("2026-11-22", 7), day("2026-11-19"));
  EXPECT_EQ(due, (Due{What::finish, day("2026-11-19"), "r5", Kinds::all()}));
  EXPECT_EQ(due_at(table, at("2026-11-22", 7), day("2026-11-15")).what, What::finish);
}

TEST(Timetable, AJumpOfTheClockHasToBeConfirmed) {
  const Timetable table;
  const auto due = due_at(table, at("2026-11-22", 7), day("2026-11-14"));
  EXPECT_EQ(due.what, What::stop);
  EXPECT_EQ(due.day, day("2026-11-22"));
}

TEST(Timetable, AClockBehindCollectsNothing) {
  const Timetable table;
  const auto due = due_at(table, at("2026-11-22", 23), day("2026-11-23"));
  EXPECT_EQ(due, (Due{What::work, day("2026-11-23"), "r0", Kinds::without_money()}));
}

TEST(Timetable, TheFirstDayIsToday) {
  const auto due = due_at(Timetable(), at("2026-11-22", 7), {});
  EXPECT_EQ(due.what, What::begin);
  EXPECT_EQ(due.day, day("2026-11-22"));
}

TEST(TaskIds, SayWhatTheyDo) {
  const Date date = day("2026-11-22");
  EXPECT_EQ(task_id({WorkKind::collect_instalment, date, {17}, {}, 3}, date, "r1"),
            "collect:loan-17:period-3:2026-11-22:r1");
  EXPECT_EQ(task_id({WorkKind::write_off_loan, date, {17}, {}, 0}, date, "m1"),
            "write-off:loan-17:2026-11-22:m1");
  EXPECT_EQ(task_id({WorkKind::collect_receivable, {}, {}, {9}, 0}, date, "r2"),
            "collect-receivable:account-9:2026-11-22:r2");
  EXPECT_EQ(task_id({WorkKind::continue_bounce, {}, {}, {9}, 0, {7}, {5}}, date, "r2"),
            "continue-bounce:account-9:posting-7:payment-5:2026-11-22:r2");
  EXPECT_EQ(task_id({WorkKind::remind_instalment, date + 3, {17}, {}, 3}, date, "r1"),
            "remind:loan-17:period-3:2026-11-25");
  EXPECT_EQ(begin_id(date, date + -1), "begin:2026-11-22:after-2026-11-21");
  EXPECT_EQ(begin_id(date, {}), "begin:2026-11-22:first");
}

}  // namespace
}  // namespace tributary::clock
