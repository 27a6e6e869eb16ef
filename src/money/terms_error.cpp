#include "money/terms_error.hpp"

#include "base/assert.hpp"
#include "money/loan_periods.hpp"

namespace tributary::money {
namespace {

template <class Enum>
bool between(Enum first, Enum value, Enum last) {
  return first <= value && value <= last;
}

bool has_unknown_choice(const Terms& terms) {
  return !between(Method::annuity, terms.method, Method::flat) ||
         !between(Basis::thirty_360, terms.basis, Basis::act_act) ||
         !between(Rounding::half_up, terms.rounding, Rounding::half_even) ||
         !between(MonthEnd::anchor, terms.month_end, MonthEnd::stick) ||
         !between(BusinessDayRule::as_is, terms.business_days, BusinessDayRule::previous) ||
         !between(BrokenPeriods::by_basis, terms.broken_periods, BrokenPeriods::real_days) ||
         !between(PeriodUnit::month, terms.every.unit, PeriodUnit::day);
}

/// Whether principal comes back in level parts, which a unit, a grace and a balloon can shape.
bool repays_in_parts(Method method) {
  return method != Method::interest_only && method != Method::bullet;
}

}  // namespace

std::optional<TermsError> find_error(const Terms& terms) {
  using enum TermsError;
  const auto is_count = [&](std::int32_t periods, std::int32_t last) {
    return between(0, periods, last);
  };
  const bool in_parts = repays_in_parts(terms.method);
  if (has_unknown_choice(terms)) return unknown_choice;
  if (!between(Rate{0}, terms.annual_rate, annual_rate_max)) return annual_rate_out_of_range;
  if (!between(1, terms.periods, periods_max)) return periods_out_of_range;
  if (!between(1, terms.every.count, period_count_max)) return period_length_out_of_range;
  const std::int32_t due_day_max = terms.every.unit == PeriodUnit::month ? 31 : 0;
  if (!between(0, terms.due_day, due_day_max)) return due_day_out_of_range;
  if (!between(Amount{1}, terms.instalment_unit, amount_max)) return instalment_unit_out_of_range;
  if (!in_parts && terms.instalment_unit != Amount{1}) return instalment_unit_does_not_fit_method;
  if (!is_count(terms.grace_principal_periods, terms.periods - 1)) return grace_out_of_range;
  if (!in_parts && terms.grace_principal_periods != 0) return grace_does_not_fit_method;
  if (!is_count(terms.interest_deferred_periods, terms.periods - 1)) {
    return interest_deferral_out_of_range;
  }
  if (terms.method == Method::bullet && terms.interest_deferred_periods != 0) {
    return interest_deferral_does_not_fit_method;
  }
  if (!is_count(terms.interest_free_periods, terms.periods)) {
    return interest_free_periods_out_of_range;
  }
  if (!between(Amount{0}, terms.balloon, amount_max)) return balloon_out_of_range;
  if (!in_parts && terms.balloon != Amount{0}) return balloon_does_not_fit_method;
  if (!between(Amount{0}, terms.level_part, amount_max)) return level_part_out_of_range;
  if (!in_parts && terms.level_part != Amount{0}) return level_part_does_not_fit_method;
  const bool counts_months =
      terms.basis == Basis::thirty_360 && terms.every.unit == PeriodUnit::month;
  if (!counts_months && terms.broken_periods != BrokenPeriods::by_basis) {
    return broken_periods_do_not_fit_basis;
  }
  return std::nullopt;
}

std::optional<TermsError> find_error(const Terms& terms, Amount principal, Date start,
                                     std::optional<Date> first_due) {
  using enum TermsError;
  if (const auto error = find_error(terms)) return error;
  if (terms.balloon >= principal && terms.balloon != Amount{0}) return balloon_out_of_range;
  if (!between(Amount{1}, principal, amount_max)) return principal_out_of_range;
  if (!between(start_min, start, start_max)) return start_out_of_range;
  if (first_due && *first_due <= start) return first_due_out_of_range;
  const LoanPeriods periods(terms, start, first_due);
  if (first_due && periods.period_end(1) != *first_due) return first_due_out_of_range;
  if (periods.period_end(terms.periods) - start > term_days_max) return term_too_long;
  return std::nullopt;
}

Date latest_first_due(const Terms& terms, Date paid_out) {
  return LoanPeriods(terms, paid_out, std::nullopt).period_end(2);
}

std::string_view explain(TermsError error) {
  using enum TermsError;
  switch (error) {
    case unknown_choice:
      return "a choice among the terms is none of those offered";
    case annual_rate_out_of_range:
      return "the annual rate must lie between 0 and 1000 percent";
    case periods_out_of_range:
      return "a loan has 1 to 600 periods";
    case period_length_out_of_range:
      return "a period has 1 to 366 months, weeks or days";
    case due_day_out_of_range:
      return "the due day must lie between 1 and 31, or be 0 for that of the start; only periods "
             "of "
             "months have another";
    case instalment_unit_out_of_range:
      return "the instalment unit must lie between 0.01 and 10000000000000.00";
    case instalment_unit_does_not_fit_method:
      return "an instalment unit needs a method with level instalments";
    case grace_out_of_range:
      return "a grace on principal must end before the last period";
    case grace_does_not_fit_method:
      return "a grace on principal needs a method that repays principal in instalments";
    case interest_deferral_out_of_range:
      return "deferred interest must fall due in the last period or before";
    case interest_deferral_does_not_fit_method:
      return "a bullet loan pays all its interest last; there is none to defer";
    case interest_free_periods_out_of_range:
      return "a loan cannot have more interest-free periods than periods";
    case balloon_out_of_range:
      return "the balloon must be at least 0 and less than the principal";
    case balloon_does_not_fit_method:
      return "a balloon needs a method that repays principal in instalments";
    case principal_out_of_range:
      return "the principal must lie between 0.01 and 10000000000000.00";
    case start_out_of_range:
      return "the loan must start between 1900-01-01 and 2199-12-31";
    case first_due_out_of_range:
      return "the first due date must come after the start, at most two periods later, and on the "
             "due day if there is one";
    case term_too_long:
      return "a loan may last a hundred years at most";
    case due_dates_do_not_increase:
      return "moved to business days, two instalments would fall due on one day, or one on the "
             "first";
    case instalment_rounds_to_zero:
      return "the principal is too small for so many instalments, or their unit too coarse";
    case instalment_below_interest:
      return "a level instalment would not cover the interest of each period; choose fewer periods "
             "or a finer unit";
    case repaid_before_last_instalment:
      return "rounded instalments would repay the loan before the last one; choose fewer periods "
             "or a finer unit";
    case fee_withheld_out_of_range:
      return "the fee withheld must be at least 0 and less than 100 percent";
    case bid_out_of_range:
      return "the bid must be positive and lie within the principal";
    case interest_fee_out_of_range:
      return "the fee on interest must lie between 0 and 100 percent";
    case fee_out_of_range:
      return "each fee must lie between 0 and 100 percent, those due with an instalment also "
             "together, and prepayment_days between 0 and 366";
    case fees_exceed_principal:
      return "the fees withheld together must be less than the principal";
    case level_part_out_of_range:
      return "a level part must be at least 0, which lets it be computed";
    case level_part_does_not_fit_method:
      return "a level part needs a method that repays principal in instalments";
    case broken_periods_do_not_fit_basis:
      return "only 30/360 with periods of months can count the real days of broken periods";
    case principals_do_not_fit_terms:
      return "principals that are named leave no room for a grace, a balloon, a level part or an "
             "instalment unit";
    case principals_do_not_add_up:
      return "principals are none of them below zero, the last above it, and add up to the "
             "principal";
    case principals_do_not_fit_periods:
      return "principals are one for each instalment: as many as there are periods, of a bullet "
             "loan "
             "one";
  }
  ASSERT(false);
}

std::string_view explain_in_chinese(TermsError error) {
  using enum TermsError;
  switch (error) {
    case unknown_choice:
      return "条款中有不提供的选项";
    case annual_rate_out_of_range:
      return "年利率须在 0 至 1000% 之间";
    case periods_out_of_range:
      return "期数须为 1 至 600";
    case period_length_out_of_range:
      return "每期须为 1 至 366 个月、周或日";
    case due_day_out_of_range:
      return "还款日须为 1 至 31，或为 0 即与起始日相同；只有按月的期次可以另定";
    case instalment_unit_out_of_range:
      return "每期金额的取整单位须在 0.01 至 10000000000000.00 之间";
    case instalment_unit_does_not_fit_method:
      return "只有等额还款方式可以设取整单位";
    case grace_out_of_range:
      return "本金宽限须在最后一期之前结束";
    case grace_does_not_fit_method:
      return "只有分期还本的方式可以设本金宽限";
    case interest_deferral_out_of_range:
      return "递延的利息最迟须在最后一期支付";
    case interest_deferral_does_not_fit_method:
      return "一次性还本付息的利息本就在最后支付，无可递延";
    case interest_free_periods_out_of_range:
      return "免息期数不能超过总期数";
    case balloon_out_of_range:
      return "尾款须不小于 0 且小于本金";
    case balloon_does_not_fit_method:
      return "只有分期还本的方式可以设尾款";
    case principal_out_of_range:
      return "本金须在 0.01 至 10000000000000.00 之间";
    case start_out_of_range:
      return "起始日须在 1900-01-01 至 2199-12-31 之间";
    case first_due_out_of_range:
      return "首个还款日须在起始日之后、两期之内，设有还款日的须与之相符";
    case term_too_long:
      return "借款期限最长一百年";
    case due_dates_do_not_increase:
      return "顺延或提前至工作日后，两期会落在同一日，或落在起始日";
    case instalment_rounds_to_zero:
      return "本金相对于期数过小，或取整单位过大";
    case instalment_below_interest:
      return "每期金额不足以支付利息；请减少期数或取更小的单位";
    case repaid_before_last_instalment:
      return "取整后的每期金额会提前还清；请减少期数或取更小的单位";
    case fee_withheld_out_of_range:
      return "预扣费率须不小于 0 且小于 100%";
    case bid_out_of_range:
      return "投标金额须大于零且不超过本金";
    case interest_fee_out_of_range:
      return "利息管理费率须在 0 至 100% 之间";
    case fee_out_of_range:
      return "各项费率须在 0 至 100% 之间，随分期收取的各项合计亦然；prepayment_days 须在 0 至 366 "
             "之间";
    case fees_exceed_principal:
      return "放款时扣收的费用合计须小于本金";
    case level_part_out_of_range:
      return "每期固定金额须不小于 0；为 0 即由系统计算";
    case level_part_does_not_fit_method:
      return "只有分期还本的方式可以设每期固定金额";
    case broken_periods_do_not_fit_basis:
      return "只有按月且基准为 30/360 时，零头期才可按实际天数计息";
    case principals_do_not_fit_terms:
      return "逐期列明本金时，不可再设宽限期、尾款、每期固定金额或取整单位";
    case principals_do_not_add_up:
      return "各期本金不得为负，末期须大于零，且合计等于借款本金";
    case principals_do_not_fit_periods:
      return "须逐期列出本金，笔数等于期数；一次性还本付息为一笔";
  }
  ASSERT(false);
}

}  // namespace tributary::money
