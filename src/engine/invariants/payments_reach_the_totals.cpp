#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// The payments of a loan that were not taken back go on from one another, from nothing to what the
/// holders have been paid; each schedule that is kept belongs to one of them.
Broken payments_reach_the_totals(const State& state) {
  for (const Loan& loan : state.loans.all()) {
    if (loan.claims.empty()) continue;
    std::string name = "loan " + std::to_string(loan.id.value);
    PaidTotals reached;
    auto schedule = loan.schedules_before.begin();
    std::size_t replaced = 0;
    for (const Payment& payment : loan.payments) {
      if (payment.reversed) continue;
      if (payment.paid_before != reached) return name;
      reached = payment.paid_after;
      if (schedule != loan.schedules_before.end() && schedule->payment == payment.payment) {
        replaced += (schedule++)->periods_replaced;
      }
    }
    if (reached != loan.paid || schedule != loan.schedules_before.end() ||
        replaced != loan.periods_replaced.size()) {
      return name;
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
