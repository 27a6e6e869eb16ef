#include <algorithm>

#include "rows/encoded.hpp"
#include "verticals/books/bookkeeper.hpp"
#include "verticals/books/claim.hpp"
#include "verticals/books/schedule.hpp"

/// A loan from its settlement to its end.
namespace tributary::books {

namespace {

/// A payment as its event tells it; all of them have these fields.
template <class Event>
LoanFact payment_of(Place place, const Event& event) {
  LoanFact fact = loan_fact(place, static_cast<FactKind>(Event::number), event.loan);
  fact.day = event.on;
  fact.paid_before = event.paid_before;
  fact.paid_after = event.paid_after;
  fact.interest_fee = event.interest_fee;
  return fact;
}

/// An instalment that is paid, or taken back, likewise.
template <class Event>
LoanFact instalment_of(Place place, const Event& event) {
  LoanFact fact = payment_of(place, event);
  fact.period = event.period;
  fact.payer = event.payee;
  fact.parts = event.parts;
  fact.service_fee = event.service_fee;
  fact.guarantee_fee = event.guarantee_fee;
  fact.late_fee = event.late_fee;
  return fact;
}

ScheduleChange change_of(Place place, ScheduleChangeKind kind, LoanId loan, Date day) {
  ScheduleChange change;
  change.loan = loan;
  change.sequence = place.sequence;
  change.time = place.time;
  change.kind = kind;
  change.day = day;
  return change;
}

/// The lines with the event's schedule in the place of those from its first period on.
template <class Event>
std::vector<PlannedInstalment> with_schedule_of(std::vector<PlannedInstalment> lines,
                                                const Event& event) {
  lines.resize(event.first_period - 1);
  const auto rest = planned(event.schedule, event.fee_per_period);
  lines.insert(lines.end(), rest.begin(), rest.end());
  return lines;
}

/// From whoever pays to whoever is paid, before fees.
Parts moved_by(const LoanFact& payment) {
  return payment.payer && payment.kind != FactKind::loan_compensated
             ? parts_of(payment.parts)
             : paid_between(payment.paid_before, payment.paid_after);
}

}  // namespace

void Bookkeeper::enter(Place place, const protocol::InstalmentCollected& event) {
  const LoanFact payment = instalment_of(place, event);
  charge(event.loan, event.late);
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    pay_instalment(loan, payment, posting_of(loan, payment), totals);
    if (event.period_paid) change_servicing(event.loan, event.period).paid_on = event.on;
    loan.state = event.state;
    if (loan.has_ended()) end(loan, event.state, place.time, totals);
    look_at(loan, event.on);
  });
}

void Bookkeeper::enter(Place place, const protocol::LoanPrepaid& event) {
  LoanFact payment = payment_of(place, event);
  payment.service_fee = event.service_fee;
  payment.guarantee_fee = event.guarantee_fee;
  charge(event.loan, event.late);
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    pay(loan, payment, posting_of(loan, payment), totals);
    end(loan, LoanState::prepaid, place.time, totals);
  });
}

void Bookkeeper::enter(Place place, const protocol::PrincipalPrepaid& event) {
  const LoanFact payment = payment_of(place, event);
  const std::vector<PlannedInstalment> lines = with_schedule_of(schedule(event.loan), event);
  change_schedule(change_of(place, ScheduleChangeKind::principal_prepaid, event.loan, event.on),
                  lines);
  forget_waivers(event.loan, event.first_period);
  charge(event.loan, event.late);
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    loan.state = event.state;
    pay(loan, payment, posting_of(loan, payment), totals);
    loan.collected = {.first_period = event.first_period, .parts = {}, .fee = {}, .late_fee = {}};
    loan.last_period = static_cast<std::uint32_t>(lines.size());
    loan.interest_expected = loan.paid.interest;
    for (const money::Instalment& line : event.schedule) loan.interest_expected += line.interest;
    look_at(loan, event.on);
  });
}

