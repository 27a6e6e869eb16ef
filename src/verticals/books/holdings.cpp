#include "verticals/books/holdings.hpp"

namespace tributary::books {

namespace {

constexpr std::size_t bids_scanned_max = 4096;

BidState state_of(const Claim& claim, const LoanRow& loan) {
  if (claim.voided) return BidState::released;
  if (loan.was_settled()) return BidState::settled;
  return loan.has_ended() ? BidState::released : BidState::held;
}

bool is_bid_of(Snapshot& books, AccountId account, Sequence at) {
  const auto fact = books.find_account_fact(at);
  return fact && fact->kind == FactKind::bid_placed && fact->own.account == account;
}

/// Walks an account's bids from `after` on. `visit` adds a line for a bid, or none.
template <class Line, class Visit>
std::expected<Page<Line, ChainCursor>, protocol::Refusal> walk_bids(
    Snapshot& books, AccountId account, const std::optional<ChainCursor>& after,
    std::size_t lines_max, Visit&& visit) {
  if (after && !is_bid_of(books, account, after->next)) {
    return std::unexpected(protocol::Refusal::malformed_request);
  }
  Page<Line, ChainCursor> page;
  Sequence at = after ? after->next : books.head(account).last_bid;
  for (std::size_t scanned = 0;
       at != 0 && page.lines.size() < lines_max && scanned < bids_scanned_max; ++scanned) {
    const Claim claim = books.claim(at);
    visit(page.lines, claim, books.loan_of(claim));
    at = claim.previous;
  }
  if (at != 0) page.next = {at};
  return page;
}

}  // namespace

std::expected<Page<BidLine, ChainCursor>, protocol::Refusal> bids_of(
    Snapshot& books, AccountId account, const std::optional<ChainCursor>& after,
    std::size_t lines_max) {
  return walk_bids<BidLine>(
      books, account, after, lines_max,
      [](std::vector<BidLine>& lines, const Claim& claim, const LoanRow& loan) {
        lines.push_back({claim.placed, claim.time, claim.loan, claim.bid, loan.title, loan.state,
                         state_of(claim, loan), claim.amount});
      });
}

std::expected<Page<ClaimLine, ChainCursor>, protocol::Refusal> claims_of(
    Snapshot& books, AccountId account, const std::optional<ChainCursor>& after,
    std::size_t lines_max) {
  return walk_bids<ClaimLine>(
      books, account, after, lines_max,
      [&](std::vector<ClaimLine>& lines, const Claim& claim, const LoanRow& loan) {
        if (!loan.was_settled() || claim.voided) return;
        const Parts had = received(claim, loan.paid, loan);
        lines.push_back({claim.placed, claim.loan, claim.bid, loan.title, loan.state,
                         loan.annual_rate, loan.settled_on, claim.from, claim.from + claim.amount,
                         had, books.bid_interest(claim, loan), claim.amount - had.principal,
                         to_come(books, claim, loan), earned_by(books, claim, loan)});
      });
}

}  // namespace tributary::books
