#include <array>

#include "engine/commands/checks.hpp"
#include "engine/payout.hpp"

namespace tributary::engine {
namespace {

struct Parts {
  Amount fee;
  Amount interest;
  Amount principal;
};

/// Uses `amount` up on what the period still owes, in the loan's order.
Parts allocate(const LoanPeriod& period, Amount amount, protocol::Allocation order) {
  Parts parts;
  const auto take = [&](Amount& part, Amount owed) {
    part = std::min(amount, owed);
    amount -= part;
  };
  const Amount fee = period.fee - period.fee_paid;
  const Amount interest = period.interest - period.interest_paid;
  const Amount principal = period.principal - period.principal_paid;
  if (order == protocol::Allocation::fee_penalty_interest_principal) {
    take(parts.fee, fee);
    take(parts.interest, interest);
    take(parts.principal, principal);
  } else {
    take(parts.principal, principal);
    take(parts.interest, interest);
    take(parts.fee, fee);
  }
  ASSERT(amount == Amount{});
  return parts;
}

/// A part payment has to be large enough for all holders, and so does what it leaves of the period.
bool can_be_split(const Loan& loan, const LoanPeriod& period, const Parts& parts) {
  const Amount smallest = smallest_claim(loan);
  const PaidTotals rest{period.principal - period.principal_paid - parts.principal,
                        period.interest - period.interest_paid - parts.interest,
                        {}};
  return can_be_shared(PaidTotals{parts.principal, parts.interest, {}}, smallest, loan.principal,
                       loan.fees.interest) &&
         can_be_shared(rest, smallest, loan.principal, loan.fees.interest);
}

}  // namespace

template <>
std::expected<protocol::InstalmentCollected, Refusal> decide(
    const State& state, const Context& context, const protocol::CollectInstalment& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (loan.state != LoanState::repaying) return refuse(Refusal::loan_not_repaying);
  if (command.period == 0 || command.period > loan.periods.size()) {
    return refuse(Refusal::period_not_found);
  }
  const LoanPeriod& period = loan.periods[command.period - 1];
  if (period.paid()) return refuse(Refusal::period_already_paid);
  if (command.period != loan.next_period()) return refuse(Refusal::earlier_period_unpaid);
  if (command.on < loan.last_date) return refuse(Refusal::date_goes_back);
  if (command.on < period.due) return refuse(Refusal::instalment_not_due);
  const Amount amount = command.amount.value_or(period.left());
  if (auto against = check_amount(amount); against != Refusal::none) return refuse(against);
  if (amount > period.left()) return refuse(Refusal::amount_exceeds_due);

  const bool period_paid = amount == period.left();
  const Parts parts = allocate(period, amount, loan.allocation);
  if (!period_paid && !can_be_split(loan, period, parts)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  PaidTotals after = loan.paid;
  after.principal += parts.principal;
  after.interest += parts.interest;
  const Amount interest_fee = interest_fees(loan, loan.paid, after);
  if (!can_be_paid(state, loan, after, parts.fee, interest_fee)) {
    return refuse(Refusal::insufficient_funds);
  }
  return protocol::InstalmentCollected{
      command.loan, command.period,
      command.on,   loan.borrower,
      loan.paid,    after,
      parts.fee,    interest_fee,
      period_paid,  period_paid && command.period == loan.periods.size()};
}

}  // namespace tributary::engine
