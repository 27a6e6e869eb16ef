#include "verticals/books/balances.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

namespace tributary::books {

namespace {

struct Balance {
  Amount balance;
  Amount held;
};

/// What a loan has done to its holders by now.
struct Loan {
  LoanRow terms;  ///< principal and interest fee only
  bool settled = false;
  bool released = false;
  PaidTotals paid;
  std::vector<VoidedBid> voided{};
};

using Loans = boost::unordered_flat_map<std::uint64_t, Loan>;

Loans fold_loans(store::Database& database) {
  Loans loans;
  store::Statement terms = database.prepare("SELECT loan, principal, interest_fee FROM books_loan");
  while (terms.step()) {
    LoanRow& row = loans[static_cast<std::uint64_t>(terms.integer(0))].terms;
    row.principal = {terms.integer(1)};
    row.interest_fee = {terms.integer(2)};
  }
  store::Statement facts = database.prepare("SELECT " + columns_of<LoanFact>() +
                                            " FROM books_loan_fact ORDER BY sequence");
  while (facts.step()) {
    const auto fact = read_row<LoanFact>(facts);
    Loan& loan = loans.at(fact.loan.value);
    switch (fact.kind) {
      case FactKind::loan_settled:
        loan.settled = true;
        break;
      case FactKind::listing_cancelled:
      case FactKind::listing_failed:
        loan.released = true;
        break;
      default:
        if (loan.paid != fact.paid_before) {
          throw BooksDamaged("loan fact " + std::to_string(fact.sequence) +
                             " does not follow from the one before it");
        }
        loan.paid = fact.paid_after;
    }
  }
  store::Statement voided = database.prepare("SELECT " + columns_of<VoidedBid>() +
                                             " FROM books_voided_bid ORDER BY sequence");
  while (voided.step()) {
    const auto bid = read_row<VoidedBid>(voided);
    loans.at(bid.loan.value).voided.push_back(bid);
  }
  return loans;
}

/// What the claim has brought its holder; the end of a voided one is a fact of its account.
Balance of_claim(Claim claim, const Loan& loan) {
  move_down(claim, loan.voided);
  if (claim.voided) return {};
  if (loan.settled) {
    return {received(claim, loan.paid, loan.terms).sum() - claim.amount, -claim.amount};
  }
  return {{}, loan.released ? -claim.amount : Amount{}};
}

/// Sums by account number.
struct Sums {
  std::vector<Balance> own;
  std::vector<Balance> claims;

  void grow(AccountId account) {
    if (account.value < own.size()) return;
    own.resize(account.value + 1);
    claims.resize(account.value + 1);
  }

  void add(Sequence sequence, const Post& post, Amount held_change) {
    grow(post.account);
    Balance& sum = own[post.account.value];
    sum.balance += post.posted;
    sum.held += held_change;
    if (sum.balance != post.balance || sum.held != post.held) {
      throw BooksDamaged("account fact " + std::to_string(sequence) +
                         " does not follow from the one before it");
    }
  }
};

/// The further posts, from fact to fact.
class FurtherPosts {
 public:
  explicit FurtherPosts(store::Database& database)
      : rows_(database.prepare("SELECT " + columns_of<FurtherPost>() +
                               " FROM books_further_post ORDER BY sequence")) {
    step();
  }

  /// Adds those of the facts up to `sequence`.
  void add_up_to(Sequence sequence, Sums& sums) {
    for (; next_ && next_->sequence <= sequence; step()) sums.add(next_->sequence, next_->post, {});
  }

 private:
  void step() { next_ = rows_.step() ? std::optional(read_row<FurtherPost>(rows_)) : std::nullopt; }

  store::Statement rows_;
  std::optional<FurtherPost> next_;
};

}  // namespace

void for_each_account_balance(
    Snapshot& books, const std::function<void(AccountId, Amount balance, Amount held)>& visit) {
  const Loans loans = fold_loans(books.database());
  Sums sums;
  FurtherPosts further(books.database());
  store::Statement facts = books.database().prepare("SELECT " + columns_of<AccountFact>() +
                                                    " FROM books_account_fact ORDER BY sequence");
  while (facts.step()) {
    const auto fact = read_row<AccountFact>(facts);
    for_each_post(fact, [&](const Post& post, Amount held_change) {
      sums.add(fact.sequence, post, held_change);
    });
    further.add_up_to(fact.sequence, sums);
    if (fact.kind != FactKind::bid_placed) continue;
    Claim claim;
    claim.placed = fact.sequence;
    claim.from = fact.bid_from;
    claim.amount = fact.held_change;
    const Balance brought = of_claim(claim, loans.at(fact.loan.value));
    Balance& sum = sums.claims[fact.own.account.value];
    sum.balance += brought.balance;
    sum.held += brought.held;
  }
  store::Statement accounts =
      books.database().prepare("SELECT account FROM books_account ORDER BY account");
  while (accounts.step()) {
    const AccountId account{static_cast<std::uint64_t>(accounts.integer(0))};
    sums.grow(account);
    const Balance& sum = sums.own[account.value];
    const Balance& claims = sums.claims[account.value];
    const AccountHead head = books.head(account);
    if (sum.balance != head.balance || sum.held != head.held) {
      throw BooksDamaged("the head of account " + std::to_string(account.value) +
                         " does not agree with its facts");
    }
    if (head.followed_since != 0 &&
        (claims.balance != head.claims_balance || claims.held != head.claims_held)) {
      throw BooksDamaged("the posts of account " + std::to_string(account.value) +
                         " do not agree with the facts of its loans");
    }
    visit(account, sum.balance + claims.balance, sum.held + claims.held);
  }
}

vertical::Comparison compare(const std::string& url, const vertical::Accounts& accounts) {
  Connection reader(url);
  Snapshot books(reader);
  if (books.sequence() != accounts.sequence) {
    return {.summary = "stand at sequence " + std::to_string(books.sequence()) + " of " +
                       std::to_string(accounts.sequence) + ": not compared while they follow",
            .compared = false};
  }
  vertical::Comparison comparison;
  std::uint64_t count = 0;
  for_each_account_balance(books, [&](AccountId id, Amount balance, Amount held) {
    ++count;
    if (comparison.difference || accounts.find(id) == vertical::Funds{balance, held}) return;
    comparison.difference = "account " + std::to_string(id.value) + " has another balance there";
  });
  if (!comparison.difference && count != accounts.count) {
    comparison.difference =
        "they know " + std::to_string(count) + " accounts of " + std::to_string(accounts.count);
  }
  comparison.summary = std::to_string(count) + " accounts, every balance and hold the same";
  return comparison;
}

}  // namespace tributary::books
