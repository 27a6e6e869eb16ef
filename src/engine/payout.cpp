#include "engine/payout.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tributary::engine {
namespace {

AccountId fee_account(const State& state, const Loan& loan) {
  return state.ledger.platform(AccountKind::interest_fee, loan.currency);
}

void credit_or_debit(Ledger& ledger, AccountId account, Amount amount) {
  if (amount >= Amount{}) {
    ledger.credit(account, amount);
  } else {
    ledger.debit(account, -amount);
  }
}

}  // namespace

Amount interest_fees(const Loan& loan, const PaidTotals& before, const PaidTotals& after) {
  Amount fees;
  if (loan.fees.interest == Rate{} || before.interest == after.interest) return fees;
  Amount below_before;
  Amount below_after;
  for (const Claim& claim : loan.claims) {
    const Amount above_before = money::point(before.interest, claim.end, loan.principal);
    const Amount above_after = money::point(after.interest, claim.end, loan.principal);
    fees += money::interest_fee(above_before - below_before, above_after - below_after,
                                loan.fees.interest);
    below_before = above_before;
    below_after = above_after;
  }
  return fees;
}

PaidTotals payment_between(const PaidTotals& before, const PaidTotals& after) {
  return {after.principal - before.principal, after.interest - before.interest,
          after.compensation - before.compensation, after.late_interest - before.late_interest};
}

Amount sum(const PaidTotals& payment) {
  return payment.principal + payment.interest + payment.compensation + payment.late_interest;
}

Amount smallest_claim(const Loan& loan) {
  Amount smallest = loan.principal;
  Amount from;
  for (const Claim& claim : loan.claims) {
    smallest = std::min(smallest, claim.end - from);
    from = claim.end;
  }
  return smallest;
}

bool can_be_shared(const PaidTotals& payment, Amount smallest_claim, Amount principal,
                   Rate interest_fee) {
  return can_be_shared_late(payment, smallest_claim, principal, interest_fee, false);
}

bool can_be_shared_late(const PaidTotals& payment, Amount smallest_claim, Amount principal,
                        Rate interest_fee, bool late_interest) {
  if (smallest_claim == principal) return true;  // one holder has all of it
  if (payment == PaidTotals{}) return true;
  constexpr std::int64_t whole = 1'000'000;
  const bool has_fee = interest_fee != Rate{} && payment.interest != Amount{};
  std::int64_t cents = has_fee ? 1 : 0;
  for (const Amount part : {payment.principal, payment.interest, payment.compensation}) {
    if (part != Amount{}) cents += 2;
  }
  if (payment.late_interest != Amount{} || late_interest) cents += 2;
  const Amount free_of_fee = payment.principal + payment.compensation + payment.late_interest;
  const __int128 net = static_cast<__int128>(free_of_fee.minor) * whole +
                       static_cast<__int128>(payment.interest.minor) * (whole - interest_fee.ppm);
  // Above -1 cent, and whole: not below zero.
  return net * smallest_claim.minor >= static_cast<__int128>(cents - 1) * principal.minor * whole;
}

bool can_be_shared(std::span<const money::Instalment> schedule, Amount smallest_claim,
                   Amount principal, Rate interest_fee, bool late_interest) {
  return std::ranges::all_of(schedule, [&](const money::Instalment& line) {
    return can_be_shared_late({line.principal, line.interest, {}, {}}, smallest_claim, principal,
                              interest_fee, late_interest);
  });
}

namespace {

/// The size from which on a claim surely gets `least` of a payment, by the worst that rounding can
/// do; more than any claim where none does.
__int128 safe_size(const Loan& loan, const PaidTotals& payment, Amount least) {
  constexpr std::int64_t whole = 1'000'000;
  const bool has_fee = loan.fees.interest != Rate{} && payment.interest != Amount{};
  std::int64_t cents = (has_fee ? 1 : 0) - 1 + least.minor;
  for (const Amount part :
       {payment.principal, payment.interest, payment.compensation, payment.late_interest}) {
    if (part != Amount{}) cents += 2;
  }
  const Amount free_of_fee = payment.principal + payment.compensation + payment.late_interest;
  const __int128 net =
      static_cast<__int128>(free_of_fee.minor) * whole +
      static_cast<__int128>(payment.interest.minor) * (whole - loan.fees.interest.ppm);
  const __int128 needed = static_cast<__int128>(cents) * loan.principal.minor * whole;
  return net == 0 ? static_cast<__int128>(loan.principal.minor) + 1 : (needed + net - 1) / net;
}

}  // namespace

bool reaches_all(const Loan& loan, const PaidTotals& before, const PaidTotals& after,
                 Amount least) {
  if (before == after) return least == Amount{};
  const __int128 safe = safe_size(loan, payment_between(before, after), least);
  Amount from;
  for (const Claim& claim : loan.claims) {
    const Amount begins = from;
    from = claim.end;
    if ((claim.end - begins).minor >= safe) continue;
    const PaidPoint below = paid_point(begins, before, after, loan.principal);
    const PaidPoint above = paid_point(claim.end, before, after, loan.principal);
    const Amount interest_before = above.interest_before - below.interest_before;
    const Amount interest_after = above.interest_after - below.interest_after;
    const Amount gross = above.free_of_fee - below.free_of_fee + interest_after - interest_before;
    const Amount fee = money::interest_fee(interest_before, interest_after, loan.fees.interest);
    if (gross - fee < least) return false;
  }
  return true;
}

Refused check_funds(const State& state, const Loan& loan, AccountId payer, const PaidTotals& after,
                    Amount fees, Amount interest_fee) {
  const Amount needed = sum(payment_between(loan.paid, after)) + fees;
  if (const Amount spendable = state.ledger.spendable(payer); spendable < needed) {
    return lacks_funds(spendable, needed);
  }
  const bool fee_is_there = state.ledger[fee_account(state, loan)].available() >= -interest_fee;
  return fee_is_there ? Refusal::none : Refusal::insufficient_funds;
}

void pay_holders(State& state, LoanId id, AccountId payer, const PaidTotals& before,
                 const PaidTotals& after, Amount interest_fee) {
  Ledger& ledger = state.ledger;
  const Loan& loan = state.loans[id];
  const Amount received = sum(payment_between(before, after));
  ledger.debit(payer, received);
  Amount paid;
  Amount fees;
  for_each_payout(loan, loan.claims, before, after,
                  [&](const Claim& claim, Amount gross, Amount fee) {
                    // Claims lie in one run of memory; their holders' accounts do not.
                    if (&claim + 8 < loan.claims.data() + loan.claims.size()) {
                      ledger.accounts().prefetch((&claim)[8].holder.value);
                    }
                    ledger.credit(claim.holder, gross - fee);
                    paid += gross;
                    fees += fee;
                  });
  ASSERT(paid == received && fees == interest_fee);
  credit_or_debit(ledger, fee_account(state, loan), fees);
}

}  // namespace tributary::engine
