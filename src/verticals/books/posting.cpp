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

LoanFact loan_fact(Place place, FactKind kind, LoanId loan) {
  LoanFact fact;
  fact.sequence = place.sequence;
  fact.time = place.time;
  fact.kind = kind;
  fact.loan = loan;
  return fact;
}

}  // namespace tributary::books
