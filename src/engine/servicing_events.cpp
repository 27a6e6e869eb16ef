#include <algorithm>
#include <span>

#include "engine/decision.hpp"
#include "engine/lateness.hpp"
#include "engine/servicing.hpp"
#include "engine/taking_back.hpp"

/// How the events of a running loan change it and the accounts around it.
namespace tributary::engine {
namespace {

/// A payment goes on from where the last one ended: none can be paid out twice.
void assert_pays_on(const Loan& loan, const PaidTotals& paid_before) {
  ASSERT(loan.state >= LoanState::repaying && loan.live() && loan.paid == paid_before);
}

/// The borrower's fees go to one account of the platform, and to the guarantor.
void collect_fees(State& state, const Loan& loan, Amount fees, Amount guarantee_fee) {
  if (fees != Amount{}) {
    state.ledger.move(loan.borrower, state.ledger.platform(AccountKind::service_fee, loan.currency),
                      fees);
  }
  if (guarantee_fee != Amount{}) {
    state.ledger.move(loan.borrower, loan.guarantor, guarantee_fee);
  }
}

/// What all payments of the holders have in common.
template <class Event>
Payment payment_of(const Context& context, const Event& event, protocol::PaymentKind kind,
                   AccountId payer) {
  Payment payment;
  payment.payment = {context.sequence};
  payment.kind = kind;
  payment.on = event.on;
  payment.payer = payer;
  payment.paid_before = event.paid_before;
  payment.paid_after = event.paid_after;
  payment.interest_fee = event.interest_fee;
  return payment;
}

/// Keeps the schedule, of which the periods from `first_period` on are about to be replaced.
void keep_schedule(State& state, const Context& context, LoanId id, std::uint32_t first_period) {
  const Loan& loan = state.loans[id];
  const std::vector<LoanPeriod> replaced(loan.periods.begin() + (first_period - 1),
                                         loan.periods.end());
  state.loans.remember(id,
                       {{context.sequence},
                        first_period,
                        0,
                        loan.terms,
                        loan.schedule_principal,
                        loan.schedule_start,
                        loan.schedule_first_due,
                        loan.schedule_first_period,
                        loan.interest_carried,
                        loan.rescheduled_on},
                       replaced);
}

/// Of the periods from `first_period` on, which a part prepayment replaces: none of them was late
/// when it was made, so nothing was charged that could have been waived.
void forget_waivers(Loan& loan, std::uint32_t first_period) {
  for (LoanPeriod& period : std::span(loan.periods).subspan(first_period - 1)) {
    period.late_interest_waived = {};
    period.late_fee_waived = {};
  }
}

/// Adds to what the borrower has paid of a period.
void add_payment(LoanPeriod& period, const protocol::InstalmentParts& parts, Amount fee,
                 Amount late_fee) {
  period.principal_paid += parts.principal;
  period.interest_paid += parts.interest;
  period.late_interest_paid += parts.late_interest;
  period.fee_paid += fee;
  period.late_fee_paid += late_fee;
}

Amount sum(const protocol::InstalmentParts& parts) {
  return parts.principal + parts.interest + parts.late_interest;
}

}  // namespace

template <>
void apply(State& state, const Context& context, const protocol::InstalmentCollected& event) {
  const Loan& loan = state.loans[event.loan];
  assert_pays_on(loan, event.paid_before);
  state.loans.change(event.loan, [&](Loan& paying) {
    AsOf as_of(paying, event.on);
    LoanPeriod& period = paying.periods[event.period - 1];
    ASSERT(period.payer == event.payee);
    add_payment(period, event.parts, event.service_fee + event.guarantee_fee, event.late_fee);
    ASSERT(period.left() >= Amount{} && period.paid() == event.period_paid);
    ASSERT(as_of.charge_again() == event.late);
    paying.paid = event.paid_after;
    paying.last_date = std::max(paying.last_date, event.on);
    if (event.state != LoanState::repaid) paying.state = event.state;
  });
  Payment payment = payment_of(context, event, protocol::PaymentKind::instalment, loan.borrower);
  payment.period = event.period;
  payment.payee = event.payee;
  payment.parts = event.parts;
  payment.service_fee = event.service_fee;
  payment.late_fee = event.late_fee;
  payment.guarantee_fee = event.guarantee_fee;
  state.loans.remember(event.loan, payment);
  if (event.payee) {
    state.ledger.move(event.borrower_account, event.payee, sum(event.parts));
  } else {
    pay_holders(state, event.loan, event.borrower_account, event.paid_before, event.paid_after,
                event.interest_fee);
  }
  collect_fees(state, loan, event.service_fee + event.late_fee, event.guarantee_fee);
  change_borrowing(state, event.borrower_account, -event.parts.principal);
  if (event.state == LoanState::repaid) end_settled_loan(state, event.loan, LoanState::repaid);
}

template <>
void apply(State& state, const Context& context, const protocol::LoanPrepaid& event) {
  const Loan& loan = state.loans[event.loan];
  assert_pays_on(loan, event.paid_before);
  state.loans.change(event.loan, [&](Loan& paying) {
    ASSERT(AsOf(paying, event.on).taken_off() == event.late);
    paying.paid = event.paid_after;
    paying.last_date = std::max(paying.last_date, event.on);
  });
  Payment payment = payment_of(context, event, protocol::PaymentKind::prepayment, loan.borrower);
  payment.service_fee = event.service_fee;
  payment.guarantee_fee = event.guarantee_fee;
  state.loans.remember(event.loan, payment);
  pay_holders(state, event.loan, event.borrower_account, event.paid_before, event.paid_after,
              event.interest_fee);
  collect_fees(state, loan, event.service_fee, event.guarantee_fee);
  change_borrowing(state, event.borrower_account,
                   event.paid_before.principal - event.paid_after.principal);
  end_settled_loan(state, event.loan, LoanState::prepaid);
}

template <>
void apply(State& state, const Context& context, const protocol::PrincipalPrepaid& event) {
  assert_pays_on(state.loans[event.loan], event.paid_before);
  std::vector<protocol::LateCharge> taken_off;
  state.loans.change(event.loan, [&](Loan& paying) {
    taken_off = AsOf(paying, event.on).taken_off();
    forget_waivers(paying, event.first_period);
  });
  keep_schedule(state, context, event.loan, event.first_period);
  state.loans.remember(
      event.loan,
      payment_of(context, event, protocol::PaymentKind::part_prepayment, event.borrower_account));
  state.loans.change(event.loan, [&](Loan& paying) {
    replace_schedule(paying, event);
    paying.last_date = std::max(paying.last_date, event.on);
    paying.contract_hash = hash_of_contract(paying);
    ASSERT(sum_of(taken_off, charge_up_to(paying, paying.assessed_to)) == event.late);
    paying.state = state_by_periods(paying);
    ASSERT(paying.state == event.state);
  });
  pay_holders(state, event.loan, event.borrower_account, event.paid_before, event.paid_after,
              event.interest_fee);
  change_borrowing(state, event.borrower_account,
                   event.paid_before.principal - event.paid_after.principal);
}

template <>
void apply(State& state, const Context&, const protocol::LateInterestAssessed& event) {
  state.loans.change(event.loan, [&](Loan& loan) {
    ASSERT(loan.running());
    for (const protocol::LateCharge& charge : event.charges) add_charge(loan, charge, event.on);
    loan.last_date = event.on;
    loan.assessed_to = event.on;
    loan.state = state_by_periods(loan);
  });
}

template <>
void apply(State& state, const Context& context, const protocol::LoanCompensated& event) {
  assert_pays_on(state.loans[event.loan], event.paid_before);
  if (event.everything) keep_schedule(state, context, event.loan, event.last_period);
  Payment payment = payment_of(context, event, protocol::PaymentKind::compensation, event.payer);
  payment.period = event.first_period;
  payment.last_period = event.last_period;
  state.loans.remember(event.loan, payment);
  state.loans.change(event.loan, [&](Loan& loan) {
    replace_rest(loan, event.everything);
    for (std::uint32_t number = event.first_period; number <= event.last_period; ++number) {
      LoanPeriod& period = loan.periods[number - 1];
      ASSERT(!period.payer);
      if (!period.paid()) period.payer = event.payer;
    }
    loan.paid = event.paid_after;
    loan.last_date = event.on;
    loan.state = state_by_periods(loan);
  });
  pay_holders(state, event.loan, event.payer, event.paid_before, event.paid_after,
              event.interest_fee);
}

template <>
void apply(State& state, const Context&, const protocol::LoanWrittenOff& event) {
  state.loans.change(event.loan, [&](Loan& loan) {
    ASSERT(loan.running());
    replace_rest(loan, event.everything);
    loan.last_date = event.on;
    loan.written_off_on = event.on;
    loan.state = LoanState::written_off;
  });
}

template <>
void apply(State& state, const Context&, const protocol::PaymentReversed& event) {
  Movement movement;
  add_taken_back(movement, state, event.taken);
  movement.add(event.shortfalls);
  apply_taken_back(state, event.taken);
  give_back(state.ledger, movement, event.cover, event.taken.payer, event.shortfalls);
  owe_shortfalls(state.ledger, event.shortfalls);
}

template <>
void apply(State& state, const Context&, const protocol::InstalmentReminded& event) {
  state.loans.change(event.loan, [&](Loan& loan) {
    LoanPeriod& period = loan.periods[event.period - 1];
    ASSERT(!period.reminded);
    period.reminded = true;
    loan.last_date = event.on;
  });
}

template <>
void apply(State& state, const Context&, const protocol::LateChargesWaived& event) {
  state.loans.change(event.loan, [&](Loan& loan) {
    LoanPeriod& period = loan.periods[event.period - 1];
    const auto change = waive(period, event.period, event.late_interest, event.late_fee);
    ASSERT(change == event.change && period.paid() == event.period_paid);
    loan.last_date = event.on;
    if (event.state != LoanState::repaid) loan.state = event.state;
  });
  if (event.state == LoanState::repaid) end_settled_loan(state, event.loan, LoanState::repaid);
}

template <>
void apply(State& state, const Context&, const protocol::LoanRescheduled& event) {
  state.loans.change(event.loan, [&](Loan& loan) {
    ASSERT(loan.running());
    replace_schedule(loan, event);
    loan.last_date = event.on;
    loan.rescheduled_on = event.on;
    loan.contract_hash = hash_of_contract(loan);
    ASSERT(loan.state == state_by_periods(loan));
  });
}

template <>
void apply(State& state, const Context&, const protocol::DueDatesMoved& event) {
  for (const protocol::LoanDueDatesMoved& moved : event.loans) {
    state.loans.change_schedules(moved.loan, [&](Loan& loan) {
      const auto move = [](std::vector<LoanPeriod>& periods, const protocol::DueDateMoved& due) {
        ASSERT(periods[due.period - 1].due == due.was);
        periods[due.period - 1].due = due.is;
      };
      for (const protocol::DueDateMoved& due : moved.dues) move(loan.periods, due);
      for (const protocol::DueDateMoved& due : moved.dues_before) move(loan.periods_replaced, due);
    });
  }
  state.days.due_dates_looked_at(event.finished ? LoanId{} : event.next);
}

}  // namespace tributary::engine
