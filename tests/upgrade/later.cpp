#include "tests/upgrade/later.hpp"

namespace tributary::engine {

namespace {

protocol::BidRules known(const later::BidRules& rules) {
  return {rules.bid_amount_min,      rules.bid_amount_step, rules.bid_amount_max,
          rules.investor_amount_max, rules.newcomers_only,  rules.vip_level_min,
          rules.risk_level,          rules.access_code};
}

}  // namespace

template <>
std::expected<later::ListingCreated, Refused> decide(const State& state, const Context& context,
                                                     const later::CreateListing& command) {
  const auto event = decide(state, context,
                            protocol::CreateListing{command.borrower_account,
                                                    command.guarantor_account,
                                                    command.title,
                                                    command.principal,
                                                    command.terms,
                                                    known(command.rules),
                                                    command.fees,
                                                    command.allocation,
                                                    command.late,
                                                    {}});
  if (!event) return std::unexpected(event.error());
  return later::ListingCreated{event->loan,
                               event->borrower_account,
                               event->guarantor_account,
                               event->currency,
                               event->title,
                               event->principal,
                               event->terms,
                               command.rules,
                               event->fees,
                               event->allocation,
                               event->late};
}

template <>
void apply(State& state, const Context& context, const later::ListingCreated& event) {
  apply(state, context,
        protocol::ListingCreated{event.loan,
                                 event.borrower_account,
                                 event.guarantor_account,
                                 event.currency,
                                 event.title,
                                 event.principal,
                                 event.terms,
                                 known(event.rules),
                                 event.fees,
                                 event.allocation,
                                 event.late,
                                 {}});
}

template <>
std::expected<later::BidPlaced, Refused> decide(const State& state, const Context& context,
                                                const later::PlaceBid& command) {
  if (command.memo.text.empty()) return refuse(Refusal::malformed_request);
  const auto event = decide(state, context,
                            protocol::PlaceBid{command.loan, command.account, command.amount,
                                               command.fill_remaining, command.access_code});
  if (!event) return std::unexpected(event.error());
  return later::BidPlaced{event->loan, event->bid,    event->account,
                          event->from, event->amount, command.memo.text};
}

template <>
void apply(State& state, const Context& context, const later::BidPlaced& event) {
  apply(state, context,
        protocol::BidPlaced{event.loan, event.bid, event.account, event.from, event.amount});
  if (context.rules < later::rules) return;
  state.parties.change(state.ledger[event.account].owner,
                       [](Party& party) { party.vip_level = 1; });
}

}  // namespace tributary::engine
