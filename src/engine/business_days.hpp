#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/state_hash.hpp"
#include "money/calendar.hpp"
#include "protocol/types.hpp"

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
  /// Where in the journal that was.
  protocol::Sequence calendar_set_at() const { return calendar_set_at_; }
  /// The loan from which on due dates may not follow it yet; none: all do.
  std::optional<protocol::LoanId> due_dates_from() const {
    if (!due_dates_from_) return std::nullopt;
    return due_dates_from_;
  }

  void begin(money::Date on, std::uint16_t loans_kept_days);
  /// Needs: both sorted.
  void set_calendar(std::vector<money::Date> holidays, std::vector<money::Date> working_weekends,
                    protocol::Sequence at);
  /// Those of all loans before `next` follow the calendar; of all, where it is none.
  void due_dates_looked_at(protocol::LoanId next);

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
    std::vector<std::uint64_t> calendar_set{calendar_set_at_, due_dates_from_.value};
    archive.list(calendar_set);
    if constexpr (Archive::loading) {
      if (today.size() == 2) {
        today_ = today[0];
        kept_from_ = today[1];
      }
      if (!loans_kept_days.empty()) loans_kept_days_ = loans_kept_days.front();
      if (calendar_set.size() == 2) {
        calendar_set_at_ = calendar_set[0];
        due_dates_from_ = {calendar_set[1]};
      }
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
  protocol::Sequence calendar_set_at_ = 0;
  protocol::LoanId due_dates_from_;  // zero: all follow it
};

}  // namespace tributary::engine
