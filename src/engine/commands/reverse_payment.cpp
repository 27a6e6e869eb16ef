#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {
namespace {

/// Why `payment` is not the one to be taken back next.
Refusal check_payment(const Loan& loan, protocol::PostingId payment) {
  const auto named = std::ranges::find(loan.payments, payment, &Payment::payment);
  if (named == loan.payments.end()) return Refusal::posting_not_found;
  if (named->reversed) return Refusal::posting_already_reversed;
  return &*named == last_standing(loan) ? Refusal::none : Refusal::payment_not_last;
}

}  // namespace

template <>
std::expected<protocol::PaymentReversed, Refused> decide(const State& state, const Context& context,
                                                         const protocol::ReversePayment& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!loan.settled()) return refuse(Refusal::loan_not_repaying);
  if (auto against = check_payment(loan, command.payment); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_date(state, context, loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  Loan without = loan;
  protocol::PaymentTakenBack taken = take_back_last(state, without, command.on);
  Movement movement;
  add_taken_back(movement, state, taken);
  auto shortfalls = movement.shortfalls(state.ledger);
  if (!state.ledger.has_room_for_fact(loan.currency, sum(shortfalls)) ||
      !has_room_for_borrowing(state, {&taken, 1})) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  const protocol::Cover cover = cover_of(state.ledger, loan.currency, movement, shortfalls);
  return protocol::PaymentReversed{std::move(taken), std::move(shortfalls), cover,
                                   command.memo.text};
}

}  // namespace tributary::engine
