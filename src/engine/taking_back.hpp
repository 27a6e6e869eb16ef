#pragma once

#include <span>

#include "engine/movement.hpp"
#include "engine/state.hpp"
#include "protocol/payment.hpp"

/// Payments of a loan backwards, newest first: what the loan is without them, and who gives back.
namespace tributary::engine {

/// The payment that stands and was made last, or none.
const Payment* last_standing(const Loan& loan);

/// The first day that a payment can be dated, however late it is entered: of the last payment that
/// stands, or of the settlement; and of a write-off.
Date first_payable(const Loan& loan);

/// The claims as they lay when the payment was made: it takes from those who were paid, not from
/// who holds now. No claim has changed hands since any payment that is kept.
std::span<const Claim> claims_at(const Loan& loan, const Payment& payment);

/// The loan's schedule, totals, dates and state become those without its last standing payment.
/// What the payment had changed of the schedule is again as it was; charges of late interest since
/// then are gone with it and are assessed anew. What is late costs as much as if the payment had
/// never been made: gives what that changes. Needs: a loan whose details are kept.
std::vector<protocol::LateCharge> undo_last_payment(Loan& loan, Date on);

/// What happens when the last standing payment of `loan` is taken back on `on`. Changes `loan`, a
/// copy, as the event will change the loan itself.
protocol::PaymentTakenBack take_back_last(const State& state, Loan& loan, Date on);

/// Whether what borrowers owe again can be counted at all: as with money, only a fault asks for
/// more.
bool has_room_for_borrowing(const State& state, std::span<const protocol::PaymentTakenBack> taken);

/// The postings of it, on the claims of the loan itself.
void add_taken_back(Movement& movement, const State& state,
                    const protocol::PaymentTakenBack& taken);

/// Everything of it but the postings.
void apply_taken_back(State& state, const protocol::PaymentTakenBack& taken);

/// The payment that a bounce of `deposit` takes back next; zero: there is none.
protocol::PostingId next_taken_back(const State& state, AccountId payer,
                                    protocol::PostingId deposit);

/// What one account paid for loans since a deposit, taken back newest first as far as needed.
struct PaymentsTaken {
  std::vector<protocol::PaymentTakenBack> taken;
  bool unfinished = false;  ///< more is needed, and there is more than one step may take
};

/// Adds to `movement` what gives `account` back at least `needed`, or all there is.
PaymentsTaken take_payments_since(const State& state, AccountId account,
                                  protocol::PostingId deposit, Amount needed, Movement& movement);

}  // namespace tributary::engine
