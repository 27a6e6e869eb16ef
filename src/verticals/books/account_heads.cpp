#include "verticals/books/account_heads.hpp"

#include <algorithm>

namespace tributary::books {

namespace {

/// How many heads are saved together: some kilobyte, so several fit a page.
constexpr std::size_t block_heads = 64;

}  // namespace

AccountHeads::AccountHeads(store::Database& database)
    : database_(&database), saved_(database), sweeps_(database) {}

void AccountHeads::catch_up() {
  if (!loaded_) load();
  const Sequence seen = seen_;
  // In the order of the journal, each after its fact: an account's facts are counted.
  store::Statement& further = rows_after<FurtherPost>(seen);
  bool is_further = further.step();
  const auto apply_further = [&](Sequence end) {
    for (; is_further; is_further = further.step()) {
      const auto post = read_row<FurtherPost>(further);
      if (post.sequence >= end) return;
      apply(post);
    }
  };
  for_each_after<AccountFact>(seen, [&](const AccountFact& fact) {
    apply_further(fact.sequence);
    apply(fact);
  });
  apply_further(~Sequence{0});
  for_each_after<ClaimPosts>(seen, [&](const ClaimPosts& posts) { apply(posts); });
}

template <class Fact>
store::Statement& AccountHeads::rows_after(Sequence seen) {
  store::Statement& rows =
      database_->statement("SELECT " + columns_of<Fact>() + " FROM " + std::string(Fact::table) +
                           " WHERE sequence > $1 ORDER BY " + std::string(Fact::key));
  rows.bind(seen);
  return rows;
}

template <class Fact, class Visit>
void AccountHeads::for_each_after(Sequence seen, Visit&& visit) {
  store::Statement& rows = rows_after<Fact>(seen);
  while (rows.step()) visit(read_row<Fact>(rows));
}

void AccountHeads::load() {
  store::Statement saved = database_->prepare("SELECT " + columns_of<HeadBlock>() + " FROM " +
                                              std::string(HeadBlock::table) + " ORDER BY number");
  while (saved.step()) {
    const auto block = read_row<HeadBlock>(saved);
    const auto heads = decoded<std::vector<AccountHead>>(block.heads);
    const std::size_t first = block.number * block_heads;
    heads_.resize(first);
    heads_.insert(heads_.end(), heads.begin(), heads.end());
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

void AccountHeads::apply(const ClaimPosts& posts) {
  // A raise that failed has no other fact.
  seen_ = std::max(seen_, posts.sequence);
  for (const ClaimPost& post : decoded<std::vector<ClaimPost>>(posts.posts)) {
    apply(posts.sequence, post);
  }
}

/// The last one counts, of a fact with several posts for an account too. Saved heads may be
/// further.
void AccountHeads::apply(Sequence to, const ClaimPost& post) {
  AccountHead& head = slot(post.account);
  if (head.last_claims > to) return;
  if (head.followed_since == 0) head.followed_since = to;
  if (head.last_claims < to) ++head.claims_facts;
  head.last_claims = to;
  head.claims_balance = post.balance;
  head.claims_held = post.held;
  head.claims_day = post.day;
  head.claims_day_flow = post.day_flow;
  head.claims_outstanding = post.outstanding;
}

/// Unless the head is further already: saved heads may be.
void AccountHeads::move(Sequence to, FactKind kind, const Post& post) {
  AccountHead& head = slot(post.account);
  if (head.last_fact >= to) return;
  head.last_fact = to;
  ++head.facts;
  if (kind == FactKind::bid_placed) {
    head.last_bid = to;
    ++head.bids;
  }
  head.balance = post.balance;
  head.held = post.held;
}

void AccountHeads::save(std::size_t count) {
  const std::size_t blocks = (heads_.size() + block_heads - 1) / block_heads;
  std::size_t left = (count + block_heads - 1) / block_heads;
  for (; left > 0 && sweep_.next_block < blocks; --left, ++sweep_.next_block) {
    save_block(sweep_.next_block);
  }
  if (sweep_.next_block >= blocks) sweep_ = {1, sweep_.began, seen_, 0};
  sweeps_.save(sweep_);
}

void AccountHeads::save_block(std::uint64_t number) {
  const auto heads = std::span(heads_).subspan(number * block_heads);
  const auto block = heads.first(std::min(heads.size(), block_heads));
  const auto is_newer = [&](const AccountHead& head) {
    return std::max(head.last_fact, head.last_claims) > sweep_.saved_up_to;
  };
  if (std::ranges::none_of(block, is_newer)) return;
  saved_.save({number, encoded(std::vector(block.begin(), block.end()))});
}

AccountHead& AccountHeads::slot(AccountId account) {
  if (heads_.size() <= account.value) heads_.resize(account.value + 1);
  return heads_[account.value];
}

}  // namespace tributary::books