void Bookkeeper::enter(Place, const protocol::LateInterestAssessed& event) {
  charge(event.loan, event.charges);
  change(event.loan, [&](LoanRow& loan, Totals&) {
    if (loan.state == LoanState::repaying) loan.state = LoanState::overdue;
    look_at(loan, event.on);
  });
}

void Bookkeeper::enter(Place place, const protocol::LateChargesWaived& event) {
  charge(event.loan, {&event.change, 1});
  PeriodServicing& period = change_servicing(event.loan, event.period);
  period.late_interest_waived = event.late_interest;
  period.late_fee_waived = event.late_fee;
  period.waived_for = event.memo;
  if (event.period_paid) period.paid_on = event.on;
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    loan.state = event.state;
    if (loan.has_ended()) end(loan, event.state, place.time, totals);
    look_at(loan, event.on);
  });
}

void Bookkeeper::enter(Place place, const protocol::LoanRescheduled& event) {
  const std::vector<PlannedInstalment> lines = with_schedule_of(schedule(event.loan), event);
  ScheduleChange note =
      change_of(place, ScheduleChangeKind::loan_rescheduled, event.loan, event.on);
  note.reason = event.memo;
  if (event.terms.annual_rate != event.terms_before.annual_rate) {
    note.annual_rate_before = event.terms_before.annual_rate;
    note.annual_rate = event.terms.annual_rate;
  }
  change_schedule(std::move(note), lines);
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.annual_rate = event.terms.annual_rate;
    loan.last_period = static_cast<std::uint32_t>(lines.size());
    expect_interest(loan, lines);
    look_at(loan, event.on);
  });
}

void Bookkeeper::enter(Place place, const protocol::DueDatesMoved& event) {
  for (const protocol::LoanDueDatesMoved& moved : event.loans) {
    std::vector<PlannedInstalment> lines = schedule(moved.loan);
    for (const protocol::DueDateMoved& due : moved.dues) lines[due.period - 1].due = due.is;
    change_schedule(change_of(place, ScheduleChangeKind::due_dates_moved, moved.loan, {}), lines);
  }
}

void Bookkeeper::enter(Place place, const protocol::LoanCompensated& event) {
  LoanFact payment = payment_of(place, event);
  payment.payer = event.payer;
  payment.period = event.first_period;
  payment.last_period = event.last_period;
  const auto lines = schedule_of(loan(event.loan).row, schedule(event.loan), servicing(event.loan));
  for (std::uint32_t period = event.first_period; period <= event.last_period; ++period) {
    const bool is_everything = event.everything && period == event.last_period;
    // Between them there may be one that was paid, or that asks for nothing.
    if (!is_everything && lines[period - 1].paid() == lines[period - 1].asked()) continue;
    change_servicing(event.loan, period).payer = event.payer;
  }
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    if (event.everything) {
      make_all_due(loan, event.last_period, *event.everything,
                   change_of(place, ScheduleChangeKind::loan_compensated, event.loan, event.on));
    }
    pay(loan, payment, posting_of(loan, payment), totals);
    loan.state = LoanState::compensated;
    look_at(loan, event.on);
  });
}

void Bookkeeper::enter(Place place, const protocol::LoanWrittenOff& event) {
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    loan.written_off_at = place.sequence;
    if (event.everything) {
      const auto lines = schedule(event.loan);
      const auto not_due = std::ranges::find_if(
          lines, [&](const PlannedInstalment& line) { return line.due > event.on; });
      make_all_due(loan, static_cast<std::uint32_t>(not_due - lines.begin()) + 1, *event.everything,
                   change_of(place, ScheduleChangeKind::loan_written_off, event.loan, event.on));
    }
    totals.written_off += event.owed.principal;
    write_off_claims(loan, event.on);
    loan.state = LoanState::written_off;
    look_at(loan, event.on);
  });
}

