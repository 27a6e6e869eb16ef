#include "verticals/books/posting.hpp"

namespace tributary::books {

Posting::Posting(Place place, FactKind kind, AccountId own, Amount posted) {
  fact.sequence = place.sequence;
  fact.time = place.time;
  fact.kind = kind;
  fact.own = {own, posted};
}

void Posting::add(AccountId account, Amount amount) {
  if (amount == Amount{}) return;
  for (Post* post : {&fact.own, &fact.other, &fact.third}) {
    if (!post->account) post->account = account;
    if (post->account != account) continue;
    post->posted += amount;
    return;
  }
  further.push_back({account, amount});
}

void Posts::add(AccountId account, Amount amount) { posts_[account].posted += amount; }

void Posts::lacks(AccountId account, Amount amount) { posts_[account].lacking += amount; }

void Posts::add_to(Posting& posting) const {
  for (const auto& [account, post] : posts_) {
    if (account == posting.fact.own.account) {
      posting.fact.own.posted += post.posted;
      posting.fact.own.lacking = post.lacking;
    } else if (post.posted != Amount{} || post.lacking != Amount{}) {
      Post* room = nullptr;
      if (!posting.fact.third.account) room = &posting.fact.third;
      if (!posting.fact.other.account) room = &posting.fact.other;
      Post& put = room != nullptr ? *room : posting.further.emplace_back();
      put = {.account = account, .posted = post.posted, .lacking = post.lacking};
    }
  }
}

LoanFact loan_fact(Place place, FactKind kind, LoanId loan) {
  LoanFact fact;
  fact.sequence = place.sequence;
  fact.time = place.time;
  fact.kind = kind;
  fact.loan = loan;
  return fact;
}

}  // namespace tributary::books
