#include "engine/ledger.hpp"

#include "engine/limits.hpp"

namespace tributary::engine {
namespace {

std::uint64_t hash_of(AccountId id, const Account& account) {
  return row_hash(1, id.value, account.posted.minor, account.held.minor,
                  static_cast<std::uint64_t>(account.closed) << 32 | account.loans_live,
                  std::uint64_t{account.owner} << 16 |
                      static_cast<std::uint64_t>(account.kind) << 8 |
                      static_cast<std::uint64_t>(account.currency));
}

std::uint64_t hash_of(const Posting& posting) {
  return row_hash(2, posting.id.value, posting.amount.minor, posting.reversed, posting.from.value,
                  posting.to.value);
}

std::uint64_t hash_of_debt(AccountId id, Amount amount) {
  return row_hash(12, id.value, amount.minor);
}

std::uint64_t index_key(PartyNumber owner, AccountKind kind, Currency currency) {
  return std::uint64_t{owner} << 16 | static_cast<std::uint64_t>(kind) << 8 |
         static_cast<std::uint64_t>(currency);
}

}  // namespace

AccountId Ledger::find(PartyNumber owner, AccountKind kind, Currency currency) const {
  const auto at = index_.find(index_key(owner, kind, currency));
  return at == index_.end() ? AccountId{} : at->second;
}

bool Ledger::has_room(AccountId custodian, Amount amount) const {
  const Account& mirror = accounts_[custodian.value];
  Amount total = -mirror.posted;
  if (const AccountId receivables = platform(AccountKind::receivables, mirror.currency)) {
    total -= accounts_[receivables.value].posted;
  }
  return total + amount <= limits::currency_total_max;
}

void Ledger::check(const Account& account) const {
  if (account.is_mirror()) {
    ASSERT(account.posted <= Amount{} && account.held == Amount{});
  } else {
    ASSERT(account.held >= Amount{} && account.held <= account.posted);
  }
}

template <class Change>
void Ledger::change(AccountId id, Change&& change) {
  Account& account = accounts_[id.value];
  hash_->remove(hash_of(id, account));
  change(account);
  check(account);
  hash_->add(hash_of(id, account));
}

AccountId Ledger::open(PartyNumber owner, AccountKind kind, Currency currency) {
  const AccountId id{accounts_.next_number()};
  Account account;
  account.owner = owner;
  account.kind = kind;
  account.currency = currency;
  accounts_.append(account);
  ASSERT(index_.emplace(index_key(owner, kind, currency), id).second);
  hash_->add(hash_of(id, account));
  return id;
}

void Ledger::close(AccountId id) {
  change(id, [](Account& account) {
    ASSERT(account.posted == Amount{} && account.loans_live == 0 && !account.closed);
    account.closed = true;
  });
  // The owner may open another one of the kind later.
  const Account& account = accounts_[id.value];
  index_.erase(index_key(account.owner, account.kind, account.currency));
}

void Ledger::hold(AccountId id, Amount amount) {
  ASSERT(amount > Amount{});
  change(id, [&](Account& account) { account.held += amount; });
}

void Ledger::release(AccountId id, Amount amount) {
  ASSERT(amount > Amount{});
  change(id, [&](Account& account) { account.held -= amount; });
}

void Ledger::hold_bid(AccountId id, Amount amount) {
  ASSERT(amount > Amount{});
  change(id, [&](Account& account) {
    account.held += amount;
    ++account.loans_live;
  });
}

void Ledger::release_bid(AccountId id, Amount amount) {
  ASSERT(amount > Amount{});
  change(id, [&](Account& account) {
    ASSERT(account.loans_live > 0);
    account.held -= amount;
    --account.loans_live;
  });
}

void Ledger::credit(AccountId to, Amount amount) {
  ASSERT(amount >= Amount{});
  change(to, [&](Account& account) { account.posted += amount; });
}

void Ledger::debit(AccountId from, Amount amount) {
  ASSERT(amount >= Amount{});
  change(from, [&](Account& account) { account.posted -= amount; });
}

void Ledger::debit_held(AccountId from, Amount amount) {
  ASSERT(amount > Amount{});
  change(from, [&](Account& account) {
    account.posted -= amount;
    account.held -= amount;
  });
}

void Ledger::move(AccountId from, AccountId to, Amount amount) {
  ASSERT(accounts_[from.value].currency == accounts_[to.value].currency && from != to);
  debit(from, amount);
  credit(to, amount);
}

void Ledger::move_held(AccountId from, AccountId to, Amount amount) {
  ASSERT(accounts_[from.value].currency == accounts_[to.value].currency && from != to);
  debit_held(from, amount);
  credit(to, amount);
}

void Ledger::set_owed(AccountId id, Amount amount) {
  ASSERT(amount >= Amount{});
  if (const Amount before = owed(id); before != Amount{}) hash_->remove(hash_of_debt(id, before));
  if (amount == Amount{}) {
    owed_.erase(id);
  } else {
    owed_[id] = amount;
    hash_->add(hash_of_debt(id, amount));
  }
}

void Ledger::owe(AccountId debtor, AccountId receivables, Amount amount) {
  ASSERT(amount > Amount{} && accounts_[receivables.value].kind == AccountKind::receivables);
  debit(receivables, amount);
  set_owed(debtor, owed(debtor) + amount);
}

void Ledger::collect_owed(AccountId debtor, AccountId receivables, Amount amount) {
  move(debtor, receivables, amount);
  set_owed(debtor, owed(debtor) - amount);
}

void Ledger::loan_began(AccountId id) {
  change(id, [](Account& account) { ++account.loans_live; });
}

void Ledger::loan_ended(AccountId id) {
  change(id, [](Account& account) {
    ASSERT(account.loans_live > 0);
    --account.loans_live;
  });
}

std::uint64_t Ledger::find_posting(protocol::PostingId id) const {
  // Postings are appended in the order of their sequences.
  std::uint64_t low = 1;
  std::uint64_t high = postings_.next_number();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (postings_[middle].id < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return postings_.contains(low) && postings_[low].id == id ? low : 0;
}

void Ledger::remember(const Posting& posting) {
  ASSERT(postings_.size() == 0 || postings_[postings_.size()].id < posting.id);
  postings_.append(posting);
  hash_->add(hash_of(posting));
}

void Ledger::mark_reversed(std::uint64_t number) {
  Posting& posting = postings_[number];
  ASSERT(!posting.reversed);
  hash_->remove(hash_of(posting));
  posting.reversed = true;
  hash_->add(hash_of(posting));
}

std::uint64_t Ledger::full_hash() const {
  std::uint64_t sum = 0;
  for (std::uint64_t number = 1; number <= accounts_.size(); ++number) {
    sum += hash_of(AccountId{number}, accounts_[number]);
  }
  for (std::uint64_t number = 1; number <= postings_.size(); ++number) {
    sum += hash_of(postings_[number]);
  }
  for (const auto& [account, amount] : owed_) sum += hash_of_debt(account, amount);
  return sum;
}

void Ledger::index_all() {
  index_.clear();
  index_.reserve(accounts_.size());
  for (std::uint64_t number = 1; number <= accounts_.size(); ++number) {
    const Account& account = accounts_[number];
    if (account.closed) continue;
    index_.emplace(index_key(account.owner, account.kind, account.currency), AccountId{number});
  }
}

}  // namespace tributary::engine
