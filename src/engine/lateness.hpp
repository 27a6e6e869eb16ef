#pragma once

#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "engine/payout.hpp"
#include "protocol/refusal.hpp"

/// What a loan that is not paid on time owes more from day to day, and when others step in.
namespace tributary::engine {

/// Whether the period is unpaid after its grace days.
bool is_overdue(const Loan& loan, const LoanPeriod& period, Date day);
bool has_overdue_period(const Loan& loan, Date day);

/// Whether the borrower is to be told on `day` of a period due within `days`: once.
bool can_be_reminded(const LoanPeriod& period, Date day, std::int32_t days);

/// What a day of late interest costs by these rules, with terms of this annual rate.
/// Rounds: a multiple of the contract's rate to the nearest ppm a year.
money::DailyRate late_interest_rate(const protocol::LateRules& rules, Rate annual_rate);
/// Whether it is the rate of some terms, and a day of late interest no more than may be charged.
bool is_possible_late_rate(const protocol::LateRules& rules, Rate annual_rate);
bool charges_late_interest(const protocol::LateRules& rules);

/// Whether unpaid instalments of the loan cost anything a day.
bool charges_by_the_day(const Loan& loan);

/// What brings the late interest and overdue fee of each overdue period up to `day`: for each day
/// since the last charge, or since the grace ended, the same share of the principal and interest
/// left, rounded half up on the sum of all days; thirty days at once are thirty single ones.
/// Nothing is charged on late interest itself, and nothing is told of what a waiver still covers.
/// Periods that were charged to `day` are left out. Errors: amount_exceeds_limit if that is more
/// than any amount may be.
std::expected<std::vector<protocol::LateCharge>, protocol::Refusal> late_charges(const Loan& loan,
                                                                                 Date day);

/// Charges one period up to `day`, as `late_charges` told.
void add_charge(Loan& loan, const protocol::LateCharge& charge, Date day);

/// Charges what is overdue up to `day`, as an assessment would, and gives what that is: nothing
/// where an assessment would be refused, as more would be owed than any amount may be.
std::vector<protocol::LateCharge> charge_up_to(Loan& loan, Date day);

/// Both of them, by period; without what comes to nothing.
std::vector<protocol::LateCharge> sum_of(std::vector<protocol::LateCharge> charges,
                                         std::span<const protocol::LateCharge> more);

/// A loan as it was on an earlier day, so that what happened then can be entered now. What was
/// charged after that day is taken off.
class AsOf {
 public:
  /// Needs: no payment that stands is of a later day.
  AsOf(Loan& loan, Date day);
  const std::vector<protocol::LateCharge>& taken_off() const { return taken_off_; }
  /// Charges what is overdue up to the day that the loan was assessed to. Gives by how much each
  /// period differs from what it was. Needs: no period was replaced.
  std::vector<protocol::LateCharge> charge_again();

 private:
  Loan& loan_;
  std::vector<LoanPeriod> before_;  ///< only where something was waived
  std::vector<protocol::LateCharge> taken_off_;
};

/// Whether no overdue period has days to be charged for, up to `day`. A loan that was written off,
/// or that charges nothing, has none.
bool is_assessed(const Loan& loan, Date day);

/// What the period owes less once so much is waived of it in all; more where that is less than
/// before.
protocol::LateCharge waive(LoanPeriod& period, std::uint32_t number, Amount late_interest,
                           Amount late_fee);

/// The state of a settled loan by its periods, one of which is as given. A loan that was written
/// off stays so until all is paid.
LoanState state_with(const Loan& loan, std::uint32_t number, const LoanPeriod& period);
LoanState state_by_periods(const Loan& loan);

/// All that falls due after `day` as one instalment due on it, with the interest that a prepayment
/// would ask for and without fees; nothing if everything is due.
struct Collapsed {
  std::uint32_t periods_kept = 0;
  std::optional<money::Instalment> everything;
};
Collapsed collapse(const Loan& loan, Date day);
/// Puts `everything` in the place of what was not yet due.
void replace_rest(Loan& loan, const std::optional<money::Instalment>& everything);

/// From when the days count after which a compensation or a write-off follows: the due date, or the
/// day on which a payment was last taken back, because until then there was nothing to pay. Late
/// interest counts from the due date all the same.
Date unpaid_since(const Loan& loan, const LoanPeriod& period);

/// The first day on which others pay an instalment that is still unpaid, if that is agreed on.
Date compensated_from(const Loan& loan, const LoanPeriod& period);

/// What a compensation on `day` pays, by the loan's rules; nothing if none is agreed on or due.
/// None is due while the borrower has money that stands in the gap: he would pay if he could; and
/// none where nothing but late interest and fees is left of what fell due.
struct Compensation {
  AccountId payer;
  std::uint32_t first_period = 0;
  std::uint32_t last_period = 0;
  std::optional<money::Instalment> everything;
  PaidTotals paid_after;
};
std::optional<Compensation> compensation_due(const State& state, const Loan& loan, Date day);

/// Not while the borrower has money that stands in the gap.
bool write_off_due(const State& state, const Loan& loan, Date day);

}  // namespace tributary::engine
