#include <algorithm>

#include "simulate/model.hpp"

/// Payments of loans taken back, the newest first.
namespace tributary::simulation {

using enum Refusal;

namespace {

/// Nothing of an ended loan that is no longer kept can be taken back.
bool is_kept(const ModelLoan& loan) { return loan.serviced() || (!loan.live() && !loan.left); }

bool was_settled(const ModelLoan& loan) {
  return loan.serviced() || loan.state == LoanState::repaid || loan.state == LoanState::prepaid;
}

}  // namespace

void Model::keep_schedule(const ModelLoan& loan, ModelPayment& payment,
                          std::size_t lines_kept) const {
  payment.lines_kept = lines_kept;
  payment.interest_carried = loan.interest_carried;
  payment.rescheduled_on = loan.rescheduled_on;
  payment.has_own_principals = loan.has_own_principals;
  payment.changed_schedule = true;
  payment.periods = loan.periods;
  payment.terms = loan.terms;
  payment.schedule_principal = loan.schedule_principal;
  payment.schedule_start = loan.schedule_start;
  payment.first_due = loan.first_due;
  payment.lines_before = loan.lines_before;
}

const ModelPayment* Model::last_payment(const ModelLoan& loan) {
  if (!is_kept(loan)) return nullptr;
  for (auto at = loan.payments.rbegin(); at != loan.payments.rend(); ++at) {
    if (!at->reversed) return &*at;
  }
  return nullptr;
}

void Model::undo_last(ModelLoan& loan, Date on) {
  ModelPayment& payment = const_cast<ModelPayment&>(*last_payment(loan));
  payment.reversed = true;
  loan.paid = payment.before;
  if (payment.kind == PaymentKind::instalment) {
    ModelPeriod& period = loan.periods[payment.period];
    go_back_to(loan, payment.on);
    period.paid = period.paid - payment.parts;
    period.paid_on.pop_back();
    period.found_overdue = is_overdue(loan, period, on);
  }
  for (const std::size_t period : payment.compensated) loan.periods[period].payer.reset();
  if (payment.changed_schedule) {
    // What the payment left as it was may have been charged since; all behind it was replaced.
    std::copy_n(loan.periods.begin(), payment.lines_kept, payment.periods.begin());
    loan.periods = payment.periods;
    loan.terms = payment.terms;
    loan.schedule_principal = payment.schedule_principal;
    loan.schedule_start = payment.schedule_start;
    loan.first_due = payment.first_due;
    loan.lines_before = payment.lines_before;
    loan.interest_carried = payment.interest_carried;
    loan.rescheduled_on = payment.rescheduled_on;
    loan.has_own_principals = payment.has_own_principals;
    if (loan.written_off_on) {
      let_everything_fall_due(loan, everything_after(loan, *loan.written_off_on));
    }
  }
  charge_again(loan);
  loan.last_date = on;
  loan.days_taken_back.push_back(on);
  loan.state = loan.written_off_on ? LoanState::written_off : LoanState::repaying;
  loan.state = state_of(loan);
}

/// A loan that ended and is needed again: so are its people's accounts.
void Model::revive(ModelLoan& loan) {
  loan.ended_on.reset();
  const auto open = [&](AccountId id) {
    ModelAccount& account = accounts.at(id.value);
    if (account.closed) account.reopened = true;
    account.closed = false;
  };
  open(loan.borrower);
  if (loan.guarantor) open(*loan.guarantor);
  for (const ModelBid& bid : loan.bids) open(bid.account);
}

void Model::take_back_last(ModelLoan& loan, Date on) {
  const ModelPayment payment = *last_payment(loan);
  const bool ended = !loan.live();
  paid_before_ = loan.paid;
  Amount back = payment.fees;
  if (payment.payee) {
    take_from(*payment.payee, payment.parts.to_holders());
    back += payment.parts.to_holders();
  } else {
    const Amount fees = interest_fees(loan, payment.before, payment.after);
    take_from(platform_account(AccountKind::interest_fee, loan.currency), fees);
    back += fees;
    for (const auto& [account, amount] : payouts(loan, payment.before, payment.after)) {
      take_from(account, amount);
      back += amount;
    }
  }
  take_from(platform_account(AccountKind::service_fee, loan.currency),
            payment.fees - payment.guarantee);
  if (payment.guarantee != Amount{}) take_from(loan.guarantor.value(), payment.guarantee);
  accounts.at(payment.payer.value).balance += back;
  undo_last(loan, on);
  if (ended) revive(loan);
}

Reasons Model::reasons_against(Sender sender, const ReversePayment& command) const {
  Reasons against;
  ask_borrower_of(against, sender, command.loan);
  const ModelLoan* loan = loan_of(command.loan);
  if (!against.empty()) return against;  // what a stranger asks for is nobody's business
  if (!was_settled(*loan)) return {loan_not_repaying};
  const auto named = std::ranges::find(loan->payments, command.payment, &ModelPayment::payment);
  if (named == loan->payments.end()) return {posting_not_found};
  against.insert_if(named->reversed, posting_already_reversed);
  against.insert_if(!named->reversed && &*named != last_payment(*loan), payment_not_last);
  ask_date(against, sender, *loan, command.on);
  return against;
}

void Model::effect(const ReversePayment& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  const AccountId payer = last_payment(loan)->payer;
  take_back_last(loan, command.on);
  settle_lacking(loan.currency, payer);
}

}  // namespace tributary::simulation
