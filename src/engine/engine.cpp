#include "engine/engine.hpp"

#include "engine/rules.hpp"
#include "engine/work.hpp"

namespace tributary::engine {

using protocol::Refusal;

void Engine::begin_group(protocol::Time now) {
  if (now > state_.now) state_.now = now;
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

Verdict Engine::execute(protocol::RequestKey key, protocol::CallerId caller,
                        std::span<const std::byte> command, base::ByteBuffer& group) {
  const std::uint64_t body_hash = base::hash_bytes(command);
  if (const auto* known = state_.requests.find(key)) {
    const bool same = known->body_hash == body_hash;
    return {same ? Verdict::Kind::repeated : Verdict::Kind::reused,
            known->sequence,
            same ? Refusal::none : Refusal::request_id_reused,
            {}};
  }

  protocol::Reader in(command);
  const protocol::Frame frame = protocol::read_frame(in);
  if (!in.done()) throw protocol::CodecError("more than one command");
  Verdict verdict;
  protocol::visit_frame<protocol::Commands>(frame, [&]<class Command>(const Command& wish) {
    const Context context{++state_.sequence, state_.now, caller};
    state_.requests.insert({key, body_hash, context.sequence});
    verdict.sequence = context.sequence;
    verdict.loan = protocol::loan_of(wish);
    protocol::write_record_head(group, key, caller, command);
    const auto decision = decide(state_, context, wish);
    if (decision) {
      apply(state_, context, *decision);
      protocol::write_event(group, *decision);
    } else {
      verdict.refusal = decision.error();
      protocol::write_refusal(group, decision.error());
    }
  });
  return verdict;
}

void Engine::replay(const protocol::Record& record) {
  const Context context{++state_.sequence, state_.now, record.caller};
  state_.requests.insert(known_request(context.sequence, record));
  if (record.refusal != Refusal::none) return;
  protocol::visit_frame<protocol::Events>(
      record.event, [&](const auto& event) { apply(state_, context, event); });
}

protocol::KnownRequest known_request(protocol::Sequence sequence, const protocol::Record& record) {
  return {record.key, base::hash_bytes(record.command_bytes), sequence};
}

protocol::Refusal decide_again(const State& state, protocol::Sequence sequence,
                               const protocol::Record& record, base::ByteBuffer& event) {
  Refusal refusal = Refusal::none;
  protocol::visit_frame<protocol::Commands>(
      record.command, [&]<class Command>(const Command& command) {
        const auto decision = decide(state, Context{sequence, state.now, record.caller}, command);
        if (decision) {
          protocol::encode_framed(event, *decision);
        } else {
          refusal = decision.error();
        }
      });
  return refusal;
}

namespace {

protocol::Answer view(const State& state, const Context& context,
                      const protocol::AccountQuery& query) {
  const Account* account = state.ledger.find(query.account);
  if (account == nullptr) return Refusal::account_not_found;
  const protocol::PartyId owner = state.parties[account->owner].id;
  if (!context.may_act_for(owner)) return Refusal::account_not_yours;
  return protocol::AccountView{
      query.account,        owner,           account->kind,
      account->currency,    account->posted, account->held,
      account->available(), account->closed, state.ledger.owed(query.account)};
}

protocol::Answer view(const State& state, const Context&, const protocol::LoanQuery& query) {
  const Loan* loan = state.loans.find(query.loan);
  if (loan == nullptr) return Refusal::loan_not_found;
  return protocol::LoanView{loan->id,     loan->state,       loan->currency, loan->principal,
                            loan->raised, loan->remaining(), loan->bids,     loan->paid};
}

protocol::Answer view(const State& state, const Context&, const protocol::WorkQuery& query) {
  return work_due(state, query);
}

}  // namespace

protocol::Answer Engine::answer(protocol::CallerId caller, const protocol::Query& query) const {
  const Context context{state_.sequence, state_.now, caller};
  return std::visit([&](const auto& asked) { return view(state_, context, asked); }, query);
}

}  // namespace tributary::engine
