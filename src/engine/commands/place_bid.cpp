#include "engine/bid_rules.hpp"
#include "engine/commands/checks.hpp"

namespace tributary::engine {
namespace {

using protocol::RefusalDetail;

Refusal check_listing(const Loan& loan, const Context& context) {
  switch (loan.state) {
    case LoanState::open:
      return context.now < loan.closes_at ? Refusal::none : Refusal::listing_closed;
    case LoanState::full:
    case LoanState::repaying:
    case LoanState::overdue:
    case LoanState::compensated:
    case LoanState::written_off:
    case LoanState::repaid:
    case LoanState::prepaid:
      return Refusal::loan_full;
    case LoanState::review:
    case LoanState::approved:
    case LoanState::scheduled:
      return Refusal::loan_not_open;
    case LoanState::rejected:
    case LoanState::cancelled:
    case LoanState::failed:
      return Refusal::listing_ended;
  }
  base::assertion_failed("a loan has a state", __FILE__, __LINE__);
}

Refused check_investor(const Party& investor, const Party& borrower, const Loan& loan,
                       protocol::AccessCode access_code) {
  const protocol::BidRules& rules = loan.rules;
  if (investor.id == borrower.id) return Refusal::bid_on_own_loan;
  if (investor.related_group != 0 && investor.related_group == borrower.related_group) {
    return Refusal::bid_on_related_loan;
  }
  if (rules.newcomers_only && investor.first_loan && investor.first_loan != loan.id) {
    return Refusal::newcomers_only;
  }
  if (investor.vip_level < rules.vip_level_min) {
    return {Refusal::vip_level_too_low,
            RefusalDetail::of_levels(rules.vip_level_min, investor.vip_level)};
  }
  if (rules.access_code != protocol::AccessCode{} && rules.access_code != access_code) {
    return Refusal::access_code_wrong;
  }
  if (investor.risk_level < rules.risk_level) {
    return {Refusal::risk_level_too_low,
            RefusalDetail::of_levels(rules.risk_level, investor.risk_level)};
  }
  return Refusal::none;
}

/// How many bids a loan takes besides those it has.
std::size_t bids_left(const Loan& loan) { return limits::claims_per_loan_max - loan.claims.size(); }

/// The rules for the next bid. Where a bid off the step was voided, what is left may not be on the
/// step any more; then the step is not asked.
protocol::BidRules rules_now(const Loan& loan) {
  protocol::BidRules rules = loan.rules;
  if (!can_be_filled(rules, loan.remaining(), bids_left(loan))) rules.bid_amount_step = {1};
  return rules;
}

/// A bid that takes all that is left need not keep to minimum and step; any other leaves what
/// others can bid.
Refused check_size(const Loan& loan, AccountId investor, Amount amount) {
  const protocol::BidRules rules = rules_now(loan);
  const Amount remaining = loan.remaining();
  if (amount != remaining) {
    if (amount < rules.bid_amount_min) {
      return {Refusal::bid_below_minimum, RefusalDetail::of(rules.bid_amount_min, amount)};
    }
    if ((amount - rules.bid_amount_min).minor % rules.bid_amount_step.minor != 0) {
      return {Refusal::bid_off_step, RefusalDetail::of(rules.bid_amount_step, amount)};
    }
  }
  if (rules.bid_amount_max != Amount{} && amount > rules.bid_amount_max) {
    return {Refusal::bid_exceeds_maximum, RefusalDetail::of(rules.bid_amount_max, amount)};
  }
  if (rules.investor_amount_max != Amount{}) {
    const Amount together = loan.bid_totals.of(investor) + amount;
    if (together > rules.investor_amount_max) {
      return {Refusal::bid_exceeds_investor_maximum,
              RefusalDetail::of(rules.investor_amount_max, together)};
    }
  }
  if (amount > remaining) {
    return {Refusal::bid_exceeds_remaining_amount, RefusalDetail::of(remaining, amount)};
  }
  if (amount == remaining) return Refusal::none;
  const Amount rest = remaining - amount;
  if (rest < rules.bid_amount_min) {
    return {Refusal::bid_leaves_too_little, RefusalDetail::of(rules.bid_amount_min, rest)};
  }
  if (!can_be_filled(rules, rest, limits::claims_per_loan_max)) {
    return {Refusal::bid_leaves_too_little, RefusalDetail::of(rules.bid_amount_min, rest)};
  }
  return can_be_filled(rules, rest, bids_left(loan) - 1) ? Refusal::none
                                                         : Refusal::bid_count_reached;
}

}  // namespace

template <>
std::expected<protocol::BidPlaced, Refused> decide(const State& state, const Context& context,
                                                   const protocol::PlaceBid& command) {
  if (auto against = check_account(state, context, command.account); against != Refusal::none) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.kind != AccountKind::member_cash) return refuse(Refusal::account_kind_unsuitable);
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->currency != account.currency) return refuse(Refusal::currency_differs);
  if (auto against = check_listing(*loan, context); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_blocks(state, {command.account, loan->borrower, loan->guarantor});
      against != Refusal::none) {
    return refuse(against);
  }
  const Party& investor = state.parties[account.owner];
  const Party& borrower = state.parties[state.ledger[loan->borrower].owner];
  if (auto against = check_investor(investor, borrower, *loan, command.access_code);
      against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  const Amount amount =
      command.fill_remaining ? std::min(command.amount, loan->remaining()) : command.amount;
  if (auto against = check_size(*loan, command.account, amount); against != Refusal::none) {
    return refuse(against);
  }
  const Amount spendable = state.ledger.spendable(command.account);
  if (spendable < amount) return refuse(lacks_funds(spendable, amount));
  return protocol::BidPlaced{command.loan, loan->bids_placed, command.account, loan->raised,
                             amount};
}

}  // namespace tributary::engine
