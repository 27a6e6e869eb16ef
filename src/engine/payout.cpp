#include "engine/payout.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "money/claim_share.hpp"
#include "money/fee.hpp"

namespace tributary::engine {
namespace {

/// What a cut of the loan has below it, before and after a payment.
struct PaidPoint {
  Amount free_of_fee;  ///< all but interest, by how much it grows
  Amount interest_before;
  Amount interest_after;
};

PaidPoint paid_point(Amount cut, const PaidTotals& before, const PaidTotals& after,
                     Amount principal) {
  using money::point;
  Amount free_of_fee;
  for (const auto part :
       {&PaidTotals::principal, &PaidTotals::compensation, &PaidTotals::late_interest}) {
    if (before.*part == after.*part) continue;
    free_of_fee += point(after.*part, cut, principal) - point(before.*part, cut, principal);
  }
  return {free_of_fee, point(before.interest, cut, principal),
          point(after.interest, cut, principal)};
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
    const Amount gross = above.free_of_fee - below.free_of_fee + interest_after - interest_before;
    visit(claim, gross, money::interest_fee(interest_before, interest_after, loan.fees.interest));
    below = above;
  }
}

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
  return can_be_shared_late(payment, smallest_claim, principal, interest_fee, {});
}

bool can_be_shared_late(const PaidTotals& payment, Amount smallest_claim, Amount principal,
                        Rate interest_fee, Rate late_interest) {
  if (smallest_claim == principal) return true;  // one holder has all of it
  if (payment == PaidTotals{}) return true;
  constexpr std::int64_t whole = 1'000'000;
  const bool has_fee = interest_fee != Rate{} && payment.interest != Amount{};
  std::int64_t cents = has_fee ? 1 : 0;
  for (const Amount part : {payment.principal, payment.interest, payment.compensation}) {
    if (part != Amount{}) cents += 2;
  }
  if (payment.late_interest != Amount{} || late_interest != Rate{}) cents += 2;
  const Amount free_of_fee = payment.principal + payment.compensation + payment.late_interest;
  const __int128 net = static_cast<__int128>(free_of_fee.minor) * whole +
                       static_cast<__int128>(payment.interest.minor) * (whole - interest_fee.ppm);
  // Above -1 cent, and whole: not below zero.
  return net * smallest_claim.minor >= static_cast<__int128>(cents - 1) * principal.minor * whole;
}

bool can_be_shared(std::span<const money::Instalment> schedule, Amount smallest_claim,
                   Amount principal, Rate interest_fee, Rate late_interest) {
  return std::ranges::all_of(schedule, [&](const money::Instalment& line) {
    return can_be_shared_late({line.principal, line.interest, {}, {}}, smallest_claim, principal,
                              interest_fee, late_interest);
  });
}

bool can_be_paid(const State& state, const Loan& loan, AccountId payer, const PaidTotals& after,
                 Amount fees, Amount interest_fee) {
  return state.ledger[payer].available() >= sum(payment_between(loan.paid, after)) + fees &&
         state.ledger[fee_account(state, loan)].available() >= -interest_fee;
}

void pay_holders(State& state, LoanId id, AccountId payer, const PaidTotals& before,
                 const PaidTotals& after, Amount interest_fee) {
  Ledger& ledger = state.ledger;
  const Loan& loan = state.loans[id];
  const Amount received = sum(payment_between(before, after));
  ledger.debit(payer, received);
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
  credit_or_debit(ledger, fee_account(state, loan), fees);
}

std::vector<protocol::Shortfall> holders_shortfalls(const State& state, const Loan& loan,
                                                    const PaidTotals& before,
                                                    const PaidTotals& after) {
  std::vector<protocol::Shortfall> taken;
  for_each_payout(loan, before, after, [&](const Claim& claim, Amount gross, Amount fee) {
    taken.push_back({claim.holder, gross - fee});
  });
  std::ranges::sort(taken, {}, &protocol::Shortfall::account);
  std::vector<protocol::Shortfall> short_of;
  for (std::size_t at = 0; at < taken.size();) {
    const AccountId account = taken[at].account;
    Amount missing = -state.ledger[account].available();
    for (; at < taken.size() && taken[at].account == account; ++at) missing += taken[at].amount;
    if (missing > Amount{}) short_of.push_back({account, missing});
  }
  return short_of;
}

void take_back(State& state, LoanId id, const PaidTotals& before, const PaidTotals& after,
               Amount interest_fee, std::span<const protocol::Shortfall> shortfalls) {
  Ledger& ledger = state.ledger;
  const Loan& loan = state.loans[id];
  std::vector<protocol::Shortfall> short_of(shortfalls.begin(), shortfalls.end());
  Amount taken;
  for_each_payout(loan, before, after, [&](const Claim& claim, Amount gross, Amount fee) {
    Amount amount = gross - fee;
    taken += amount;
    const auto missing =
        std::ranges::lower_bound(short_of, claim.holder, {}, &protocol::Shortfall::account);
    if (missing != short_of.end() && missing->account == claim.holder) {
      const Amount covered = std::min(missing->amount, amount);
      missing->amount -= covered;
      amount -= covered;
    }
    ledger.debit(claim.holder, amount);
  });
  ASSERT(taken == sum(payment_between(before, after)) - interest_fee);
  credit_or_debit(ledger, fee_account(state, loan), -interest_fee);
}

}  // namespace tributary::engine
