#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/by_enum.hpp"
#include "engine/dense_table.hpp"
#include "engine/party_book.hpp"
#include "engine/state_hash.hpp"
#include "protocol/payment.hpp"

namespace tributary::engine {

using protocol::AccountId;
using protocol::AccountKind;
using protocol::Amount;
using protocol::Currency;

/// An account of the double-entry ledger. All but two hold what somebody is owed and never fall
/// below what is held. The custodian's and the gap are their mirrors: what the bank holds, and what
/// no bank does. The gap is never above zero; the custodian's is where the bank has paid more than
/// it held.
struct Account {
  Amount posted;
  Amount held;  ///< of what is posted, frozen for bids and withdrawals
  PartyNumber owner = 0;
  std::uint32_t loans_live = 0;  ///< loans and claims not yet ended that pay from or to it
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
  bool closed = false;
  bool reopened = false;  ///< after it was closed: not found by its owner, who may have another one
  std::uint32_t claims_live = 0;  ///< of `loans_live`, bids and claims: what loans may pay it for

  Amount available() const { return posted - held; }
  bool is_mirror() const { return kind == AccountKind::custodian || kind == AccountKind::gap; }
};
static_assert(sizeof(Account) == 32);

/// A posting that a later command may reverse, once. Some time later it leaves memory.
struct Posting {
  protocol::PostingId id;
  AccountId from;
  AccountId to;
  Amount amount;
  bool reversed = false;
};

/// The sums of one currency, kept with every change: the bank's cash and the gap are what all
/// others are owed.
struct Standing {
  Amount cash;       ///< at the custodian; below zero where the bank has paid more than it held
  Amount gap;        ///< owed to people, and held by no bank
  Amount people;     ///< what everybody is owed, the platform among them
  Amount debts;      ///< what people owe the platform
  Amount submitted;  ///< of the cash, what the bank has orders to pay out

  friend bool operator==(const Standing&, const Standing&) = default;
};
/// Who owes: a person owes with all accounts of a currency, also with those that are closed.
using Debtor = std::pair<PartyNumber, Currency>;

inline constexpr std::array currencies{Currency::CNY, Currency::HKD, Currency::USD, Currency::EUR};

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
  /// What people owe the platform; nothing owed has no entry.
  const std::map<Debtor, Amount>& owed() const { return owed_; }
  /// What the owner of an account owes in its currency.
  Amount owed(AccountId id) const {
    if (owed_.empty()) return {};
    const auto at = owed_.find(debtor(id));
    return at == owed_.end() ? Amount{} : at->second;
  }
  /// The accounts that are open again after they were closed: nothing finds them by their owner.
  const std::set<AccountId>& reopened() const { return reopened_; }
  /// What came back to accounts while nobody had it any more: it stands in the gap, and as long as
  /// it does, nobody may spend it. Of each account no more than it has, and than the gap.
  const std::map<AccountId, Amount>& unbacked() const { return unbacked_; }
  Amount unbacked(AccountId id) const {
    const auto at = unbacked_.find(id);
    return at == unbacked_.end() ? Amount{} : at->second;
  }
  /// What may be lent, paid or taken out: what is owed is set off first, and what no bank holds is
  /// left. The platform, by its own accounts, has the gap to close before. Below zero, what is held
  /// is not all there either, and may not leave.
  Amount spendable(AccountId id) const {
    const Account& account = accounts_[id.value];
    if (account.owner == platform_number)
      return account.available() - standing(account.currency).gap;
    return account.available() - owed(id) - unbacked(id);
  }
  const Standing& standing(Currency currency) const { return standings_[currency]; }
  /// What the bank holds and has no orders to pay out. Below zero after a bounce.
  Amount cash_left(Currency currency) const {
    return standing(currency).cash - standing(currency).submitted;
  }
  /// Whether people may be owed `amount` more.
  bool has_room(Currency currency, Amount amount) const;
  /// Whether a fact of `amount` can be written down at all: so far beyond all the money there is
  /// that only a fault asks for more.
  bool has_room_for_fact(Currency currency, Amount amount) const;
  /// Who pays `lacking`: the platform's own money, which has `own_more` more by then, and the gap.
  /// With nothing lacking, what the own money pays into the gap. Names no account if nobody pays.
  protocol::Cover cover(Currency currency, Amount lacking, Amount own_more = {}) const;
  /// The law of money: what the bank holds and the named gap are what all are owed. Asserted after
  /// every command.
  void assert_backed() const;

  AccountId open(PartyNumber owner, AccountKind kind, Currency currency);
  void close(AccountId id);
  void reopen(AccountId id);
  void hold(AccountId id, Amount amount);
  void release(AccountId id, Amount amount);
  void move(AccountId from, AccountId to, Amount amount);
  /// Ends a hold by moving its money.
  void move_held(AccountId from, AccountId to, Amount amount);
  /// One leg of a movement with many; the caller accounts for the other legs.
  void credit(AccountId to, Amount amount);
  void debit(AccountId from, Amount amount);
  void debit_held(AccountId from, Amount amount);
  void pay(const protocol::Cover& cover);
  /// So much more of what the account has no bank holds.
  void leave_unbacked(AccountId account, Amount amount);
  /// The bank has an order more to pay out `amount`, or less where it is negative.
  void submit(AccountId account, Amount amount);
  /// From here the owner of the account owes the platform `amount` more; no money moves.
  void owe(AccountId account, Amount amount);
  /// The owner owes `amount` less.
  void forgive(AccountId account, Amount amount);
  /// Likewise, and the account pays it to the platform's own money.
  void collect_owed(AccountId account, AccountId own, Amount amount);
  /// A bid freezes money and ties the account to the loan, until the loan ends either way.
  void hold_bid(AccountId id, Amount amount);
  void release_bid(AccountId id, Amount amount);
  void loan_began(AccountId id);
  void loan_ended(AccountId id);
  /// The same for whoever holds a claim of it, once a claim.
  void claim_began(AccountId id);
  void claim_ended(AccountId id);

