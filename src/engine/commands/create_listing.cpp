
#include "engine/bid_rules.hpp"
#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"

namespace tributary::engine {
namespace {

Refusal check_borrower(const State& state, const Context& context, AccountId id) {
  const Refusal against = check_account(state, context, id);
  if (against != Refusal::none) return against;
  return state.ledger[id].kind == AccountKind::member_cash ? Refusal::none
                                                           : Refusal::account_kind_unsuitable;
}

Refusal check_guarantor(const State& state, std::optional<AccountId> id) {
  if (!id) return Refusal::none;
  const Account* guarantor = state.ledger.find(*id);
  if (guarantor == nullptr) return Refusal::account_not_found;
  if (guarantor->closed) return Refusal::account_closed;
  return guarantor->kind == AccountKind::guarantor_cash ? Refusal::none
                                                        : Refusal::account_kind_unsuitable;
}

Refused check_rules(const protocol::BidRules& rules, Amount principal) {
  using protocol::RuleFault;
  const auto against = [](RuleFault fault) {
    return against_rule(Refusal::bid_rules_inconsistent, fault);
  };
  const auto is_maximum = [&](Amount limit) {
    return limit == Amount{} ||
           (check_amount(limit) == Refusal::none && limit >= rules.bid_amount_min);
  };
  if (!is_maximum(rules.bid_amount_max)) return against(RuleFault::bid_amount_max);
  if (!is_maximum(rules.investor_amount_max)) return against(RuleFault::investor_amount_max);
  if (rules.settle_within_days == 0 || rules.settle_within_days > limits::settle_within_days_max) {
    return against(RuleFault::settle_within_days);
  }
  if (check_amount(rules.bid_amount_min) != Refusal::none) {
    return against(RuleFault::bid_amount_min);
  }
  if (check_amount(rules.bid_amount_step) != Refusal::none) {
    return against(RuleFault::bid_amount_step);
  }
  if (!can_be_filled(rules, principal, limits::claims_per_loan_max)) {
    return against(RuleFault::raise);
  }
  return Refusal::none;
}

bool needs_reserve_fund(const protocol::CreateListing& listing) {
  return listing.fees.reserve != Rate{} ||
         listing.late.compensator == protocol::Compensator::reserve_fund;
}

/// Who compensates is named together with when, and a guarantor is there; nothing is written off
/// within its grace days or before it is compensated.
Refused check_late_rules(const protocol::LateRules& rules, Rate annual_rate, bool has_guarantor) {
  using protocol::Compensator;
  using protocol::RuleFault;
  const auto against = [](RuleFault fault) {
    return against_rule(Refusal::late_rules_invalid, fault);
  };
  const auto is_rate = [](Rate rate, Rate most) { return rate >= Rate{} && rate <= most; };
  if (!is_rate(rules.interest, limits::late_rate_max)) return against(RuleFault::late_interest);
  if (!is_rate(rules.fee, limits::late_rate_max)) return against(RuleFault::late_fee);
  if (!is_rate(rules.fee_then, limits::late_rate_max)) return against(RuleFault::late_fee_then);
  if (!is_rate(rules.interest_a_year, limits::late_rate_a_year_max)) {
    return against(RuleFault::late_interest_a_year);
  }
  if (!is_rate(rules.interest_of_contract, limits::late_rate_of_contract_max)) {
    return against(RuleFault::late_interest_of_contract);
  }
  if ((rules.fee_then != Rate{}) != (rules.fee_then_after_days != 0)) {
    return against(RuleFault::late_fee_tiers);
  }
  const auto rates = {rules.interest, rules.interest_a_year, rules.interest_of_contract};
  if (std::ranges::count(rates, Rate{}) < 2) return against(RuleFault::late_interest_said_twice);
  if (!is_possible_late_rate(rules, annual_rate)) return against(RuleFault::late_interest_in_all);
  const bool compensated = rules.compensator != Compensator::nobody;
  if (compensated != (rules.compensate_after_days != 0)) return against(RuleFault::compensation);
  if (rules.compensator == Compensator::guarantor && !has_guarantor) {
    return against(RuleFault::guarantor);
  }
  const bool written_off = rules.write_off_after_days != 0;
  if (written_off && (rules.write_off_after_days <= rules.grace_days ||
                      rules.write_off_after_days < rules.compensate_after_days)) {
    return against(RuleFault::write_off);
  }
  return Refusal::none;
}

/// With the smallest bid that gets a cent of every payment, if any does.
template <class Reaches>
Refused too_small(Amount bid, Amount principal, Reaches&& reaches) {
  if (!reaches(principal)) return Refusal::payment_too_small_to_share;
  Amount below = bid;
  Amount least = principal;
  while (below + Amount{1} < least) {
    const Amount middle = below + Amount{(least - below).minor / 2};
    (reaches(middle) ? least : below) = middle;
  }
  return {Refusal::payment_too_small_to_share, protocol::RefusalDetail::of(least, bid)};
}

}  // namespace

template <>
std::expected<protocol::ListingCreated, Refused> decide(const State& state, const Context& context,
                                                        const protocol::CreateListing& command) {
  if (auto against = first_of(check_borrower(state, context, command.borrower_account),
                              check_guarantor(state, command.guarantor_account));
      against != Refusal::none) {
    return refuse(against);
  }
  const Account& borrower = state.ledger[command.borrower_account];
  if (command.guarantor_account &&
      state.ledger[*command.guarantor_account].currency != borrower.currency) {
    return refuse(Refusal::currency_differs);
  }
  if (!state.ledger.platform(AccountKind::service_fee, borrower.currency) ||
      !state.ledger.platform(AccountKind::interest_fee, borrower.currency) ||
      (needs_reserve_fund(command) &&
       !state.ledger.platform(AccountKind::reserve_fund, borrower.currency))) {
    return refuse(Refusal::platform_account_missing);
  }
  if (auto against = check_blocks(
          state, {command.borrower_account, command.guarantor_account.value_or(AccountId{})});
      against != Refusal::none) {
    return refuse(against);
  }
  if (command.guarantor_account &&
      state.ledger[*command.guarantor_account].owner == borrower.owner) {
    return refuse(Refusal::guarantor_is_borrower);
  }
  if (auto against = check_amount(command.principal); against != Refusal::none) {
    return refuse(against);
  }
  if (const auto error = money::find_error(command.terms, command.principals, command.principal)) {
    return refuse(against_terms(*error));
  }
  // Any day serves to see whether the terms give a schedule at all.
  const auto schedule = money::make_schedule(command.terms, command.principals, command.principal,
                                             Date{}, std::nullopt, money::Calendar{});
  if (!schedule) return refuse(against_terms(schedule.error()));
  if (!money::are_shares(command.fees)) {
    return refuse(against_terms(money::TermsError::fee_out_of_range));
  }
  const bool pays_guarantor =
      command.fees.guarantee != Rate{} || command.fees.guarantee_per_period != Rate{};
  if (pays_guarantor && !command.guarantor_account) {
    return refuse(against_rule(Refusal::loan_terms_invalid, protocol::RuleFault::guarantor));
  }
  if (auto against = check_rules(command.rules, command.principal); against != Refusal::none) {
    return refuse(against);
  }
  const auto reaches = [&](Amount smallest) {
    return can_be_shared(*schedule, smallest, command.principal, command.fees.interest,
                         charges_late_interest(command.late));
  };
  if (!reaches(command.rules.bid_amount_min)) {
    return refuse(too_small(command.rules.bid_amount_min, command.principal, reaches));
  }
  if (money::fees_withheld(command.fees, command.principal).total() >= command.principal) {
    return refuse(Refusal::fees_exceed_principal);
  }
  const Borrowing borrowing = state.borrowings.of(borrower.owner, borrower.currency);
  const Amount cap = borrowing.max == Amount{} ? limits::currency_total_max : borrowing.max;
  if (borrowing.owed + command.principal > cap) {
    return refuse(Refusal::borrowing_exceeds_cap, cap, borrowing.owed + command.principal);
  }
  const std::uint32_t group = state.parties[borrower.owner].related_group;
  if (group != 0) {
    const Borrowing of_all = state.group_borrowings.of(group, borrower.currency);
    const Amount group_cap = of_all.max == Amount{} ? limits::currency_total_max : of_all.max;
    if (of_all.owed + command.principal > group_cap) {
      return refuse(Refusal::group_borrowing_exceeds_cap, group_cap,
                    of_all.owed + command.principal);
    }
  }
  if (state.loans.in_memory() >= limits::loans_max) return refuse(Refusal::capacity_reached);
  if (auto against = check_late_rules(command.late, command.terms.annual_rate,
                                      command.guarantor_account.has_value());
      against != Refusal::none) {
    return refuse(against);
  }
  return protocol::ListingCreated{state.loans.next_id(),
                                  command.borrower_account,
                                  command.guarantor_account.value_or(AccountId{}),
                                  borrower.currency,
                                  command.title.text,
                                  command.principal,
                                  command.terms,
                                  command.rules,
                                  command.fees,
                                  command.allocation,
                                  command.late,
                                  command.principals};
}

}  // namespace tributary::engine
