#pragma once

#include "verticals/books/snapshot.hpp"

/// A loan's schedule with what was paid of it, and what it still brings a claim.
namespace tributary::books {

enum class PeriodState : std::uint8_t {
  pending = 1,
  partly_paid = 2,
  paid = 3,
  prepaid = 4,  ///< what it still asked for fell away when the loan was prepaid
};
BOOST_DESCRIBE_ENUM(PeriodState, pending, partly_paid, paid, prepaid)

struct ScheduleLine {
  std::uint32_t period = 0;
  Date due;
  PeriodState state{};
  Amount principal;
  Amount interest;
  Amount fee;  ///< the borrower's service fee
  Amount principal_paid;
  Amount interest_paid;
  Amount fee_paid;
};
BOOST_DESCRIBE_STRUCT(ScheduleLine, (),
                      (period, due, state, principal, interest, fee, principal_paid, interest_paid,
                       fee_paid))

/// The schedule as it stands; empty before settlement.
std::vector<ScheduleLine> schedule_of(Snapshot& books, const LoanRow& loan);

/// What one period will bring a claim if nobody pays early.
struct PayoutToCome {
  std::uint32_t period = 0;
  Date due;
  Parts parts;
};
BOOST_DESCRIBE_STRUCT(PayoutToCome, (), (period, due, parts))

/// What the schedule still brings `claim`, with the cuts and roundings of the payouts that will be
/// made. Needs: a settled loan.
std::vector<PayoutToCome> to_come(Snapshot& books, const Claim& claim, const LoanRow& loan);

}  // namespace tributary::books
