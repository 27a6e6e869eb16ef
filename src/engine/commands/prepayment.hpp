#pragma once

#include <vector>

#include "engine/decision.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"
#include "protocol/query.hpp"

/// What prepaying the whole and prepaying a part have in common.
namespace tributary::engine {

/// The loan is being repaid, the caller may act for its borrower, and nothing is due by `on`.
Refused check_prepayment(const State& state, const Context& context, LoanId loan, Date on);

/// Whether a part can be prepaid on the day, as far as instalments stand in its way: none, or those
/// that were due by then or wait for a business day.
/// Needs: `check_prepayment` found nothing.
Refusal check_part(const Loan& loan, Date on);

/// Whether the loan still has room for the schedule that one more part prepayment replaces.
Refused check_schedules_kept(const Loan& loan);

/// What was charged for days after `day`, to be taken off: nothing was due by then.
std::vector<protocol::LateCharge> charged_since(const Loan& loan, Date day);

/// What the holders will have received once `principal` is prepaid: it, the interest to the day, or
/// of the whole loan to the next due date, and the compensation agreed on.
/// Needs: nothing is due by `on`.
PaidTotals after_prepayment(const Loan& loan, Amount principal, Date on);

/// What prepaying all of a loan comes to, if nothing stands against it but the day, a block or what
/// the borrower has.
std::expected<protocol::LoanPrepaid, Refused> prepayment_of(const Loan& loan,
                                                            const protocol::PrepayLoan& command);

/// Likewise a part of its principal, and the instalments after it.
/// Needs: no day before what `check_prepayment` has asked for.
std::expected<protocol::PrincipalPrepaid, Refused> prepayment_of(
    const State& state, const Loan& loan, const protocol::PrepayPrincipal& command);

/// What an answer says of it: for a look or two at the claims. Of a part that cannot be prepaid,
/// the search for one that can is the command's, so that asking never holds commands up.
protocol::Answer view_of_prepayment(const State& state, const Context& context,
                                    const protocol::PrepaymentQuery& query);

}  // namespace tributary::engine
