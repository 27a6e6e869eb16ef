#pragma once

#include "money/calendar.hpp"
#include "money/loan_cost.hpp"
#include "protocol/event.hpp"

/// What a loan costs its borrower, by the arithmetic of a quote.
namespace tributary::books {

/// Of a listing of which `principal` is lent, as if it were paid out on the day it was listed on,
/// by UTC: a borrower compares before there is a day. None where that day gives no schedule. What
/// bids will have earned by a settlement is not in it: nobody knows yet.
money::LoanCost cost_of(const protocol::ListingCreated& listing, money::Amount principal,
                        protocol::Time listed_at, const money::Calendar& calendar);

/// Of a loan as it was settled; what happens to its schedule later changes nothing.
money::LoanCost cost_of(const money::Terms& listed, const protocol::LoanSettled& settled);

}  // namespace tributary::books
