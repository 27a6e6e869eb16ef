#include <algorithm>

#include "rows/encoded.hpp"
#include "verticals/books/bookkeeper.hpp"
#include "verticals/books/claim.hpp"
#include "verticals/books/schedule.hpp"

/// Payments of loans taken back: the loan is as it was before them.
namespace tributary::books {

namespace {

using protocol::PaymentKind;
using protocol::PaymentTakenBack;

LoanFact fact_of(Place place, const PaymentTakenBack& taken) {
  LoanFact fact = loan_fact(place, FactKind::payment_reversed, taken.loan);
  fact.period = taken.period;
  fact.last_period = taken.last_period;
  fact.day = taken.on;
  fact.payer = taken.payee;
  fact.parts = {-taken.parts.principal, -taken.parts.interest, -taken.parts.late_interest};
  fact.paid_before = taken.paid_before;
  fact.paid_after = taken.paid_after;
  fact.service_fee = -taken.service_fee;
  fact.guarantee_fee = -taken.guarantee_fee;
  fact.late_fee = -taken.late_fee;
  fact.interest_fee = -taken.interest_fee;
  fact.prepayment_back =
      taken.kind == PaymentKind::prepayment || taken.kind == PaymentKind::part_prepayment;
  return fact;
}

/// Of one loan, several in one step are one fact of it, of the periods from the first to the last.
/// Once somebody is in it who had compensated a period, the parts are those of such periods alone.
void merge(LoanFact& fact, const LoanFact& next) {
  fact.paid_after = next.paid_after;
  fact.last_period = std::max({fact.last_period, fact.period, next.last_period, next.period});
  if (fact.period == 0 || next.period == 0) fact.period = std::max(fact.period, next.period);
  if (next.period != 0) fact.period = std::min(fact.period, next.period);
  fact.prepayment_back = fact.prepayment_back || next.prepayment_back;
  const bool both = static_cast<bool>(fact.payer) == static_cast<bool>(next.payer);
  if (!both && next.payer) fact.parts = {};
  if (next.payer) fact.payer = next.payer;
  fact.service_fee += next.service_fee;
  fact.guarantee_fee += next.guarantee_fee;
  fact.late_fee += next.late_fee;
  fact.interest_fee += next.interest_fee;
  if (!both && !next.payer) return;
  fact.parts.principal += next.parts.principal;
  fact.parts.interest += next.parts.interest;
  fact.parts.late_interest += next.parts.late_interest;
}

/// Who gave it, before fees: below zero, as it goes back.
Amount moved_by(const PaymentTakenBack& taken) {
  return taken.payee ? -parts_of(taken.parts).sum()
                     : paid_between(taken.paid_before, taken.paid_after).sum();
}

}  // namespace

void Bookkeeper::enter(Place place, const protocol::PaymentReversed& event) {
  Posting posting(place, FactKind::payment_reversed, event.taken.payer, {});
  Posts posts;
  take_back(place, std::span(&event.taken, 1), event.memo, posts);
  add_shortfalls(posts, event.shortfalls);
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.loan = event.taken.loan;
  posting.fact.reference = event.taken.payment.value;
  posting.fact.memo = event.memo;
  append(std::move(posting));
}

void Bookkeeper::take_back(Place place, std::span<const PaymentTakenBack> all,
                           const std::string& reason, Posts& posts) {
  LoanFacts facts;
  std::map<LoanId, std::vector<PlannedInstalment>> schedules;
  for (const PaymentTakenBack& taken : all) {
    if (taken.first_restored != 0) schedules.try_emplace(taken.loan, lines_of(taken.loan));
    take_back(place, taken, posts, facts);
  }
  for (const auto& [id, was] : schedules) {
    ScheduleChange change;
    change.loan = id;
    change.sequence = place.sequence;
    change.time = place.time;
    change.kind = ScheduleChangeKind::payment_reversed;
    change.day = facts.at(id).day;
    change.reason = reason;
    for (const PaymentTakenBack& taken : all) {
      if (taken.loan != id || !taken.annual_rate) continue;
      if (change.annual_rate_before == rate_unknown) {
        change.annual_rate_before = *taken.annual_rate_before;
      }
      change.annual_rate = *taken.annual_rate;
    }
    note_change(std::move(change), was, lines_of(id));
  }
  for (const auto& [id, fact] : facts) {
    change(id, [&](LoanRow& loan, Totals&) { append(loan, fact); });
  }
}

void Bookkeeper::take_back(Place place, const PaymentTakenBack& taken, Posts& posts,
                           LoanFacts& facts) {
  const LoanFact fact = fact_of(place, taken);
  const auto [at, is_first] = facts.try_emplace(taken.loan, fact);
  if (!is_first) merge(at->second, fact);
  for (const AccountId account : taken.reopened) participants_.reopen(account);
  const Amount moved = moved_by(taken);
  const Amount fees = taken.service_fee + taken.late_fee;
  change(taken.loan, [&](LoanRow& loan, Totals& totals) {
    posts.add(taken.payer, fees + taken.guarantee_fee - moved);
    if (taken.payee) posts.add(taken.payee, moved);
    if (taken.interest_fee != Amount{}) {
      posts.add(participants_.platform(AccountKind::interest_fee, loan.currency),
                -taken.interest_fee);
    }
    if (fees != Amount{}) {
      posts.add(participants_.platform(AccountKind::service_fee, loan.currency), -fees);
    }
    if (taken.guarantee_fee != Amount{}) {
      posts.add(loan.guarantor_account, -taken.guarantee_fee);
    }
    add_to_totals(loan, fact, totals);
    add_if_recovered(loan, taken.payment.value, fact, totals);
    take_off_flow(loan, fact);
    if (taken.payee) {
      loan.recovered += moved;
      totals.recovered += moved;
    }
    if (taken.kind == PaymentKind::compensation) {
      loan.compensated += moved;
      totals.compensated += moved;
    }
    if (taken.revived) {
      loan.ended_at = {};
      participants_.loan_revived(loan, totals);
    }
    loan.state = taken.state;
    loan.annual_rate = taken.annual_rate.value_or(loan.annual_rate);
    owe_again(loan, taken);
    look_at(loan, taken.on);
  });
}

/// The schedule and what the borrower has paid of it are those before the payment.
void Bookkeeper::owe_again(LoanRow& loan, const PaymentTakenBack& taken) {
  std::vector<PlannedInstalment> lines = schedule(taken.loan);
  if (taken.kind == PaymentKind::compensation) {
    for (std::uint32_t period = taken.period; period <= taken.last_period; ++period) {
      change_servicing(taken.loan, period).payer = {};
    }
  }
  if (taken.first_restored != 0) {
    lines.resize(taken.first_restored - 1);
    lines.insert(lines.end(), taken.restored.begin(), taken.restored.end());
    schedules_.save({taken.loan, encoded(lines)});
    // What was charged of lines that are no more is gone with them.
    change_servicing(taken.loan, taken.first_restored);
    servicing(taken.loan).resize(taken.first_restored - 1);
    loan.last_period = static_cast<std::uint32_t>(lines.size());
    // Lines that asked for nothing may have been passed over; they are others now.
    loan.collected.first_period = std::min(loan.collected.first_period, taken.first_restored);
  }
  if (taken.kind == PaymentKind::instalment) {
    change_servicing(taken.loan, taken.period).paid_on = {};
    // What was paid of lines before a part was prepaid is told line by line again.
    Collected& collected = loan.collected;
    const auto serviced = servicing(taken.loan);
    for (; collected.first_period > taken.period; --collected.first_period) {
      const std::size_t line = collected.first_period - 2;
      collected.parts.principal += lines[line].principal;
      collected.parts.interest += lines[line].interest;
      collected.fee += lines[line].fee;
      if (line >= serviced.size()) continue;
      collected.parts.late_interest += serviced[line].late_interest;
      collected.late_fee += serviced[line].late_fee;
    }
    collected.parts.principal -= taken.parts.principal;
    collected.parts.interest -= taken.parts.interest;
    collected.parts.late_interest -= taken.parts.late_interest;
    collected.fee -= taken.service_fee + taken.guarantee_fee;
    collected.late_fee -= taken.late_fee;
  }
  charge(taken.loan, taken.late);
  expect_interest(loan, lines);
}

}  // namespace tributary::books
