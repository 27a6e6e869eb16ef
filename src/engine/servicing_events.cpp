#include "engine/lateness.hpp"
#include "engine/limits.hpp"
#include "engine/rules.hpp"
#include "engine/servicing.hpp"

/// How the events of a running loan change it and the accounts around it.
namespace tributary::engine {
namespace {

/// A payment goes on from where the last one ended: none can be paid out twice.
void assert_pays_on(const Loan& loan, const PaidTotals& paid_before) {
  ASSERT(loan.state >= LoanState::repaying && loan.live() && loan.paid == paid_before);
}

/// The borrower's fees go to one account of the platform.
void collect_fees(State& state, const Loan& loan, Amount fees) {
  if (fees == Amount{}) return;
  state.ledger.move(loan.borrower, state.ledger.platform(AccountKind::service_fee, loan.currency),
                    fees);
}

void remember(Loan& loan, const Context& context, const protocol::InstalmentCollected& event) {
  if (loan.collections.size() == limits::reversible_collections_max) {
    loan.collections.erase(loan.collections.begin());
  }
  loan.collections.push_back({{context.sequence},
                              event.period,
                              false,
                              event.payee,
                              event.parts,
                              event.paid_before,
                              event.paid_after,
                              event.service_fee,
                              event.late_fee,
                              event.interest_fee});
}

/// Adds to what the borrower has paid of a period, or takes it off again.
void add_payment(LoanPeriod& period, const protocol::InstalmentParts& parts, Amount service_fee,
                 Amount late_fee) {
  period.principal_paid += parts.principal;
  period.interest_paid += parts.interest;
  period.late_interest_paid += parts.late_interest;
  period.fee_paid += service_fee;
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
    LoanPeriod& period = paying.periods[event.period - 1];
    ASSERT(period.payer == event.payee);
    add_payment(period, event.parts, event.service_fee, event.late_fee);
    ASSERT(period.left() >= Amount{} && period.paid() == event.period_paid);
    paying.paid = event.paid_after;
    paying.last_date = event.on;
    if (event.state != LoanState::repaid) paying.state = event.state;
    remember(paying, context, event);
  });
  if (event.payee) {
    state.ledger.move(event.borrower_account, event.payee, sum(event.parts));
  } else {
    pay_holders(state, event.loan, event.borrower_account, event.paid_before, event.paid_after,
                event.interest_fee);
  }
  collect_fees(state, loan, event.service_fee + event.late_fee);
  change_borrowing(state, event.borrower_account, -event.parts.principal);
  if (event.state == LoanState::repaid) end_settled_loan(state, event.loan, LoanState::repaid);
}

template <>
void apply(State& state, const Context&, const protocol::LoanPrepaid& event) {
  const Loan& loan = state.loans[event.loan];
  assert_pays_on(loan, event.paid_before);
  state.loans.change(event.loan, [&](Loan& paying) {
    paying.paid = event.paid_after;
    paying.last_date = event.on;
  });
  pay_holders(state, event.loan, event.borrower_account, event.paid_before, event.paid_after,
              event.interest_fee);
  collect_fees(state, loan, event.service_fee);
  change_borrowing(state, event.borrower_account,
                   event.paid_before.principal - event.paid_after.principal);
  end_settled_loan(state, event.loan, LoanState::prepaid);
}

template <>
void apply(State& state, const Context&, const protocol::PrincipalPrepaid& event) {
  assert_pays_on(state.loans[event.loan], event.paid_before);
  state.loans.change(event.loan, [&](Loan& paying) {
    paying.paid = event.paid_after;
    paying.last_date = event.on;
    paying.terms = event.terms;
    paying.schedule_principal = paying.principal_outstanding();
    paying.contract_hash = hash_of_contract(paying);
    paying.schedule_start = event.schedule_start;
    paying.schedule_first_due = event.first_due;
    paying.schedule_first_period = event.first_period;
    paying.periods.resize(event.first_period - 1);
    paying.collections = {};
    for (const auto& line : event.schedule) {
      paying.periods.push_back(period_of(line, paying.fee_per_period));
    }
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
    for (const protocol::LateCharge& charge : event.charges) {
      LoanPeriod& period = loan.periods[charge.period - 1];
      ASSERT(!period.paid() && period.charged_to < event.on);
      period.late_interest += charge.interest;
      period.late_fee += charge.fee;
      period.charged_to = event.on;
      period.overdue = true;
    }
    loan.last_date = event.on;
    loan.state = state_by_periods(loan);
  });
}

template <>
void apply(State& state, const Context&, const protocol::LoanCompensated& event) {
  assert_pays_on(state.loans[event.loan], event.paid_before);
  state.loans.change(event.loan, [&](Loan& loan) {
    replace_rest(loan, event.everything);
    for (std::uint32_t number = event.first_period; number <= event.last_period; ++number) {
      LoanPeriod& period = loan.periods[number - 1];
      ASSERT(!period.payer);
      if (!period.paid()) period.payer = event.payer;
    }
    loan.paid = event.paid_after;
    loan.last_date = event.on;
    loan.collections = {};
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
    loan.collections = {};
    loan.state = LoanState::written_off;
  });
}

template <>
void apply(State& state, const Context&, const protocol::InstalmentReversed& event) {
  const Loan& loan = state.loans[event.loan];
  assert_pays_on(loan, event.paid_before);
  Ledger& ledger = state.ledger;
  const Amount fees = event.service_fee + event.late_fee;
  if (event.payee) {
    Amount missing;
    for (const protocol::Shortfall& shortfall : event.shortfalls) missing += shortfall.amount;
    ledger.debit(event.payee, sum(event.parts) - missing);
  } else {
    take_back(state, event.loan, event.paid_after, event.paid_before, event.interest_fee,
              event.shortfalls);
  }
  for (const protocol::Shortfall& shortfall : event.shortfalls) {
    ledger.owe(shortfall.account, event.receivables_account, shortfall.amount);
  }
  if (fees != Amount{})
    ledger.debit(ledger.platform(AccountKind::service_fee, loan.currency), fees);
  ledger.credit(event.borrower_account, sum(event.parts) + fees);
  change_borrowing(state, event.borrower_account, event.parts.principal);

  state.loans.change(event.loan, [&](Loan& reversed) {
    const auto collection =
        std::ranges::find(reversed.collections, event.payment, &Collection::payment);
    ASSERT(collection != reversed.collections.end() && !collection->reversed);
    collection->reversed = true;
    LoanPeriod& period = reversed.periods[event.period - 1];
    add_payment(period, {-event.parts.principal, -event.parts.interest, -event.parts.late_interest},
                -event.service_fee, -event.late_fee);
    period.overdue = is_overdue(reversed, period, event.on);
    reversed.paid = event.paid_after;
    reversed.last_date = event.on;
    reversed.state = event.state;
  });
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

}  // namespace tributary::engine
