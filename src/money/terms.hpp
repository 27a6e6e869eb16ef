#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>

#include "money/amount.hpp"
#include "money/date.hpp"

namespace tributary::money {

/// How a loan is repaid. Numbers are fixed for ever: they stand in journals.
enum class Method : std::uint8_t {
  annuity = 1,          ///< 等额本息
  equal_principal = 2,  ///< 等额本金
  interest_only = 3,    ///< 先息后本
  bullet = 4,           ///< 一次性还本付息
  flat = 5,             ///< 等本等息
};
BOOST_DESCRIBE_ENUM(Method, annuity, equal_principal, interest_only, bullet, flat)

/// How days become a share of a year.
enum class Basis : std::uint8_t {
  thirty_360 = 1,
  act_365 = 2,
  act_360 = 3,
  act_364 = 4,
  act_act = 5
};
BOOST_DESCRIBE_ENUM(Basis, thirty_360, act_365, act_360, act_364, act_act)

enum class Rounding : std::uint8_t { half_up = 1, half_even = 2 };
BOOST_DESCRIBE_ENUM(Rounding, half_up, half_even)

/// Due dates of a loan whose anchor (its start, or an odd first due date) is the 31st: back to the
/// 31st after a short month; or the last day of every month, if the anchor is the last day of one.
enum class MonthEnd : std::uint8_t { anchor = 1, stick = 2 };
BOOST_DESCRIBE_ENUM(MonthEnd, anchor, stick)

/// What moves a payment that falls due on a day banks are closed. Interest counts on as if it had
/// not moved.
enum class BusinessDayRule : std::uint8_t { as_is = 1, next = 2, previous = 3 };
BOOST_DESCRIBE_ENUM(BusinessDayRule, as_is, next, previous)

/// How a monthly loan counts the days of a first period that is shorter or longer than a month, and
/// of a period that a prepayment breaks: by the basis, or, where that is 30/360, the days there
/// are, of a year of 360.
enum class BrokenPeriods : std::uint8_t { by_basis = 1, real_days = 2 };
BOOST_DESCRIBE_ENUM(BrokenPeriods, by_basis, real_days)

enum class PeriodUnit : std::uint8_t { month = 1, week = 2, day = 3 };
BOOST_DESCRIBE_ENUM(PeriodUnit, month, week, day)

/// The distance between two due dates.
struct Period {
  std::int32_t count = 1;
  PeriodUnit unit = PeriodUnit::month;

  friend bool operator==(const Period&, const Period&) = default;
};
BOOST_DESCRIBE_STRUCT(Period, (), (count, unit))

/// What a product says of repayment, whatever the sum and the day. `make_schedule` says what each
/// option does, `find_error` which of them go together.
struct Terms {
  Method method = Method::annuity;
  Rate annual_rate{};
  std::int32_t periods = 12;
  Period every{};
  Basis basis = Basis::thirty_360;
  Amount instalment_unit{1};  ///< the level part of instalments is rounded to a multiple of this
  Rounding rounding = Rounding::half_up;
  MonthEnd month_end = MonthEnd::anchor;
  BusinessDayRule business_days = BusinessDayRule::as_is;
  std::int32_t grace_principal_periods = 0;    ///< first periods that pay interest alone
  std::int32_t interest_deferred_periods = 0;  ///< first periods whose interest is paid later
  std::int32_t interest_free_periods = 0;      ///< first periods that earn no interest
  Amount balloon{};          ///< principal on top of the last level instalment, not in its place
  std::int32_t due_day = 0;  ///< day of the month kept by due dates; 0: the anchor's own
  Amount level_part{};  ///< instead of the computed one: the last instalment takes what is left
  BrokenPeriods broken_periods = BrokenPeriods::by_basis;

  friend bool operator==(const Terms&, const Terms&) = default;
};
BOOST_DESCRIBE_STRUCT(Terms, (),
                      (method, annual_rate, periods, every, basis, instalment_unit, rounding,
                       month_end, business_days, grace_principal_periods, interest_deferred_periods,
                       interest_free_periods, balloon, due_day, level_part, broken_periods))

/// One line of a loan's schedule. The balance after it is what the lines before leave.
struct Instalment {
  Date due;
  Amount principal;
  Amount interest;

  friend bool operator==(const Instalment&, const Instalment&) = default;
};
BOOST_DESCRIBE_STRUCT(Instalment, (), (due, principal, interest))

}  // namespace tributary::money
