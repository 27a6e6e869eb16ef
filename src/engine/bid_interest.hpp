#pragma once

#include <iterator>

#include "engine/loan.hpp"
#include "money/accrual.hpp"

/// What bids earn until their loan is settled, where a product pays interest from the bid on.
namespace tributary::engine {

inline bool earns_from_bid(const Loan& loan) {
  return loan.rules.interest_from == protocol::InterestFrom::bid;
}

/// Calls `visit(claim, interest)` for each claim of a loan whose bids earn interest, with what it
/// has earned if the loan is settled `on` that day; never for any other loan.
template <class Visit>
void for_each_bid_interest(const Loan& loan, Date on, Visit&& visit) {
  if (loan.bid_days.empty()) return;
  auto run = loan.bid_days.begin();
  auto voided = loan.bids_voided.begin();
  std::uint32_t bid = 0;
  Amount from;
  for (const Claim& claim : loan.claims) {
    for (; voided != loan.bids_voided.end() && *voided == bid; ++voided) ++bid;
    while (std::next(run) != loan.bid_days.end() && std::next(run)->first_bid <= bid) ++run;
    visit(claim, money::bid_interest(loan.terms, claim.end - from, run->day, on));
    from = claim.end;
    ++bid;
  }
}

/// Of all of them.
inline Amount interest_of_bids(const Loan& loan, Date on) {
  Amount sum;
  for_each_bid_interest(loan, on, [&](const Claim&, Amount interest) { sum += interest; });
  return sum;
}

}  // namespace tributary::engine
