#pragma once

#include <vector>

#include "engine/state_hash.hpp"
#include "money/calendar.hpp"

namespace tributary::engine {

/// Which day it is for the business, begun by command, and which days banks are closed.
class BusinessDays {
 public:
  explicit BusinessDays(StateHash& hash) : hash_(&hash) { hash_->add(full_hash()); }

  /// The present business day; day zero before the first.
  money::Date today() const { return today_; }
  bool begun() const { return today_ != money::Date{}; }
  /// Weekends alone until a calendar was set.
  const money::Calendar& calendar() const { return calendar_; }

  void begin(money::Date on);
  /// Needs: both sorted.
  void set_calendar(std::vector<money::Date> holidays, std::vector<money::Date> working_weekends);

  std::uint64_t full_hash() const;

  template <class Archive>
  void exchange(Archive& archive) {
    // As a row of its own: archives take lists of rows.
    std::vector<money::Date> today{today_};
    archive.list(today);
    archive.list(holidays_);
    archive.list(working_weekends_);
    if constexpr (Archive::loading) {
      today_ = today.empty() ? money::Date{} : today.front();
      calendar_ = {money::saturday_and_sunday, holidays_, working_weekends_};
    }
  }

 private:
  StateHash* hash_;
  money::Date today_;
  std::vector<money::Date> holidays_;          // sorted
  std::vector<money::Date> working_weekends_;  // sorted
  money::Calendar calendar_;
};

}  // namespace tributary::engine
