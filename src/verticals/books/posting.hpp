#pragma once

#include <map>
#include <vector>

#include "verticals/books/facts.hpp"

namespace tributary::books {

/// Where in the journal an event stands, and when it happened.
struct Place {
  Sequence sequence = 0;
  Time time;
};

/// What one event posts to the accounts it names: an account fact, and what there is no room for in
/// it.
struct Posting {
  AccountFact fact;
  std::vector<Post> further{};

  Posting(Place place, FactKind kind, AccountId own, Amount posted);

  /// To another account, unless it is nothing. What an account that the fact has room for is
  /// posted more than once adds up; what is further needs to come once.
  void add(AccountId account, Amount amount);
};

/// What an event posts to any number of accounts, each in all; what of it they lack.
class Posts {
 public:
  void add(AccountId account, Amount amount);
  void lacks(AccountId account, Amount amount);
  /// Into the posting: `posting.fact.own.account` gets what there is for it.
  void add_to(Posting& posting) const;

 private:
  std::map<AccountId, Post> posts_;
};

/// A loan's fact, still empty.
LoanFact loan_fact(Place place, FactKind kind, LoanId loan);

}  // namespace tributary::books
