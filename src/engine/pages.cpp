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

protocol::PostingView view_of(const State& state, const Posting& posting, std::uint64_t number) {
  return {posting.id,      posting.from,
          posting.to,      state.ledger[posting.from].currency,
          posting.amount,  state.ledger.day_of_posting(number),
          posting.reversed};
}

protocol::PartyView view_of_party(const State& state, PartyNumber number) {
  const Party& party = state.parties[number];
  protocol::PartyView view{
      party.id, party.risk_level, party.vip_level, party.related_group, party.blocked, {}, {}};
  for (const Currency currency : currencies) {
    const auto add = [&](std::vector<protocol::BorrowingView>& views, const Borrowing& borrowing) {
      if (borrowing != Borrowing{}) views.push_back({currency, borrowing.owed, borrowing.max});
    };
    add(view.borrowing, state.borrowings.of(number, currency));
    if (party.related_group == 0) continue;
    add(view.group_borrowing, state.group_borrowings.of(party.related_group, currency));
  }
  return view;
}

protocol::WithdrawalTariffs tariffs_of(const State& state) {
  protocol::WithdrawalTariffs tariffs{state.sequence, {}};
  for (const Currency currency : currencies) {
    tariffs.lines.push_back({currency, state.withdrawals.rules(currency)});
  }
  return tariffs;
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
