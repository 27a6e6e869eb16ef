#pragma once

#include <vector>

#include "rows/table.hpp"
#include "verticals/books/facts.hpp"

namespace tributary::books {

/// Where an account's chains begin, and what its last fact says of it.
struct AccountHead {
  Sequence last_fact = 0;
  Sequence last_bid = 0;
  Amount balance;
  Amount held;
  std::uint32_t bids = 0;  ///< ever placed
  // Of its claims, once they are followed:
  Sequence followed_since = 0;  ///< a bid; 0: they are not
  Sequence last_claims = 0;
  Amount claims_balance;
  Amount claims_held;
  std::uint32_t facts = 0;         ///< in its own chain
  std::uint32_t claims_facts = 0;  ///< in that of its claims
  // As in the last `ClaimPost`:
  Date claims_day;
  Amount claims_day_flow;
  Amount claims_outstanding;

  friend bool operator==(const AccountHead&, const AccountHead&) = default;
};
BOOST_DESCRIBE_STRUCT(AccountHead, (),
                      (last_fact, last_bid, balance, held, bids, followed_since, last_claims,
                       claims_balance, claims_held, facts, claims_facts, claims_day,
                       claims_day_flow, claims_outstanding))

/// The heads of accounts whose numbers follow each other, saved together: block 0 begins with that
/// of number 0, which no account has.
struct HeadBlock {
  static constexpr std::string_view table = "books_account_heads";
  static constexpr std::string_view key = "number";
  std::uint64_t number = 0;
  Bytes heads;  ///< a list of AccountHead in the journal's form

  friend bool operator==(const HeadBlock&, const HeadBlock&) = default;
};
BOOST_DESCRIBE_STRUCT(HeadBlock, (), (number, heads))

/// How far saving has come. The only row of its table.
struct Sweep {
  static constexpr std::string_view table = "books_sweep";
  static constexpr std::string_view key = "number";
  std::uint32_t number = 1;
  Sequence saved_up_to = 0;  ///< heads without facts since then are saved as they are
  Sequence began = 0;        ///< the last fact before the sweep under way
  std::uint64_t next_block = 0;
};
BOOST_DESCRIBE_STRUCT(Sweep, (), (number, saved_up_to, began, next_block))

/// The heads of all accounts, in memory. They are a fold of the account facts, so whoever needs
/// them, the writer at its start or a reader before each query, folds what it has not yet seen.
/// Saving each head whenever it changes would dirty a page a fact; instead a sweep saves them in
/// the order of their accounts, some blocks with each transaction, and a start folds again the
/// facts since the last whole sweep began.
class AccountHeads {
 public:
  explicit AccountHeads(store::Database& database);

  /// Folds the facts it has not yet seen; the first time, from the saved heads on.
  void catch_up();

  // Of posts: account, balance, held. Facts in their order; further posts not before their facts.
  void apply(const AccountFact& fact);
  void apply(const FurtherPost& further);
  void apply(const ClaimPosts& posts);
  void apply(Sequence to, const ClaimPost& post);

  /// Saves the next `count` heads of the sweep, and the rest of the last one's block. Needs: the
  /// transaction that holds their facts.
  void save(std::size_t count);

  /// The head of an account; all zero for one without facts.
  AccountHead operator[](AccountId account) const {
    return account.value < heads_.size() ? heads_[account.value] : AccountHead{};
  }

  /// The last fact that was folded.
  Sequence seen() const { return seen_; }

 private:
  void load();
  template <class Fact>
  store::Statement& rows_after(Sequence seen);
  template <class Fact, class Visit>
  void for_each_after(Sequence seen, Visit&& visit);
  void save_block(std::uint64_t number);
  AccountHead& slot(AccountId account);
  void move(Sequence to, FactKind kind, const Post& post);

  store::Database* database_;
  Table<HeadBlock> saved_;
  Table<Sweep> sweeps_;
  std::vector<AccountHead> heads_;  // by account number; 0 is unused
  Sequence seen_ = 0;
  bool loaded_ = false;
  Sweep sweep_;
};

}  // namespace tributary::books
