#pragma once

#include <span>
#include <string>

#include "verticals/books/snapshot.hpp"

/// A loan's schedule with what was paid of it, and what it still brings a claim.
namespace tributary::books {

enum class PeriodState : std::uint8_t {
  pending,
  partly_paid,
  paid,
  prepaid,  ///< what it still asked for fell away when the loan was prepaid
  overdue,
  paid_late,
  compensated,  ///< the holders were paid in the borrower's place, who owes it to the payer
  voided,       ///< one line before it took its place when everything left became due
};
BOOST_DESCRIBE_ENUM(PeriodState, pending, partly_paid, paid, prepaid, overdue, paid_late,
                    compensated, voided)

struct ScheduleLine {
  std::uint32_t period = 0;
  Date due;
  PeriodState state{};
  Amount principal;
  Amount interest;
  Amount fee;            ///< the borrower's: service and guarantee fee
  Amount late_interest;  ///< charged so far and not waived
  Amount late_fee;       ///< charged so far and not waived
  Amount principal_paid;
  Amount interest_paid;
  Amount fee_paid;
  Amount late_interest_paid;
  Amount late_fee_paid;
  std::optional<Date> paid_on;              ///< the day its last part came
  std::optional<AccountId> compensated_by;  ///< who paid the holders in the borrower's place
  Amount late_interest_waived;
  Amount late_fee_waived;
  std::string waived_for;  ///< what was said of the last waiver

  Amount asked() const { return principal + interest + fee + late_interest + late_fee; }
  Amount paid() const {
    return principal_paid + interest_paid + fee_paid + late_interest_paid + late_fee_paid;
  }
  /// Whether the borrower should have paid it by now and has not.
  bool is_behind() const {
    return state == PeriodState::overdue || state == PeriodState::compensated;
  }
};
BOOST_DESCRIBE_STRUCT(ScheduleLine, (),
                      (period, due, state, principal, interest, fee, late_interest, late_fee,
                       principal_paid, interest_paid, fee_paid, late_interest_paid, late_fee_paid,
                       paid_on, compensated_by, late_interest_waived, late_fee_waived, waived_for))

/// The lines of a schedule, each with the same fee.
std::vector<PlannedInstalment> planned(std::span<const money::Instalment> schedule, Amount fee);

/// The lines of a settled loan's schedule as they stand.
std::vector<ScheduleLine> schedule_of(const LoanRow& loan,
                                      std::span<const PlannedInstalment> instalments,
                                      std::span<const PeriodServicing> servicing);

/// The schedule as it stands; empty before settlement.
std::vector<ScheduleLine> schedule_of(Snapshot& books, const LoanRow& loan);

/// What one period will bring a claim if everybody pays as scheduled.
struct PayoutToCome {
  std::uint32_t period = 0;
  Date due;
  Parts parts;
};
BOOST_DESCRIBE_STRUCT(PayoutToCome, (), (period, due, parts))

/// What the schedule still brings `claim`, with the cuts and roundings of the payouts that will be
/// made; nothing of a loan that was written off. Needs: a settled loan.
std::vector<PayoutToCome> to_come(Snapshot& books, const Claim& claim, const LoanRow& loan);

}  // namespace tributary::books
