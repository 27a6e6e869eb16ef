#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/dense_table.hpp"
#include "engine/party_book.hpp"
#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

using protocol::AccountId;
using protocol::AccountKind;
using protocol::Amount;
using protocol::Currency;

/// An account of the double-entry ledger. All but two hold what somebody is owed and never fall
/// below what is held. The custodian's is their mirror, the receivables account that of what
/// accounts owe the platform: both are never above zero.
struct Account {
  Amount posted;
  Amount held;  ///< of what is posted, frozen for bids and withdrawals
  PartyNumber owner = 0;
  std::uint32_t loans_live = 0;  ///< loans and claims not yet ended that pay from or to it
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
  bool closed = false;

  Amount available() const { return posted - held; }
  bool is_mirror() const {
    return kind == AccountKind::custodian || kind == AccountKind::receivables;
  }
};
static_assert(sizeof(Account) == 32);

/// A posting that a later command may reverse, once.
struct Posting {
  protocol::PostingId id;
  AccountId from;
  AccountId to;
  Amount amount;
  bool reversed = false;
};

/// Accounts and what moves between them. Every change goes through a movement that takes from one
/// account what it gives to another, so that the sum over all accounts is zero for ever.
class Ledger {
 public:
  explicit Ledger(StateHash& hash) : hash_(&hash) {}

  const DenseTable<Account>& accounts() const { return accounts_; }
  const Account* find(AccountId id) const {
    return accounts_.contains(id.value) ? &accounts_[id.value] : nullptr;
  }
  const Account& operator[](AccountId id) const { return accounts_[id.value]; }
  /// The account of a party, kind and currency, or the zero id.
  AccountId find(PartyNumber owner, AccountKind kind, Currency currency) const;
  AccountId platform(AccountKind kind, Currency currency) const {
    return find(platform_number, kind, currency);
  }
  /// What accounts owe the platform, in the order of their numbers; nothing owed has no entry.
  /// Their owners may lend or take out only what is available beyond it.
  const std::map<AccountId, Amount>& owed() const { return owed_; }
  Amount owed(AccountId id) const {
    if (owed_.empty()) return {};
    const auto at = owed_.find(id);
    return at == owed_.end() ? Amount{} : at->second;
  }
  /// Whether there may be `amount` more of the custodian's currency: held by it, or owed to the
  /// platform that paid instead.
  bool has_room(AccountId custodian, Amount amount) const;

  AccountId open(PartyNumber owner, AccountKind kind, Currency currency);
  void close(AccountId id);
  void hold(AccountId id, Amount amount);
  void release(AccountId id, Amount amount);
  void move(AccountId from, AccountId to, Amount amount);
  /// Ends a hold by moving its money.
  void move_held(AccountId from, AccountId to, Amount amount);
  /// One leg of a movement with many; the caller accounts for the other legs.
  void credit(AccountId to, Amount amount);
  void debit(AccountId from, Amount amount);
  void debit_held(AccountId from, Amount amount);
  /// The receivables account pays in the place of `debtor`, who owes it from here: a debit, like
  /// `debit`. `collect_owed` is the way back.
  void owe(AccountId debtor, AccountId receivables, Amount amount);
  void collect_owed(AccountId debtor, AccountId receivables, Amount amount);
  /// A bid freezes money and ties the account to the loan, until the loan ends either way.
  void hold_bid(AccountId id, Amount amount);
  void release_bid(AccountId id, Amount amount);
  void loan_began(AccountId id);
  void loan_ended(AccountId id);

  const DenseTable<Posting>& postings() const { return postings_; }
  /// The number in `postings` of a posting, or 0.
  std::uint64_t find_posting(protocol::PostingId id) const;
  void remember(const Posting& posting);
  void mark_reversed(std::uint64_t number);

  std::uint64_t full_hash() const;

  template <class Archive>
  void exchange(Archive& archive) {
    archive.table(accounts_);
    archive.table(postings_);
    std::vector<Debt> debts;
    for (const auto& [account, amount] : owed_) debts.push_back({account, amount});
    archive.list(debts);
    if constexpr (Archive::loading) {
      index_all();
      for (const Debt& debt : debts) owed_[debt.account] = debt.amount;
    }
  }

 private:
  struct Debt {
    AccountId account;
    Amount amount;
  };

  void check(const Account& account) const;
  void index_all();
  void set_owed(AccountId id, Amount amount);
  template <class Change>
  void change(AccountId id, Change&& change);

  StateHash* hash_;
  DenseTable<Account> accounts_;
  DenseTable<Posting> postings_;
  std::map<AccountId, Amount> owed_;
  boost::unordered_flat_map<std::uint64_t, AccountId> index_;
};

}  // namespace tributary::engine
