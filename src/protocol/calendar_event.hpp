#pragma once

#include <string>
#include <vector>

#include "protocol/types.hpp"

/// Days and time: which days banks work, the business day, the engine's time. As in
/// `event.hpp`, fields are only ever added.
namespace tributary::protocol {

struct CalendarSet {
  static constexpr std::uint16_t number = 12;
  std::string source;
  std::vector<Date> holidays;
  std::vector<Date> working_weekends;
};
BOOST_DESCRIBE_STRUCT(CalendarSet, (), (source, holidays, working_weekends))

struct BusinessDayBegan {
  static constexpr std::uint16_t number = 13;
  Date on;
  std::uint16_t loans_kept_days = 400;  ///< what was over before that many days leaves memory
};
BOOST_DESCRIBE_STRUCT(BusinessDayBegan, (), (on, loans_kept_days))

/// The engine's time stays; until it goes on, listings and days are held against `to`.
struct TimeSetBack {
  static constexpr std::uint16_t number = 60;
  Time to;
};
BOOST_DESCRIBE_STRUCT(TimeSetBack, (), (to))

}  // namespace tributary::protocol
