#include "verticals/books/schedule.hpp"

#include <algorithm>

namespace tributary::books {

namespace {

PeriodState state_of(const ScheduleLine& line, const LoanRow& loan) {
  if (line.period > loan.last_period) return PeriodState::voided;
  if (line.paid() == line.asked()) {
    return line.paid_on && *line.paid_on > line.due ? PeriodState::paid_late : PeriodState::paid;
  }
  if (loan.state == LoanState::prepaid) return PeriodState::prepaid;
  if (line.compensated_by) return PeriodState::compensated;
  if (loan.state == LoanState::written_off) return PeriodState::overdue;
  if (loan.is_late() && line.due + loan.grace_days < loan.looked_at) return PeriodState::overdue;
  return line.paid() == Amount{} ? PeriodState::pending : PeriodState::partly_paid;
}

/// Periods are paid in their order, so what was collected fills the lines from the first on.
void fill(ScheduleLine& line, Collected& left) {
  const bool before = line.period < left.first_period;
  const auto take = [&](Amount& from, Amount asked) {
    const Amount taken = before ? asked : std::min(from, asked);
    if (!before) from -= taken;
    return taken;
  };
  line.principal_paid = take(left.parts.principal, line.principal);
  line.interest_paid = take(left.parts.interest, line.interest);
  line.late_interest_paid = take(left.parts.late_interest, line.late_interest);
  line.fee_paid = take(left.fee, line.fee);
  line.late_fee_paid = take(left.late_fee, line.late_fee);
}

}  // namespace

std::vector<PlannedInstalment> planned(std::span<const money::Instalment> schedule, Amount fee) {
  std::vector<PlannedInstalment> lines;
  lines.reserve(schedule.size());
  for (const money::Instalment& line : schedule) {
    lines.push_back({line.due, line.principal, line.interest, fee});
  }
  return lines;
}

std::vector<ScheduleLine> schedule_of(const LoanRow& loan,
                                      std::span<const PlannedInstalment> instalments,
                                      std::span<const PeriodServicing> servicing) {
  std::vector<ScheduleLine> lines;
  Collected left = loan.collected;
  for (const PlannedInstalment& instalment : instalments) {
    ScheduleLine& line = lines.emplace_back();
    line.period = static_cast<std::uint32_t>(lines.size());
    line.due = instalment.due;
    line.principal = instalment.principal;
    line.interest = instalment.interest;
    line.fee = instalment.fee;
    if (lines.size() <= servicing.size()) {
      const PeriodServicing& more = servicing[lines.size() - 1];
      line.late_interest = more.late_interest;
      line.late_fee = more.late_fee;
      line.late_interest_waived = more.late_interest_waived;
      line.late_fee_waived = more.late_fee_waived;
      line.waived_for = more.waived_for;
      if (more.paid_on != Date{}) line.paid_on = more.paid_on;
      if (more.payer) line.compensated_by = more.payer;
    }
    fill(line, left);
    line.state = state_of(line, loan);
  }
  return lines;
}

std::vector<ScheduleLine> schedule_of(Snapshot& books, const LoanRow& loan) {
  if (!loan.was_settled()) return {};
  return schedule_of(loan, books.schedule(loan.loan), books.servicing(loan.loan));
}

std::vector<PayoutToCome> to_come(Snapshot& books, const Claim& claim, const LoanRow& loan) {
  std::vector<PayoutToCome> payouts;
  if (!loan.will_pay()) return payouts;
  PaidTotals totals = loan.paid;
  Parts had = received(claim, totals, loan);
  for (const ScheduleLine& line : schedule_of(books, loan)) {
    if (line.paid() == line.asked() || line.compensated_by) continue;
    if (line.state == PeriodState::voided) break;
    const PaidTotals before = totals;
    totals.principal += line.principal - line.principal_paid;
    totals.interest += line.interest - line.interest_paid;
    totals.late_interest += line.late_interest - line.late_interest_paid;
    if (totals == before) continue;
    const Parts then = received(claim, totals, loan);
    payouts.push_back({line.period, line.due, then - had});
    had = then;
  }
  return payouts;
}

}  // namespace tributary::books
