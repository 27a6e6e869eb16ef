#include "engine/payout.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "money/claim_share.hpp"
#include "money/fee.hpp"

namespace tributary::engine {
namespace {

/// What a cut of the loan has below it, before and after a payment.
struct PaidPoint {
  Amount principal;
  Amount interest_before;
  Amount interest_after;
};

PaidPoint paid_point(Amount cut, const PaidTotals& before, const PaidTotals& after,
                     Amount principal) {
  using money::point;
  return {point(after.principal, cut, principal) - point(before.principal, cut, principal) +
              point(after.compensation, cut, principal) -
              point(before.compensation, cut, principal),
          point(before.interest, cut, principal), point(after.interest, cut, principal)};
}

/// Calls `visit(claim, gross, fee)` for each claim with what it receives and the fee on it.
template <class Visit>
void for_each_payout(const Loan& loan, const PaidTotals& before, const PaidTotals& after,
                     Visit&& visit) {
  PaidPoint below = paid_point(Amount{}, before, after, loan.principal);
  for (const Claim& claim : loan.claims) {
    const PaidPoint above = paid_point(claim.end, before, after, loan.principal);
    const Amount interest_before = above.interest_before - below.interest_before;
    const Amount interest_after = above.interest_after - below.interest_after;
    const Amount gross = above.principal - below.principal + interest_after - interest_before;
    visit(claim, gross, money::interest_fee(interest_before, interest_after, loan.fees.interest));
    below = above;
  }
}

AccountId fee_account(const State& state, const Loan& loan) {
  return state.ledger.platform(AccountKind::interest_fee, loan.currency);
}

}  // namespace

Amount interest_fees(const Loan& loan, const PaidTotals& before, const PaidTotals& after) {
  Amount fees;
  if (loan.fees.interest == Rate{} || before.interest == after.interest) return fees;
  for_each_payout(loan, before, after, [&](const Claim&, Amount, Amount fee) { fees += fee; });
  return fees;
}

PaidTotals payment_between(const PaidTotals& before, const PaidTotals& after) {
  return {after.principal - before.principal, after.interest - before.interest,
          after.compensation - before.compensation};
}

Amount sum(const PaidTotals& payment) {
  return payment.principal + payment.interest + payment.compensation;
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
  if (smallest_claim == principal) return true;  // one holder has all of it
  constexpr std::int64_t whole = 1'000'000;
  const bool has_fee = interest_fee != Rate{} && payment.interest != Amount{};
  std::int64_t cents = has_fee ? 1 : 0;
  for (const Amount part : {payment.principal, payment.interest, payment.compensation}) {
    if (part != Amount{}) cents += 2;
  }
  if (cents == 0) return true;
  const __int128 net =
      static_cast<__int128>((payment.principal + payment.compensation).minor) * whole +
      static_cast<__int128>(payment.interest.minor) * (whole - interest_fee.ppm);
  // Above -1 cent, and whole: not below zero.
  return net * smallest_claim.minor >= static_cast<__int128>(cents - 1) * principal.minor * whole;
}

bool can_be_shared(std::span<const money::Instalment> schedule, Amount smallest_claim,
                   Amount principal, Rate interest_fee) {
  return std::ranges::all_of(schedule, [&](const money::Instalment& line) {
    return can_be_shared({line.principal, line.interest, {}}, smallest_claim, principal,
                         interest_fee);
  });
}

bool can_be_paid(const State& state, const Loan& loan, const PaidTotals& after, Amount service_fee,
                 Amount interest_fee) {
  return state.ledger[loan.borrower].available() >=
             sum(payment_between(loan.paid, after)) + service_fee &&
         state.ledger[fee_account(state, loan)].available() >= -interest_fee;
}

void pay_holders(State& state, LoanId id, AccountId borrower, const PaidTotals& before,
                 const PaidTotals& after, Amount service_fee, Amount interest_fee) {
  Ledger& ledger = state.ledger;
  const Loan& loan = state.loans[id];
  const Amount received = sum(payment_between(before, after));
  ledger.debit(borrower, received + service_fee);
  Amount paid;
  Amount fees;
  for_each_payout(loan, before, after, [&](const Claim& claim, Amount gross, Amount fee) {
    // Claims lie in one run of memory; their holders' accounts do not.
    if (&claim + 8 < loan.claims.data() + loan.claims.size()) {
      ledger.accounts().prefetch((&claim)[8].holder.value);
    }
    ledger.credit(claim.holder, gross - fee);
    paid += gross;
    fees += fee;
  });
  ASSERT(paid == received && fees == interest_fee);
  if (fees >= Amount{}) {
    ledger.credit(fee_account(state, loan), fees);
  } else {
    ledger.debit(fee_account(state, loan), -fees);
  }
  ledger.credit(ledger.platform(AccountKind::service_fee, loan.currency), service_fee);
}

}  // namespace tributary::engine
