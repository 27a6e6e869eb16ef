#include "engine/pages.hpp"

#include "engine/limits.hpp"

namespace tributary::engine {
namespace {

protocol::ReceivableView view_of(const State& state, const Debtor& debtor, Amount owed) {
  const auto [party, currency] = debtor;
  AccountId account = state.ledger.find(party, AccountKind::member_cash, currency);
  if (!account) account = state.ledger.find(party, AccountKind::guarantor_cash, currency);
  return {state.parties[party].id, currency, owed, account,
          account ? state.ledger[account].available() : Amount{}};
}

}  // namespace

protocol::WithdrawalView view_of(const State& state, protocol::WithdrawalId id) {
  const Withdrawal& withdrawal = *state.withdrawals.find(id);
  return {id,
          withdrawal.account,
          state.ledger[withdrawal.account].currency,
          withdrawal.amount,
          withdrawal.fee,
          withdrawal.state};
}

protocol::WithdrawalPage page_of(const State& state, const protocol::WithdrawalsQuery& query) {
  protocol::WithdrawalPage page{state.sequence, {}, std::nullopt};
  const protocol::WithdrawalId end = state.withdrawals.next_id();
  protocol::WithdrawalId at = query.before && query.before < end ? query.before : end;
  std::uint64_t looked_at = 0;
  while ((at = state.withdrawals.before(at))) {
    if (page.lines.size() == query.limit || looked_at == limits::rows_looked_at_max) {
      page.next_cursor = protocol::WithdrawalId{at.value + 1};
      break;
    }
    ++looked_at;
    const Withdrawal* withdrawal = state.withdrawals.find(at);
    if (withdrawal == nullptr || (query.state && withdrawal->state != *query.state)) continue;
    page.lines.push_back(view_of(state, at));
  }
  return page;
}

protocol::ReceivablePage page_of(const State& state, const protocol::ReceivablesQuery& query) {
  protocol::ReceivablePage page{state.sequence, {}, std::nullopt};
  const auto& owed = state.ledger.owed();
  // A page ends between two parties: the rows of one, a currency each, stand together.
  PartyNumber last = state.parties.find(query.after);
  std::uint64_t looked_at = 0;
  for (auto at = owed.upper_bound({last, query.currency}); at != owed.end(); ++at, ++looked_at) {
    const auto [party, currency] = at->first;
    const bool ends = page.lines.size() == query.limit || looked_at >= limits::rows_looked_at_max;
    if (ends && party != last) {
      page.next_cursor = state.parties[last].id;
      break;
    }
    last = party;
    if (currency == query.currency) page.lines.push_back(view_of(state, at->first, at->second));
  }
  return page;
}

}  // namespace tributary::engine
