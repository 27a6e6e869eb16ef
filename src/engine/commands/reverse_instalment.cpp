#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {
namespace {

/// The collection that `payment` names, if it is the latest that stands.
std::expected<const Collection*, Refused> find_collection(const Loan& loan,
                                                          protocol::PostingId payment) {
  const auto named = std::ranges::find(loan.collections, payment, &Collection::payment);
  if (named == loan.collections.end()) return refuse(Refusal::posting_not_found);
  if (named->reversed) return refuse(Refusal::posting_already_reversed);
  const bool is_last = std::all_of(named + 1, loan.collections.end(),
                                   [](const Collection& later) { return later.reversed; });
  if (!is_last) return refuse(Refusal::payment_not_last);
  return &*named;
}

std::vector<protocol::Shortfall> shortfalls(const State& state, const Loan& loan,
                                            const Collection& collected) {
  if (!collected.payee) {
    return holders_shortfalls(state, loan, collected.paid_before, collected.paid_after);
  }
  const Amount received =
      collected.parts.principal + collected.parts.interest + collected.parts.late_interest;
  const Amount available = state.ledger[collected.payee].available();
  if (available >= received) return {};
  return {{collected.payee, received - available}};
}

/// Whether the platform's own accounts can give back what they kept.
bool fees_can_be_returned(const State& state, const Loan& loan, const Collection& collected) {
  const auto available = [&](AccountKind kind) {
    return state.ledger[state.ledger.platform(kind, loan.currency)].available();
  };
  return available(AccountKind::service_fee) >= collected.service_fee + collected.late_fee &&
         available(AccountKind::interest_fee) >= collected.interest_fee;
}

LoanPeriod without(const Loan& loan, const Collection& collected, Date on) {
  LoanPeriod period = loan.periods[collected.period - 1];
  period.principal_paid -= collected.parts.principal;
  period.interest_paid -= collected.parts.interest;
  period.late_interest_paid -= collected.parts.late_interest;
  period.fee_paid -= collected.service_fee;
  period.late_fee_paid -= collected.late_fee;
  period.overdue = is_overdue(loan, period, on);
  return period;
}

}  // namespace

template <>
std::expected<protocol::InstalmentReversed, Refused> decide(
    const State& state, const Context& context, const protocol::ReverseInstalment& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!loan.live() || loan.state < LoanState::repaying) return refuse(Refusal::loan_not_repaying);
  const auto found = find_collection(loan, command.payment);
  if (!found) return refuse(found.error());
  const Collection& collected = **found;
  if (auto against = check_date(state, context, loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  auto short_of = shortfalls(state, loan, collected);
  const AccountId receivables =
      short_of.empty() ? AccountId{}
                       : state.ledger.platform(AccountKind::receivables, loan.currency);
  if ((!short_of.empty() && !receivables) || !fees_can_be_returned(state, loan, collected)) {
    return refuse(Refusal::insufficient_funds);
  }
  Amount owed;
  for (const protocol::Shortfall& shortfall : short_of) owed += shortfall.amount;
  if (!state.ledger.has_room(state.ledger.platform(AccountKind::custodian, loan.currency), owed)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::InstalmentReversed{
      command.loan,
      command.payment,
      collected.period,
      command.on,
      loan.borrower,
      collected.payee,
      collected.parts,
      collected.paid_after,
      collected.paid_before,
      collected.service_fee,
      collected.late_fee,
      collected.interest_fee,
      receivables,
      std::move(short_of),
      state_with(loan, collected.period, without(loan, collected, command.on)),
      command.memo.text};
}

}  // namespace tributary::engine
