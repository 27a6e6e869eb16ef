#include "verticals/clock/timetable.hpp"

#include <algorithm>

namespace tributary::clock {

namespace {

std::string round_name(std::size_t slots_passed) { return "r" + std::to_string(slots_passed); }

}  // namespace

Due due_at(const Timetable& table, Time now, Date business_day) {
  const vertical::LocalTime local = local_time(now, table.offset);
  if (business_day == Date{}) return {Due::What::begin, local.date, {}, {}};
  const std::int32_t days_ahead = local.date - business_day;
  if (days_ahead > table.catch_up_days) return {Due::What::stop, local.date, {}, {}};
  const std::size_t all = table.collect_at.size();
  if (days_ahead > 0) return {Due::What::finish, business_day, round_name(all), Kinds::all()};
  const auto passed = static_cast<std::size_t>(
      std::ranges::count_if(table.collect_at, [&](auto slot) { return slot <= local.minute; }));
  // A business day that was begun ahead of the clock waits for its hours.
  const std::size_t round = days_ahead < 0 ? 0 : passed;
  return {Due::What::work, business_day, round_name(round),
          round == 0 ? Kinds::without_money() : Kinds::all()};
}

}  // namespace tributary::clock
