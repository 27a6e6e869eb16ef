#pragma once

#include <bitset>
#include <string>
#include <vector>

#include "money/date.hpp"
#include "money/terms.hpp"

namespace tributary::money {

/// Days of the week on which nobody works, by `std::chrono::weekday::c_encoding`: bit 0 is Sunday.
using Weekend = std::bitset<7>;
inline constexpr Weekend saturday_and_sunday{0b1000001};

/// Which days banks work. Without data it knows weekends alone: Monday to Friday are business days.
class Calendar {
 public:
  Calendar() = default;

  /// `working_weekends` are weekend days worked in exchange for a holiday (调休).
  /// Needs: at least one working day a week; asserted.
  Calendar(Weekend weekend, std::vector<Date> holidays, std::vector<Date> working_weekends = {});

  bool is_business_day(Date) const;

  /// The day on which what falls due on `date` is paid.
  /// Source: 2006 ISDA Definitions §4.12, "Following" and "Preceding".
  Date adjust(Date date, BusinessDayRule) const;

  /// How a quote names it: "weekends and holidays to 2027-10-07", the last day that it knows;
  /// "none" when it knows weekends alone.
  std::string name() const;

  friend bool operator==(const Calendar&, const Calendar&) = default;

 private:
  Weekend weekend_ = saturday_and_sunday;
  std::vector<Date> holidays_;          // sorted
  std::vector<Date> working_weekends_;  // sorted
};

}  // namespace tributary::money
