#pragma once

#include <vector>

#include "engine/payout.hpp"
#include "engine/rules.hpp"
#include "engine/servicing.hpp"

/// What prepaying the whole and prepaying a part have in common.
namespace tributary::engine {

/// The loan is being repaid, the caller may act for its borrower, and nothing is due by `on`.
Refused check_prepayment(const State& state, const Context& context, LoanId loan, Date on);

/// What was charged for days after `day`, to be taken off: nothing was due by then.
std::vector<protocol::LateCharge> charged_since(const Loan& loan, Date day);

/// What the holders will have received once `principal` is prepaid: it, the interest to the day, or
/// of the whole loan to the next due date, and the compensation agreed on.
/// Needs: nothing is due by `on`.
PaidTotals after_prepayment(const Loan& loan, Amount principal, Date on);

}  // namespace tributary::engine