  const DenseTable<Posting>& postings() const { return postings_; }
  /// The number in `postings` of a posting, or 0.
  std::uint64_t find_posting(protocol::PostingId id) const;
  /// The day that a posting in memory is of. Needs: its number.
  protocol::Date day_of_posting(std::uint64_t number) const;
  void remember(const Posting& posting, protocol::Date day);
  void mark_reversed(std::uint64_t number);
  /// Those of before `day` have left from here: nobody finds them any more, and what they take in
  /// memory is given back a part at a time.
  void let_postings_go_before(protocol::Date day);
  /// Whether there can have been such a posting, and it has left.
  bool has_left(protocol::PostingId id) const { return id && id <= left_through_; }
  /// Deposits that bounced and of whose payments more are to be taken back, in their order, with
  /// the account of each: a deposit may have left by then.
  const std::map<protocol::PostingId, AccountId>& unfinished_bounces() const {
    return unfinished_bounces_;
  }
  void set_unfinished(protocol::PostingId deposit, AccountId account, bool unfinished);

  std::uint64_t full_hash() const;
  /// The standings anew from the rows, which are known to be sound: after a snapshot was loaded.
  /// What is submitted is added by who has the withdrawals, what claims accounts hold by who has
  /// the loans.
  void recount();
  void count_claim(AccountId holder) { ++accounts_[holder.value].claims_live; }

  template <class Archive>
  void exchange(Archive& archive) {
    archive.table(accounts_);
    archive.table(postings_);
    std::vector<Debt> debts;
    for (const auto& [debtor, amount] : owed_) {
      debts.push_back({debtor.first, static_cast<std::uint32_t>(debtor.second), amount});
    }
    archive.list(debts);
    std::vector<protocol::Shortfall> unbacked;
    for (const auto& [account, amount] : unbacked_) unbacked.push_back({account, amount});
    archive.list(unbacked);
    std::vector<Unfinished> unfinished;
    for (const auto& [deposit, account] : unfinished_bounces_) {
      unfinished.push_back({deposit, account});
    }
    archive.list(unfinished);
    archive.list(posting_days_);
    std::vector<protocol::PostingId> left_through{left_through_};
    archive.list(left_through);
    if constexpr (Archive::loading) {
      for (const Debt& debt : debts) {
        owed_[{debt.owner, static_cast<Currency>(debt.currency)}] = debt.amount;
      }
      for (const protocol::Shortfall& one : unbacked) unbacked_[one.account] = one.amount;
      for (const Unfinished& one : unfinished) unfinished_bounces_[one.deposit] = one.account;
      if (!left_through.empty()) left_through_ = left_through.front();
      index_all();
    }
  }

 private:
  /// As a snapshot keeps it: without a gap in its bytes.
  struct Debt {
    PartyNumber owner = 0;
    std::uint32_t currency = 0;
    Amount amount;
  };
  struct Unfinished {
    protocol::PostingId deposit;
    AccountId account;
  };
  /// From this number on, postings are of that day.
  struct PostingDay {
    std::int64_t day = 0;
    std::uint64_t first = 0;
  };

  std::uint64_t first_kept_posting() const {
    return posting_days_.empty() ? postings_.next_number() : posting_days_.front().first;
  }
  void note_day(protocol::Date day);
  void give_postings_back(std::size_t rows);
  static std::uint64_t hash_of_day(const PostingDay& day);
  static std::uint64_t hash_of_left(protocol::PostingId through);

  Debtor debtor(AccountId id) const {
    const Account& account = accounts_[id.value];
    return {account.owner, account.currency};
  }

  void check(const Account& account) const;
  void count(const Account& account, Amount more);
  void index_all();
  void set_owed(Debtor debtor, Amount amount);
  void set_unbacked(AccountId id, Amount amount);
  /// No more than the account has, and than the gap. Not than it has free: what is held would be
  /// taken for money that is there.
  void trim_unbacked(AccountId id);
  void trim_unbacked(Currency currency);
  template <class Change>
  void change(AccountId id, Change&& change);

  StateHash* hash_;
  DenseTable<Account> accounts_;
  DenseTable<Posting> postings_;
  std::vector<PostingDay> posting_days_;  // of those that are kept, in their order
  protocol::PostingId left_through_;      // the last that has left
  std::map<Debtor, Amount> owed_;
  std::map<AccountId, Amount> unbacked_;
  std::set<AccountId> reopened_;
  std::map<protocol::PostingId, AccountId> unfinished_bounces_;
  base::ByEnum<Currency, Standing> standings_;
  boost::unordered_flat_map<std::uint64_t, AccountId> index_;
};

}  // namespace tributary::engine
