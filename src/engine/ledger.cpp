#include "engine/ledger.hpp"

#include <algorithm>

#include "engine/limits.hpp"

namespace tributary::engine {
namespace {

std::uint64_t hash_of(AccountId id, const Account& account) {
  return row_hash(1, id.value, account.posted.minor, account.held.minor,
                  static_cast<std::uint64_t>(account.reopened) << 33 |
                      static_cast<std::uint64_t>(account.closed) << 32 | account.loans_live,
                  std::uint64_t{account.owner} << 16 |
                      static_cast<std::uint64_t>(account.kind) << 8 |
                      static_cast<std::uint64_t>(account.currency));
}

std::uint64_t hash_of(const Posting& posting) {
  return row_hash(2, posting.id.value, posting.amount.minor, posting.reversed, posting.from.value,
                  posting.to.value);
}

std::uint64_t hash_of_debt(const Debtor& debtor, Amount amount) {
  return row_hash(12, debtor.first, static_cast<std::uint64_t>(debtor.second), amount.minor);
}

std::uint64_t hash_of_unbacked(AccountId id, Amount amount) {
  return row_hash(15, id.value, amount.minor);
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

bool Ledger::has_room(Currency currency, Amount amount) const {
  return standing(currency).people + amount <= limits::currency_total_max;
}

bool Ledger::has_room_for_fact(Currency currency, Amount amount) const {
  const Standing& now = standing(currency);
  const Amount most = std::max({now.people, now.gap, now.debts, now.cash, -now.cash});
  return amount <= limits::currency_fact_max - most;
}

protocol::Cover Ledger::cover(Currency currency, Amount lacking, Amount own_more) const {
  const AccountId own = platform(AccountKind::own_money, currency);
  const AccountId gap = platform(AccountKind::gap, currency);
  if (!own || !gap) {
    ASSERT(lacking == Amount{});
    return {};
  }
  const Amount open = standing(currency).gap + lacking;
  const Amount pays = std::min(accounts_[own.value].available() + own_more, open);
  if (pays == Amount{} && lacking == Amount{}) return {};
  return {own, pays, gap, lacking - pays};
}

void Ledger::assert_backed() const {
  for (const Currency currency : currencies) {
    const Standing& now = standing(currency);
    ASSERT(now.cash + now.gap == now.people);
  }
}

void Ledger::check(const Account& account) const {
  if (account.is_mirror()) {
    ASSERT(account.held == Amount{});
    ASSERT(account.posted <= Amount{} || account.kind == AccountKind::custodian);
  } else {
    ASSERT(account.held >= Amount{} && account.held <= account.posted);
  }
}

void Ledger::count(const Account& account, Amount more) {
  Standing& standing = standings_[account.currency];
  if (account.kind == AccountKind::custodian) {
    standing.cash -= more;
  } else if (account.kind == AccountKind::gap) {
    standing.gap -= more;
  } else {
    standing.people += more;
  }
}

template <class Change>
void Ledger::change(AccountId id, Change&& change) {
  Account& account = accounts_[id.value];
  hash_->remove(hash_of(id, account));
  const Amount before = account.posted;
  change(account);
  check(account);
  count(account, account.posted - before);
  hash_->add(hash_of(id, account));
  if (unbacked_.empty()) return;
  if (account.kind == AccountKind::gap) {
    trim_unbacked(account.currency);
  } else {
    trim_unbacked(id);
  }
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
  if (!account.reopened) index_.erase(index_key(account.owner, account.kind, account.currency));
  reopened_.erase(id);
}

void Ledger::reopen(AccountId id) {
  change(id, [](Account& account) {
    ASSERT(account.closed);
    account.closed = false;
    account.reopened = true;
  });
  reopened_.insert(id);
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
    ++account.claims_live;
  });
}

void Ledger::release_bid(AccountId id, Amount amount) {
  ASSERT(amount > Amount{});
  change(id, [&](Account& account) {
    ASSERT(account.loans_live > 0 && account.claims_live > 0);
    account.held -= amount;
    --account.loans_live;
    --account.claims_live;
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

void Ledger::set_owed(Debtor debtor, Amount amount) {
  ASSERT(amount >= Amount{});
  const auto at = owed_.find(debtor);
  const Amount before = at == owed_.end() ? Amount{} : at->second;
  if (before != Amount{}) hash_->remove(hash_of_debt(debtor, before));
  if (amount == Amount{}) {
    owed_.erase(debtor);
  } else {
    owed_[debtor] = amount;
    hash_->add(hash_of_debt(debtor, amount));
  }
  standings_[debtor.second].debts += amount - before;
}

void Ledger::set_unbacked(AccountId id, Amount amount) {
  const Amount before = unbacked(id);
  if (amount == before) return;
  if (before != Amount{}) hash_->remove(hash_of_unbacked(id, before));
  if (amount == Amount{}) {
    unbacked_.erase(id);
  } else {
    unbacked_[id] = amount;
    hash_->add(hash_of_unbacked(id, amount));
  }
}

void Ledger::trim_unbacked(AccountId id) {
  const Amount amount = unbacked(id);
  if (amount == Amount{}) return;
  const Account& account = accounts_[id.value];
  set_unbacked(id, std::min({amount, account.posted, standing(account.currency).gap}));
}

void Ledger::trim_unbacked(Currency currency) {
  for (auto at = unbacked_.begin(); at != unbacked_.end();) {
    const AccountId id = at->first;
    ++at;
    if (accounts_[id.value].currency == currency) trim_unbacked(id);
  }
}

void Ledger::leave_unbacked(AccountId account, Amount amount) {
  ASSERT(amount >= Amount{});
  set_unbacked(account, unbacked(account) + amount);
  trim_unbacked(account);
}

void Ledger::submit(AccountId account, Amount amount) {
  const Currency currency = accounts_[account.value].currency;
  Amount& submitted = standings_[currency].submitted;
  submitted += amount;
  ASSERT(submitted >= Amount{});
}

void Ledger::pay(const protocol::Cover& cover) {
  if (cover.own != Amount{}) debit(cover.own_account, cover.own);
  if (cover.gap > Amount{}) debit(cover.gap_account, cover.gap);
  if (cover.gap < Amount{}) credit(cover.gap_account, -cover.gap);
}

void Ledger::owe(AccountId account, Amount amount) {
  ASSERT(amount > Amount{} && accounts_[account.value].owner != platform_number);
  set_owed(debtor(account), owed(account) + amount);
}

void Ledger::forgive(AccountId account, Amount amount) {
  set_owed(debtor(account), owed(account) - amount);
}

void Ledger::collect_owed(AccountId account, AccountId own, Amount amount) {
  move(account, own, amount);
  forgive(account, amount);
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

void Ledger::claim_began(AccountId id) {
  loan_began(id);
  ++accounts_[id.value].claims_live;
}

void Ledger::claim_ended(AccountId id) {
  ASSERT(accounts_[id.value].claims_live > 0);
  loan_ended(id);
  --accounts_[id.value].claims_live;
}

std::uint64_t Ledger::find_posting(protocol::PostingId id) const {
  // Postings are appended in the order of their sequences.
  std::uint64_t low = first_kept_posting();
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

protocol::Date Ledger::day_of_posting(std::uint64_t number) const {
  const auto after = std::ranges::upper_bound(posting_days_, number, {}, &PostingDay::first);
  ASSERT(after != posting_days_.begin());
  return {static_cast<std::int32_t>((after - 1)->day)};
}

void Ledger::remember(const Posting& posting, protocol::Date day) {
  ASSERT(postings_.size() == 0 || postings_[postings_.next_number() - 1].id < posting.id);
  give_postings_back(limits::rows_given_back_a_row);
  note_day(day);
  postings_.append(posting);
  hash_->add(hash_of(posting));
}

/// A day that goes back is one after a wrong clock: what was posted meanwhile is of the right day,
/// so that it does not keep what comes after it.
void Ledger::note_day(protocol::Date day) {
  PostingDay next{day.days, postings_.next_number()};
  while (!posting_days_.empty() && posting_days_.back().day > next.day) {
    next.first = posting_days_.back().first;
    hash_->remove(hash_of_day(posting_days_.back()));
    posting_days_.pop_back();
  }
  if (!posting_days_.empty() && posting_days_.back().day == next.day) return;
  posting_days_.push_back(next);
  hash_->add(hash_of_day(next));
}

void Ledger::let_postings_go_before(protocol::Date day) {
  const std::uint64_t first = first_kept_posting();
  const auto kept = std::ranges::find_if(
      posting_days_, [&](const PostingDay& noted) { return noted.day >= day.days; });
  for (auto gone = posting_days_.begin(); gone != kept; ++gone) hash_->remove(hash_of_day(*gone));
  posting_days_.erase(posting_days_.begin(), kept);
  if (first_kept_posting() != first) {
    hash_->remove(hash_of_left(left_through_));
    left_through_ = postings_[first_kept_posting() - 1].id;
    hash_->add(hash_of_left(left_through_));
  }
  give_postings_back(limits::rows_given_back_a_day);
}

void Ledger::give_postings_back(std::size_t rows) {
  for (; rows > 0 && postings_.first_number() < first_kept_posting(); --rows) {
    hash_->remove(hash_of(postings_[postings_.first_number()]));
    postings_.drop_first();
  }
}

std::uint64_t Ledger::hash_of_day(const PostingDay& day) {
  return row_hash(18, static_cast<std::uint64_t>(day.day), day.first);
}

std::uint64_t Ledger::hash_of_left(protocol::PostingId through) {
  return through ? row_hash(19, through.value) : 0;
}

void Ledger::mark_reversed(std::uint64_t number) {
  Posting& posting = postings_[number];
  ASSERT(!posting.reversed);
  hash_->remove(hash_of(posting));
  posting.reversed = true;
  hash_->add(hash_of(posting));
}

void Ledger::set_unfinished(protocol::PostingId deposit, AccountId account, bool unfinished) {
  const std::uint64_t row = row_hash(14, deposit.value, account.value);
  if (unfinished && unfinished_bounces_.emplace(deposit, account).second) hash_->add(row);
  if (!unfinished && unfinished_bounces_.erase(deposit) != 0) hash_->remove(row);
}

std::uint64_t Ledger::full_hash() const {
  std::uint64_t sum = 0;
  for (std::uint64_t number = 1; number <= accounts_.size(); ++number) {
    sum += hash_of(AccountId{number}, accounts_[number]);
  }
  for (std::uint64_t number = postings_.first_number(); number < postings_.next_number();
       ++number) {
    sum += hash_of(postings_[number]);
  }
  for (const PostingDay& day : posting_days_) sum += hash_of_day(day);
  sum += hash_of_left(left_through_);
  for (const auto& [debtor, amount] : owed_) sum += hash_of_debt(debtor, amount);
  for (const auto& [account, amount] : unbacked_) sum += hash_of_unbacked(account, amount);
  for (const auto& [deposit, account] : unfinished_bounces_) {
    sum += row_hash(14, deposit.value, account.value);
  }
  return sum;
}

void Ledger::index_all() {
  index_.clear();
  index_.reserve(accounts_.size());
  for (std::uint64_t number = 1; number <= accounts_.size(); ++number) {
    const Account& account = accounts_[number];
    if (account.reopened && !account.closed) reopened_.insert(AccountId{number});
    if (account.closed || account.reopened) continue;
    index_.emplace(index_key(account.owner, account.kind, account.currency), AccountId{number});
  }
}

void Ledger::recount() {
  standings_ = {};
  for (std::uint64_t number = 1; number <= accounts_.size(); ++number) {
    count(accounts_[number], accounts_[number].posted);
    accounts_[number].claims_live = 0;
  }
  for (const auto& [debtor, amount] : owed_) {
    standings_[debtor.second].debts += amount;
  }
}

}  // namespace tributary::engine
