#include "verticals/books/schedule.hpp"

#include <algorithm>

namespace tributary::books {

namespace {

PeriodState state_of(const ScheduleLine& line, const LoanRow& loan) {
  const Amount asked = line.principal + line.interest + line.fee;
  const Amount paid = line.principal_paid + line.interest_paid + line.fee_paid;
  if (paid == asked) return PeriodState::paid;
  if (loan.state == LoanState::prepaid) return PeriodState::prepaid;
  return paid == Amount{} ? PeriodState::pending : PeriodState::partly_paid;
}

}  // namespace

std::vector<ScheduleLine> schedule_of(Snapshot& books, const LoanRow& loan) {
  std::vector<ScheduleLine> lines;
  if (!loan.was_settled()) return lines;
  // Periods are paid in their order, so what was collected fills the lines from the first on.
  Collected left = loan.collected;
  const auto take = [](Amount& from, Amount asked) {
    const Amount taken = std::min(from, asked);
    from -= taken;
    return taken;
  };
  for (const money::Instalment& instalment : books.schedule(loan.loan)) {
    ScheduleLine& line = lines.emplace_back();
    line.period = static_cast<std::uint32_t>(lines.size());
    line.due = instalment.due;
    line.principal = instalment.principal;
    line.interest = instalment.interest;
    line.fee = loan.fee_per_period;
    const bool before = line.period < left.first_period;
    line.principal_paid = before ? line.principal : take(left.principal, line.principal);
    line.interest_paid = before ? line.interest : take(left.interest, line.interest);
    line.fee_paid = before ? line.fee : take(left.fee, line.fee);
    line.state = state_of(line, loan);
  }
  return lines;
}

std::vector<PayoutToCome> to_come(Snapshot& books, const Claim& claim, const LoanRow& loan) {
  std::vector<PayoutToCome> payouts;
  if (loan.state != LoanState::repaying) return payouts;
  PaidTotals totals = loan.paid;
  Parts had = received(claim, totals, loan);
  for (const ScheduleLine& line : schedule_of(books, loan)) {
    if (line.state == PeriodState::paid) continue;
    totals.principal += line.principal - line.principal_paid;
    totals.interest += line.interest - line.interest_paid;
    const Parts then = received(claim, totals, loan);
    payouts.push_back({line.period, line.due, then - had});
    had = then;
  }
  return payouts;
}

}  // namespace tributary::books
