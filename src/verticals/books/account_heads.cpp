#include "verticals/books/account_heads.hpp"

namespace tributary::books {

AccountHeads::AccountHeads(store::Database& database)
    : database_(&database), saved_(database), sweeps_(database) {}

void AccountHeads::catch_up() {
  if (!loaded_) load();
  const Sequence seen = seen_;
  for_each_after<AccountFact>(seen, [&](const AccountFact& fact) { apply(fact); });
  for_each_after<FurtherPost>(seen, [&](const FurtherPost& further) { apply(further); });
}

template <class Fact, class Visit>
void AccountHeads::for_each_after(Sequence seen, Visit&& visit) {
  store::Statement& rows =
      database_->statement("SELECT " + columns_of<Fact>() + " FROM " + std::string(Fact::table) +
                           " WHERE sequence > $1 ORDER BY sequence");
  rows.bind(seen);
  while (rows.step()) visit(read_row<Fact>(rows));
}

void AccountHeads::load() {
  store::Statement saved = database_->prepare("SELECT " + columns_of<AccountHead>() + " FROM " +
                                              std::string(AccountHead::table));
  while (saved.step()) {
    const auto head = read_row<AccountHead>(saved);
    slot(head.account) = head;
  }
  sweep_ = sweeps_.find(1).value_or(Sweep{});
  seen_ = sweep_.saved_up_to;
  loaded_ = true;
}

void AccountHeads::apply(const AccountFact& fact) {
  seen_ = fact.sequence;
  for_each_post(fact, [&](const Post& post, Amount) { move(fact.sequence, fact.kind, post); });
}

void AccountHeads::apply(const FurtherPost& further) {
  move(further.sequence, FactKind{}, further.post);
}

/// Unless the head is further already: saved heads may be, and further posts come after all facts.
void AccountHeads::move(Sequence to, FactKind kind, const Post& post) {
  AccountHead& head = slot(post.account);
  if (head.last_fact >= to) return;
  head.last_fact = to;
  if (kind == FactKind::bid_placed) head.last_bid = to;
  head.balance = post.balance;
  head.held = post.held;
}

void AccountHeads::save(std::size_t count) {
  for (; count > 0 && sweep_.next.value < heads_.size(); --count, ++sweep_.next.value) {
    const AccountHead& head = heads_[sweep_.next.value];
    if (head.last_fact > sweep_.saved_up_to) saved_.save(head);
  }
  if (sweep_.next.value >= heads_.size()) sweep_ = {1, sweep_.began, seen_, AccountId{1}};
  sweeps_.save(sweep_);
}

AccountHead& AccountHeads::slot(AccountId account) {
  while (heads_.size() <= account.value) heads_.push_back({AccountId{heads_.size()}});
  return heads_[account.value];
}

}  // namespace tributary::books
