#include "engine/business_days.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace tributary::engine {

using money::Date;

void BusinessDays::begin(Date on, std::uint16_t loans_kept_days) {
  ASSERT(on > today_);
  hash_->remove(full_hash());
  today_ = on;
  loans_kept_days_ = loans_kept_days;
  kept_from_ = std::max(kept_from_, on + -static_cast<std::int32_t>(loans_kept_days));
  hash_->add(full_hash());
}

void BusinessDays::set_calendar(std::vector<Date> holidays, std::vector<Date> working_weekends,
                                protocol::Sequence at) {
  hash_->remove(full_hash());
  const bool same = holidays == holidays_ && working_weekends == working_weekends_;
  if (!same) due_dates_from_ = {1};
  calendar_set_at_ = at;
  holidays_ = std::move(holidays);
  working_weekends_ = std::move(working_weekends);
  calendar_ = {money::saturday_and_sunday, holidays_, working_weekends_};
  hash_->add(full_hash());
}

void BusinessDays::due_dates_looked_at(protocol::LoanId next) {
  hash_->remove(full_hash());
  due_dates_from_ = next;
  hash_->add(full_hash());
}

std::uint64_t BusinessDays::full_hash() const {
  return row_hash(9, static_cast<std::uint64_t>(today_.days), loans_kept_days_,
                  static_cast<std::uint64_t>(kept_from_.days), calendar_set_at_,
                  due_dates_from_.value, base::hash_bytes(std::as_bytes(std::span(holidays_))),
                  base::hash_bytes(std::as_bytes(std::span(working_weekends_))));
}

}  // namespace tributary::engine
