#pragma once

#include <optional>

#include "engine/loan.hpp"
#include "protocol/payment.hpp"

/// What a payment of an instalment is made of, and how much of a part can be taken.
namespace tributary::engine {

struct Allocated {
  protocol::InstalmentParts parts;
  Amount fee;  ///< of the period's
  Amount late_fee;

  Amount total() const {
    return parts.principal + parts.interest + parts.late_interest + fee + late_fee;
  }
};

/// Uses `amount` up on what the period still owes, in the loan's order.
/// Needs: no more than that.
Allocated allocate(const LoanPeriod& period, Amount amount, protocol::Allocation order);

/// What the holders have been paid after it.
PaidTotals paid_with(const Loan& loan, const protocol::InstalmentParts& parts);

/// The largest part of `amount` that every holder can be paid of, and that leaves what they can be
/// paid of too, whatever late interest comes to it; nothing if there is none. Who names more never
/// gets less taken: whether a part is taken depends on the part alone. Where claims are so small
/// that not every cent can be tried (`limits::looks_per_part_max`), parts that are not surely large
/// enough are taken in steps of ten cents, a unit, ten units and so on of what the holders get.
/// Needs: a period that the holders are paid of; an amount above zero and within what is left.
std::optional<Amount> largest_part(const Loan& loan, const LoanPeriod& period, Amount amount);

}  // namespace tributary::engine
