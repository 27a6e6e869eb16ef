#include <algorithm>

#include "verticals/books/bookkeeper.hpp"
#include "verticals/books/claim.hpp"

/// The claims of accounts with many bids: what each got or gave, written when it happens, so that a
/// page of a statement need not look at all the claims there are.
namespace tributary::books {

namespace {

/// So many are packed into one row: a page of a statement decodes some of them for each line.
constexpr std::size_t posts_per_row = 32;

/// What a fact brings a claim; principal that goes out is negative.
Parts brought_by(const HeldClaim& held, const LoanFact& fact, const LoanRow& loan) {
  if (fact.kind == FactKind::loan_settled) return {.principal = -held.amount};
  const Claim claim{.loan = loan.loan, .bid = held.bid, .from = held.from, .amount = held.amount};
  return received(claim, fact.paid_after, loan) - received(claim, fact.paid_before, loan);
}

bool ends_unsettled(FactKind kind) {
  return kind == FactKind::listing_cancelled || kind == FactKind::listing_failed;
}

}  // namespace

void Bookkeeper::sort_bids(LoanId id) {
  std::ranges::sort(loan(id).bids, {}, [](const HeldClaim& claim) {
    return std::pair(claim.account.value, claim.bid);
  });
}

/// Adds a post for each claim of an account that is followed.
void Bookkeeper::post_claims(LoanRow& loan, const LoanFact& fact) {
  const bool released = ends_unsettled(fact.kind);
  const bool freed = released || fact.kind == FactKind::loan_settled;
  if (!freed && !loan.has_followed_holders) return;
  std::vector<HeldClaim> read;
  if (!freed) read = participants_.claims(loan.loan);
  const std::vector<HeldClaim>& claims = freed ? live_.at(loan.loan.value).bids : read;
  std::vector<ClaimPost> posts;
  const auto write = [&] {
    if (posts.empty()) return;
    claim_posts_.insert(
        {fact.sequence, loan.loan, posts.front().account, posts.front().bid, encoded(posts)});
    facts_unflushed_ += posts.size();
    posts.clear();
  };
  AccountId account;
  AccountHead before;  // of the account
  for (const HeldClaim& claim : claims) {
    if (claim.account != account) {
      account = claim.account;
      before = heads_[account];
    }
    if (before.followed_since == 0) continue;
    loan.has_followed_holders = true;
    const AccountHead head = heads_[account];
    const Parts brought = released ? Parts{} : brought_by(claim, fact, loan);
    ClaimPost post{account,
                   claim.bid,
                   claim.from,
                   claim.amount,
                   head.claims_balance + brought.sum(),
                   head.claims_held - (freed ? claim.amount : Amount{}),
                   before.last_claims,
                   head.claims_day,
                   head.claims_day_flow,
                   head.claims_outstanding};
    if (loan.written_off_at == 0) post.outstanding -= brought.principal;
    add_to_day(post, fact, brought.sum());
    heads_.apply(fact.sequence, post);
    if (head.last_claims != fact.sequence) {
      mark(MarkedChain::claims, account.value, head.claims_facts + 1, fact.sequence);
    }
    posts.push_back(post);
    if (posts.size() == posts_per_row) write();
  }
  write();
}

/// From this bid on. What the claims have brought by now is worked out from the loans.
void Bookkeeper::follow(Place place, const protocol::BidPlaced& bid) {
  ClaimPost first{.account = bid.account, .bid = bid.bid};
  for (Sequence at = place.sequence; at != 0;) {
    const AccountFact fact = account_facts_.get(at);
    at = fact.account_bid_previous;
    const Claim claim = claim_of(fact, voided_bids(fact.loan));
    if (claim.voided) continue;
    const auto live = live_.find(claim.loan.value);
    const LoanRow row = live != live_.end() ? live->second.row : loans_.get(claim.loan.value);
    if (row.was_settled()) {
      loan(claim.loan).row.has_followed_holders = true;
      const Parts had = received(claim, row.paid, row);
      first.balance += had.sum() - claim.amount;
      if (row.written_off_at == 0) first.outstanding += claim.amount - had.principal;
      add_days(bid.account, claim, row);
    }
    if (row.was_settled() || row.has_ended()) first.held -= claim.amount;
  }
  claim_posts_.insert(
      {place.sequence, bid.loan, bid.account, bid.bid, encoded(std::vector{first})});
  heads_.apply(place.sequence, first);
}

}  // namespace tributary::books