/// Who pays whom, besides the holders.
Posting Bookkeeper::posting_of(const LoanRow& loan, const LoanFact& payment) const {
  const bool in_place = payment.kind == FactKind::loan_compensated;
  const Amount fees = payment.service_fee + payment.late_fee;
  const Amount moved = moved_by(payment).sum();
  Posting posting({payment.sequence, payment.time}, payment.kind,
                  in_place ? payment.payer : loan.borrower_account,
                  -moved - fees - payment.guarantee_fee);
  posting.fact.loan = loan.loan;
  if (payment.payer && !in_place) posting.add(payment.payer, moved);
  posting.add(participants_.platform(AccountKind::interest_fee, loan.currency),
              payment.interest_fee);
  posting.add(participants_.platform(AccountKind::service_fee, loan.currency), fees);
  posting.add(loan.guarantor_account, payment.guarantee_fee);
  return posting;
}

/// Enters a payment: into the loan's chain for its holders, into their chains for those who are
/// named.
void Bookkeeper::pay(LoanRow& loan, const LoanFact& payment, Posting posting, Totals& totals) {
  append(std::move(posting));
  append(loan, payment);
  add_to_totals(loan, payment, totals);
  add_if_recovered(loan, payment.sequence, payment, totals);
  add_flow(loan, payment);
  if (!payment.payer) return;
  const Amount moved = moved_by(payment).sum();
  const bool in_place = payment.kind == FactKind::loan_compensated;
  (in_place ? loan.compensated : loan.recovered) += moved;
  (in_place ? totals.compensated : totals.recovered) += moved;
}

/// What holders were paid, or gave back, by a payment that was made at `paid_at`: recovered, if the
/// loan had been written off by then.
void Bookkeeper::add_if_recovered(LoanRow& loan, Sequence paid_at, const LoanFact& payment,
                                  Totals& totals) {
  if (loan.written_off_at == 0 || paid_at < loan.written_off_at) return;
  const Amount paid = paid_between(payment.paid_before, payment.paid_after).sum();
  loan.written_off_recovered += paid;
  totals.written_off_recovered += paid;
}

/// What a payment adds to the loan's own sums and to those of all.
void Bookkeeper::add_to_totals(LoanRow& loan, const LoanFact& payment, Totals& totals) {
  const Parts paid = paid_between(payment.paid_before, payment.paid_after);
  loan.paid = payment.paid_after;
  totals.principal_repaid += paid.principal;
  totals.interest_paid += paid.interest;
  totals.late_interest_paid += paid.late_interest;
  totals.compensation_paid += paid.compensation;
  totals.interest_fees += payment.interest_fee;
  totals.service_fees += payment.service_fee;
  totals.guarantee_fees += payment.guarantee_fee;
  totals.late_fees += payment.late_fee;
}

/// Likewise a payment by which the borrower owes that much less of the schedule.
void Bookkeeper::pay_instalment(LoanRow& loan, const LoanFact& payment, Posting posting,
                                Totals& totals) {
  loan.collected.parts.principal += payment.parts.principal;
  loan.collected.parts.interest += payment.parts.interest;
  loan.collected.parts.late_interest += payment.parts.late_interest;
  loan.collected.fee += payment.service_fee + payment.guarantee_fee;
  loan.collected.late_fee += payment.late_fee;
  pay(loan, payment, std::move(posting), totals);
}

/// What overdue periods owe more for being late, or less.
void Bookkeeper::charge(LoanId loan, std::span<const protocol::LateCharge> charges) {
  for (const protocol::LateCharge& charge : charges) {
    PeriodServicing& period = change_servicing(loan, charge.period);
    period.late_interest += charge.interest;
    period.late_fee += charge.fee;
  }
}

/// Of the periods that a part prepayment replaces.
void Bookkeeper::forget_waivers(LoanId loan, std::uint32_t first_period) {
  for (std::size_t period = first_period; period <= servicing(loan).size(); ++period) {
    PeriodServicing& replaced = change_servicing(loan, static_cast<std::uint32_t>(period));
    replaced.late_interest_waived = {};
    replaced.late_fee_waived = {};
    replaced.waived_for.clear();
  }
}

