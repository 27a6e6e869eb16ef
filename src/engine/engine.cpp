#include "engine/engine.hpp"

#include <algorithm>

#include "engine/commands/prepayment.hpp"
#include "engine/language.hpp"
#include "engine/missing.hpp"
#include "engine/pages.hpp"
#include "engine/work.hpp"

namespace tributary::engine {

using protocol::Refusal;

NewerRules::NewerRules(RulesVersion rules)
    : std::runtime_error("the journal was decided by rules " + std::to_string(rules) +
                         ", this program knows those up to " + std::to_string(rules_version)) {}

void Engine::begin_group(protocol::Time now, RulesVersion rules) {
  if (rules > rules_version) throw NewerRules(rules);
  if (now > state_.now) state_.now = now;
  rules_ = rules;
}

namespace {

/// What a framed bid names first; zero ids for any other command. Bids come in floods, each of
/// another account.
struct BidHead {
  LoanId loan;
  AccountId account;
};

BidHead head_of_bid(std::span<const std::byte> command) {
  protocol::Reader in(command);
  if (in.varint() != protocol::PlaceBid::number) return {};
  in.varint();
  const LoanId loan{in.varint()};
  return {loan, {in.varint()}};
}

}  // namespace

void Engine::prefetch(const Upcoming& upcoming) const {
  if (upcoming.command.empty()) return;
  state_.requests.prefetch(upcoming.key);
  const BidHead bid = head_of_bid(upcoming.command);
  state_.ledger.accounts().prefetch(bid.account.value);
  if (const Loan* loan = state_.loans.find(bid.loan)) {
    loan->bid_totals.prefetch(bid.account);
    // Where its claim will be appended.
    __builtin_prefetch(loan->claims.data() + loan->claims.size(), 1);
  }
}

void Engine::prefetch_owner(const Upcoming& upcoming) const {
  if (upcoming.command.empty()) return;
  if (const Account* account = state_.ledger.find(head_of_bid(upcoming.command).account)) {
    state_.parties.parties().prefetch(account->owner);
  }
}

Verdict Engine::execute(const protocol::Request& request, base::ByteBuffer& group) {
  if (const auto* known = state_.requests.find(request.key)) {
    const bool same = known->body_hash == protocol::body_hash_of(request);
    return {same ? Verdict::Kind::repeated : Verdict::Kind::reused,
            known->sequence,
            same ? Refusal::none : Refusal::request_id_reused,
            {}};
  }
  if (const auto reference = protocol::reference_key_of(request)) {
    if (const auto* known = state_.requests.find(*reference)) {
      return {Verdict::Kind::reused, known->sequence, Refusal::bank_reference_recorded, {}};
    }
  }
  return decide_and_apply<protocol::Commands>(state_, rules_, request, group);
}

void Engine::replay(const protocol::Record& record) {
  fold<protocol::Events>(state_, rules_, record);
}

protocol::KnownRequest known_request(protocol::Sequence sequence, const protocol::Record& record) {
  return {record.key, protocol::body_hash_of(record.request()), sequence};
}

std::optional<protocol::KnownRequest> known_reference(protocol::Sequence sequence,
                                                      const protocol::Record& record) {
  if (record.refusal != Refusal::none) return std::nullopt;
  const auto key = protocol::reference_key_of(record.request());
  if (!key) return std::nullopt;
  return protocol::KnownRequest{*key, 0, sequence};
}

Refused decide_again(const State& state, protocol::Sequence sequence,
                     const protocol::Record& record, base::ByteBuffer& event) {
  return decide_again_in<protocol::Commands>(state, {sequence, state.time(), record.sender}, record,
                                             event);
}

namespace {

protocol::Answer view(const State& state, const Context& context,
                      const protocol::AccountQuery& query) {
  const Account* account = state.ledger.find(query.account);
  if (account == nullptr) return Refusal::account_not_found;
  const protocol::PartyId owner = state.parties[account->owner].id;
  if (!context.may_act_for(owner)) return Refusal::account_not_yours;
  return protocol::AccountView{query.account,
                               owner,
                               account->kind,
                               account->currency,
                               account->posted,
                               account->held,
                               account->available(),
                               account->closed,
                               state.ledger.owed(query.account),
                               std::max(Amount{}, state.ledger.spendable(query.account))};
}

protocol::Answer view(const State& state, const Context&, const protocol::LoanQuery& query) {
  const Loan* loan = state.loans.find(query.loan);
  if (loan == nullptr) return missing(state, query.loan);
  return protocol::LoanView{loan->id,     loan->state,       loan->currency, loan->principal,
                            loan->raised, loan->remaining(), loan->bids,     loan->paid};
}

protocol::Answer view(const State& state, const Context& context,
                      const protocol::WithdrawalQuery& query) {
  const Withdrawal* withdrawal = state.withdrawals.find(query.withdrawal);
  if (withdrawal == nullptr) return missing(state, query.withdrawal);
  const protocol::PartyId owner = state.parties[state.ledger[withdrawal->account].owner].id;
  if (!context.may_act_for(owner)) return Refusal::account_not_yours;
  return view_of(state, query.withdrawal);
}

protocol::Answer view(const State& state, const Context&, const protocol::WithdrawalRulesQuery&) {
  return tariffs_of(state);
}

/// A member reads what moved money from or to an account of its own.
protocol::Answer view(const State& state, const Context& context,
                      const protocol::PostingQuery& query) {
  const std::uint64_t number = state.ledger.find_posting(query.posting);
  if (number == 0) return missing(state, query.posting);
  const Posting& posting = state.ledger.postings()[number];
  const auto is_own = [&](AccountId account) {
    return context.may_act_for(state.parties[state.ledger[account].owner].id);
  };
  if (!is_own(posting.from) && !is_own(posting.to)) return Refusal::account_not_yours;
  return view_of(state, posting, number);
}

/// Of another party a member does not even learn whether there is one.
protocol::Answer view(const State& state, const Context& context,
                      const protocol::PartyQuery& query) {
  if (!context.may_act_for(query.party)) return Refusal::forbidden;
  const PartyNumber number = state.parties.find(query.party);
  if (number == 0) return Refusal::party_not_found;
  return view_of_party(state, number);
}

protocol::Answer view(const State& state, const Context&, const protocol::WithdrawalsQuery& query) {
  return page_of(state, query);
}

protocol::Answer view(const State& state, const Context&, const protocol::ReceivablesQuery& query) {
  return page_of(state, query);
}

protocol::Answer view(const State& state, const Context&, const protocol::WorkQuery& query) {
  return work_due(state, query);
}

protocol::Answer view(const State& state, const Context& context,
                      const protocol::PrepaymentQuery& query) {
  return view_of_prepayment(state, context, query);
}

}  // namespace

protocol::Answer Engine::answer(const protocol::Sender& sender,
                                const protocol::Query& query) const {
  const Context context{state_.sequence, state_.time(), sender};
  return std::visit([&](const auto& asked) { return view(state_, context, asked); }, query);
}

}  // namespace tributary::engine
