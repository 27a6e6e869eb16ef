#include <algorithm>

#include "money/accrual.hpp"
#include "money/loan_periods.hpp"
#include "money/schedule.hpp"
#include "simulate/model.hpp"
#include "simulate/model_bid_interest.hpp"
#include "simulate/model_fees.hpp"
#include "simulate/model_schedule.hpp"

namespace tributary::simulation {

using enum Refusal;

namespace {

using Lines = std::vector<money::Instalment>;

Amount sum(const PaidTotals& paid) {
  return paid.principal + paid.interest + paid.compensation + paid.late_interest;
}

PaidTotals added(const PaidTotals& a, const PaidTotals& b) {
  return {a.principal + b.principal, a.interest + b.interest, a.compensation + b.compensation,
          a.late_interest + b.late_interest};
}

std::int64_t share(Amount total, const ModelBid& bid, Amount principal) {
  const auto below = [&](Amount cut) {
    const __int128 exact = static_cast<__int128>(total.minor) * cut.minor;
    const __int128 rest = exact % principal.minor;
    return exact / principal.minor + (2 * rest >= principal.minor ? 1 : 0);
  };
  return static_cast<std::int64_t>(below(bid.to) - below(bid.from));
}

std::int64_t fee_on(std::int64_t interest, Rate rate) {
  return static_cast<std::int64_t>(static_cast<__int128>(interest) * rate.ppm / 1'000'000);
}

/// What a holder has had in all, and the fee on it, when the loan has paid `paid`.
struct Received {
  std::int64_t gross = 0;
  std::int64_t fee = 0;
};
Received received(const ModelLoan& loan, const ModelBid& bid, const PaidTotals& paid) {
  const std::int64_t interest = share(paid.interest, bid, loan.principal);
  return {share(paid.principal, bid, loan.principal) + interest +
              share(paid.compensation, bid, loan.principal) +
              share(paid.late_interest, bid, loan.principal),
          fee_on(interest, loan.fees.interest)};
}

Date interest_start(const ModelLoan& loan, Date settled_on) {
  if (loan.rules.interest_from != InterestFrom::full) return settled_on;
  return loan.full_on < settled_on ? loan.full_on : settled_on;
}

}  // namespace

std::size_t Model::next_period(const ModelLoan& loan) {
  const auto unpaid = std::ranges::find_if(
      loan.periods, [](const ModelPeriod& period) { return !period.is_paid(); });
  return static_cast<std::size_t>(unpaid - loan.periods.begin());
}

void Model::ask_borrower_of(Reasons& against, Sender sender, LoanId id) const {
  const ModelLoan* loan = loan_of(id);
  if (loan == nullptr) {
    against.insert(missing(id));
  } else if (sender.party && sender.party != owner(loan->borrower)) {
    against.insert(account_not_yours);
  }
}

// A payout must never be below nothing. Rounding may cost a holder almost two cents of each kind of
// money in a payment, and almost one more of the fee.
// `late`: late interest may still come to it.
bool Model::takes_back(const ModelLoan& loan, const PaidTotals& payment, bool late) {
  if (payment == PaidTotals{}) return false;
  const auto kinds = (payment.principal.minor != 0) + (payment.interest.minor != 0) +
                     (payment.compensation.minor != 0) + (payment.late_interest.minor != 0 || late);
  const bool fee = loan.fees.interest.ppm != 0 && payment.interest.minor != 0;
  const Amount smallest = smallest_bid(loan);
  if (smallest == loan.principal) return false;
  const __int128 million = 1'000'000;
  const __int128 net = (sum(payment) - payment.interest).minor * million +
                       payment.interest.minor * (million - loan.fees.interest.ppm);
  return net * smallest.minor <= (2 * kinds + fee - 1) * million * loan.principal.minor - 1;
}

bool Model::takes_back(const Lines& lines, Amount smallest, Amount principal, const LoanFees& fees,
                       const LateRules& late) {
  ModelLoan loan;
  loan.principal = principal;
  loan.fees = fees;
  loan.bids = {{{}, {}, smallest}};
  return std::ranges::any_of(lines, [&](const money::Instalment& line) {
    return takes_back(loan, {line.principal, line.interest, {}, {}}, bears_late_interest(late));
  });
}

std::vector<Model::Payout> Model::payouts(const ModelLoan& loan, const PaidTotals& before,
                                          const PaidTotals& after) {
  std::vector<Payout> payouts;
  payouts.reserve(loan.bids.size());
  for (const ModelBid& bid : loan.bids) {
    const Received then = received(loan, bid, before);
    const Received in_all = received(loan, bid, after);
    payouts.push_back({bid.account, {in_all.gross - in_all.fee - (then.gross - then.fee)}});
  }
  return payouts;
}

bool Model::somebody_gets_less(const ModelLoan& loan, const PaidTotals& before,
                               const PaidTotals& payment, Amount least) {
  return std::ranges::any_of(payouts(loan, before, added(before, payment)),
                             [&](const Payout& payout) { return payout.amount < least; });
}

Amount Model::interest_fees(const ModelLoan& loan, const PaidTotals& before,
                            const PaidTotals& after) const {
  std::int64_t fees = 0;
  if (loan.fees.interest.ppm == 0 || before.interest == after.interest) return {};
  for (const ModelBid& bid : loan.bids) {
    fees += fee_on(share(after.interest, bid, loan.principal), loan.fees.interest) -
            fee_on(share(before.interest, bid, loan.principal), loan.fees.interest);
  }
  return {fees};
}

bool Model::cannot_pay(const ModelLoan& loan, AccountId payer, const PaidTotals& payment,
                       Amount fee) const {
  if (sum(payment) + fee > spendable(payer)) return true;
  const Amount given_back = -interest_fees(loan, loan.paid, added(loan.paid, payment));
  return given_back > available(platform_account(AccountKind::interest_fee, loan.currency));
}

void Model::pay(ModelLoan& loan, AccountId payer, const PaidTotals& payment) {
  const PaidTotals after = added(loan.paid, payment);
  accounts.at(payer.value).balance -= sum(payment);
  Amount fees = sum(payment);
  for (const auto& [account, amount] : payouts(loan, loan.paid, after)) {
    accounts.at(account.value).balance += amount;
    fees -= amount;
  }
  const AccountId interest_fee = platform_account(AccountKind::interest_fee, loan.currency);
  accounts.at(interest_fee.value).balance += fees;
  paid_before_ = loan.paid;
  loan.paid = after;
}

/// Of what is paid of a period's fee, by what was paid of it in all before and after.
Amount Model::guarantee_in(const ModelLoan& loan, const ModelPeriod& period, Amount paid) {
  const std::int64_t guarantee = loan.fees.guarantee_per_period.ppm;
  const std::int64_t both = loan.fees.service_per_period.ppm + guarantee;
  if (both == 0) return {};
  const auto guarantee_of = [&](Amount all) {
    const __int128 exact = static_cast<__int128>(all.minor) * guarantee;
    return static_cast<std::int64_t>((2 * exact + both) / (2 * both));
  };
  return {guarantee_of(period.paid.fee + paid) - guarantee_of(period.paid.fee)};
}

void Model::pay_fees(const ModelLoan& loan, Amount fees, Amount guarantee) {
  move(loan.borrower, platform_account(AccountKind::service_fee, loan.currency), fees - guarantee);
  if (guarantee != Amount{}) move(loan.borrower, loan.guarantor.value(), guarantee);
}

// Settlement.

Reasons Model::reasons_against(Sender sender, const SettleLoan& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  if (loan->state >= LoanState::repaying && loan->state <= LoanState::prepaid) {
    return {loan_already_settled};
  }
  if (loan->state >= LoanState::rejected) return {listing_ended};
  if (loan->state != LoanState::full) return {loan_not_full};
  Reasons against;
  ask_date(against, sender, *loan, command.on);
  against.insert_if(has_frozen_side(*loan), party_blocked);
  if (!against.empty()) return against;
  if (command.first_due && (*command.first_due <= command.on ||
                            *command.first_due > two_periods_after(command.on, loan->terms))) {
    return {first_due_invalid};
  }
  const auto lines = first_lines(loan->terms, loan->principals, loan->principal,
                                 interest_start(*loan, command.on), command.first_due, calendar);
  if (lines && lines->front().due <= command.on) return {first_due_invalid};
  if (!lines) {
    return {lines.error() == money::TermsError::first_due_out_of_range ? first_due_invalid
                                                                       : loan_terms_invalid};
  }
  against.insert_if(
      takes_back(*lines, smallest_bid(*loan), loan->principal, loan->fees, loan->late),
      payment_too_small_to_share);
  const Amount kept = withheld(loan->fees, loan->principal);
  against.insert_if(kept + bid_interest(*loan, command.on) >= loan->principal,
                    fees_exceed_principal);
  against.insert_if(
      std::ranges::any_of(loan->bids,
                          [&](const ModelBid& bid) { return spendable(bid.account) < Amount{}; }),
      bidder_owes);
  against.insert_if(
      std::ranges::any_of(loan->bids, [&](const ModelBid& bid) { return is_frozen(bid.account); }),
      bidder_blocked);
  return against;
}

void Model::effect(const SettleLoan& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  release_bids(loan);
  for (const ModelBid& bid : loan.bids) {
    const Amount earned = bid_interest(loan, bid, command.on);
    accounts.at(bid.account.value).balance -= bid.to - bid.from - earned;
    accounts.at(loan.borrower.value).balance -= earned;
  }
  const Amount service = half_up(loan.principal, loan.fees.service);
  const Amount guarantee = half_up(loan.principal, loan.fees.guarantee);
  const Amount reserve = half_up(loan.principal, loan.fees.reserve);
  accounts.at(loan.borrower.value).balance += loan.principal - service - guarantee - reserve;
  if (reserve != Amount{}) {
    accounts.at(platform_account(AccountKind::reserve_fund, loan.currency).value).balance +=
        reserve;
  }
  accounts.at(platform_account(AccountKind::service_fee, loan.currency).value).balance += service;
  if (loan.guarantor) accounts.at(loan.guarantor->value).balance += guarantee;
  const Date start = interest_start(loan, command.on);
  loan.state = LoanState::repaying;
  loan.last_date = command.on;
  loan.schedule_principal = loan.principal;
  loan.schedule_start = start;
  loan.settled_on = command.on;
  loan.first_due = command.first_due;
  const auto lines =
      first_lines(loan.terms, loan.principals, loan.principal, start, command.first_due, calendar);
  loan.has_own_principals = has_own_principals(lines.value(), loan.terms, start, command.first_due);
  for (const money::Instalment& line : lines.value()) {
    loan.periods.push_back(
        period_of(line, period_fee(loan.fees, loan.principal), loan.terms.annual_rate));
  }
}

}  // namespace tributary::simulation