void Bookkeeper::end(LoanRow& loan, LoanState state, Time time, Totals& totals) {
  loan.state = state;
  loan.ended_at = time;
  participants_.loan_ended(loan, totals);
}

std::vector<PlannedInstalment> Bookkeeper::schedule(LoanId id) {
  return decoded<std::vector<PlannedInstalment>>(schedules_.get(id.value).instalments);
}

void Bookkeeper::change_schedule(ScheduleChange change, std::span<const PlannedInstalment> now) {
  note_change(change, schedule(change.loan), now);
  schedules_.save({change.loan, encoded(std::vector(now.begin(), now.end()))});
}

/// Nothing where nothing is another. Where as many follow as did, those behind the last that
/// changed are left out: a holiday moves one of many.
void Bookkeeper::note_change(ScheduleChange change, std::span<const PlannedInstalment> was,
                             std::span<const PlannedInstalment> now) {
  const auto same = std::ranges::mismatch(was, now);
  if (same.in1 == was.end() && same.in2 == now.end()) return;
  const auto first = static_cast<std::size_t>(same.in1 - was.begin());
  while (was.size() == now.size() && was.back() == now.back()) {
    was = was.first(was.size() - 1);
    now = now.first(now.size() - 1);
  }
  const auto from_first = [&](std::span<const PlannedInstalment> lines) {
    const auto changed = lines.subspan(first);
    return encoded(std::vector(changed.begin(), changed.end()));
  };
  change.first_period = static_cast<std::uint32_t>(first) + 1;
  change.was = from_first(was);
  change.now = from_first(now);
  schedule_changes_.insert(change);
}

/// By the holders, if everybody pays as scheduled.
void Bookkeeper::expect_interest(LoanRow& loan, std::span<const PlannedInstalment> lines) {
  loan.interest_expected = loan.paid.interest;
  for (const ScheduleLine& line : schedule_of(loan, lines, servicing(loan.loan))) {
    const bool to_holders = !line.compensated_by && line.state != PeriodState::voided;
    if (to_holders) loan.interest_expected += line.interest - line.interest_paid;
  }
}

std::vector<PlannedInstalment> Bookkeeper::lines_of(LoanId id) {
  std::vector<PlannedInstalment> lines = schedule(id);
  lines.resize(std::min<std::size_t>(lines.size(), loan(id).row.last_period));
  return lines;
}

/// `everything` takes the place of `period`, and with it of all behind it.
void Bookkeeper::make_all_due(LoanRow& loan, std::uint32_t period,
                              const money::Instalment& everything, ScheduleChange note) {
  std::vector<PlannedInstalment> lines = schedule(loan.loan);
  const auto was = std::span(lines).first(loan.last_period);
  std::vector<PlannedInstalment> now(was.begin(), was.begin() + (period - 1));
  now.push_back({everything.due, everything.principal, everything.interest, {}});
  note_change(std::move(note), was, now);
  for (std::size_t n = period - 1; n < loan.last_period; ++n) {
    loan.interest_expected -= lines[n].interest;
  }
  loan.interest_expected += everything.interest;
  loan.last_period = period;
  lines[period - 1] = {everything.due, everything.principal, everything.interest, {}};
  schedules_.save({loan.loan, encoded(lines)});
}

/// Finds out what the borrower is behind with.
void Bookkeeper::look_at(LoanRow& loan, Date day) {
  loan.overdue = {};
  if (!loan.is_late() && loan.state != LoanState::written_off) return;
  loan.looked_at = std::max(loan.looked_at, day);
  const auto lines = schedule_of(loan, schedule(loan.loan), servicing(loan.loan));
  for (const ScheduleLine& line : lines) {
    if (!line.is_behind()) continue;
    loan.overdue.principal += line.principal - line.principal_paid;
    loan.overdue.interest += line.interest - line.interest_paid;
    loan.overdue.late_interest += line.late_interest - line.late_interest_paid;
    loan.overdue.fees += line.fee + line.late_fee - line.fee_paid - line.late_fee_paid;
  }
}

}  // namespace tributary::books
