#pragma once

#include <cstdint>
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
  /// After its end, everything is kept so long.
  std::uint16_t loans_kept_days() const { return loans_kept_days_; }
  /// What was over before that day has left. It never goes back: what has left cannot return.
  money::Date kept_from() const { return kept_from_; }
  /// Weekends alone until a calendar was set.
  const money::Calendar& calendar() const { return calendar_; }

  void begin(money::Date on, std::uint16_t loans_kept_days);
  /// Needs: both sorted.
  void set_calendar(std::vector<money::Date> holidays, std::vector<money::Date> working_weekends);

  std::uint64_t full_hash() const;

  template <class Archive>
  void exchange(Archive& archive) {
    // As rows of their own: archives take lists of rows.
    std::vector<money::Date> today{today_, kept_from_};
    std::vector<std::uint16_t> loans_kept_days{loans_kept_days_};
    archive.list(today);
    archive.list(loans_kept_days);
    archive.list(holidays_);
    archive.list(working_weekends_);
    if constexpr (Archive::loading) {
      if (today.size() == 2) {
        today_ = today[0];
        kept_from_ = today[1];
      }
      if (!loans_kept_days.empty()) loans_kept_days_ = loans_kept_days.front();
      calendar_ = {money::saturday_and_sunday, holidays_, working_weekends_};
    }
  }

 private:
  StateHash* hash_;
  money::Date today_;
  money::Date kept_from_;
  std::uint16_t loans_kept_days_ = 400;
  std::vector<money::Date> holidays_;          // sorted
  std::vector<money::Date> working_weekends_;  // sorted
  money::Calendar calendar_;
};

}  // namespace tributary::engine
