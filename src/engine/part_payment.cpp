#include "engine/part_payment.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "engine/payout.hpp"

namespace tributary::engine {

Allocated allocate(const LoanPeriod& period, Amount amount, protocol::Allocation order) {
  Allocated payment;
  const auto take = [&](Amount& part, Amount owed) {
    part = std::min(amount, owed);
    amount -= part;
  };
  const auto take_fees = [&] {
    take(payment.service_fee, period.fee - period.fee_paid);
    take(payment.late_fee, period.late_fee - period.late_fee_paid);
  };
  if (order == protocol::Allocation::fee_penalty_interest_principal) {
    take_fees();
    take(payment.parts.late_interest, period.late_interest_left());
    take(payment.parts.interest, period.interest_left());
    take(payment.parts.principal, period.principal_left());
  } else {
    take(payment.parts.principal, period.principal_left());
    take(payment.parts.interest, period.interest_left());
    take(payment.parts.late_interest, period.late_interest_left());
    take_fees();
  }
  ASSERT(amount == Amount{});
  return payment;
}

PaidTotals paid_with(const Loan& loan, const protocol::InstalmentParts& parts) {
  PaidTotals paid = loan.paid;
  paid.principal += parts.principal;
  paid.interest += parts.interest;
  paid.late_interest += parts.late_interest;
  return paid;
}

namespace {

/// Whether the part can be taken. Late interest that comes to the rest may cost a claim one cent in
/// rounding, so the rest has to bring each of them one without it.
bool can_be_taken(const Loan& loan, const LoanPeriod& period, Amount amount) {
  const protocol::InstalmentParts parts = allocate(period, amount, loan.allocation).parts;
  const PaidTotals paid = paid_with(loan, parts);
  if (!reaches_all(loan, loan.paid, paid)) return false;
  PaidTotals rest = paid;
  rest.principal += period.principal_left() - parts.principal;
  rest.interest += period.interest_left() - parts.interest;
  const bool grows = rest != paid && loan.late.interest != Rate{};
  if (rest == paid) rest.late_interest += period.late_interest_left() - parts.late_interest;
  return reaches_all(loan, paid, rest, Amount{grows ? 1 : 0});
}

}  // namespace

std::optional<Amount> largest_part(const Loan& loan, const LoanPeriod& period, Amount amount) {
  const auto fits = [&](Amount below) { return can_be_taken(loan, period, amount - below); };
  if (fits(Amount{})) return amount;
  Amount too_near;
  Amount below{1};
  while (below < amount && !fits(below)) {
    too_near = below;
    below = below + below;
  }
  if (below >= amount) return std::nullopt;
  while (below - too_near > Amount{1}) {
    const Amount middle{(below + too_near).minor / 2};
    (fits(middle) ? below : too_near) = middle;
  }
  return amount - below;
}

}  // namespace tributary::engine
