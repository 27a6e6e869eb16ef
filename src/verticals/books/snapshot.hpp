#pragma once

#include <stdexcept>
#include <vector>

#include "store/transaction.hpp"
#include "verticals/books/account_heads.hpp"
#include "verticals/books/claim.hpp"
#include "verticals/books/totals.hpp"

namespace tributary::books {

/// The tables lack what they point at: their file was ruined and must be built anew.
struct BooksDamaged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A connection that reads the tables; one thread at a time.
class Reader {
 public:
  /// Needs: tables that were created. Errors: StoreFault.
  explicit Reader(std::string_view url);

 private:
  friend class Snapshot;
  store::Database database_;
  AccountHeads heads_;
  Table<AccountFact> account_facts_;
  Table<LoanFact> loan_facts_;
  Table<AccountRow> accounts_;
  Table<LoanRow> loans_;
  Table<ListingRow> listings_;
  Table<ScheduleRow> schedules_;
  store::Statement cursor_;
  store::Statement claim_;
};

/// The tables as one commit left them, with the heads that belong to them. One at a time of a
/// Reader. What is asked by the number found in a chain must exist.
/// Errors: BooksDamaged, StoreFault.
class Snapshot {
 public:
  explicit Snapshot(Reader& reader);

  /// Up to where in the journal it knows everything.
  Sequence sequence() const { return sequence_; }

  std::optional<AccountRow> account(AccountId id) { return reader_.accounts_.find(id.value); }
  std::optional<LoanRow> loan(LoanId id) { return reader_.loans_.find(id.value); }
  protocol::ListingCreated listing(LoanId id);
  std::vector<money::Instalment> schedule(LoanId id);
  AccountHead head(AccountId id) const { return reader_.heads_[id]; }
  std::optional<AccountFact> find_account_fact(Sequence sequence) {
    return reader_.account_facts_.find(sequence);
  }
  AccountFact account_fact(Sequence sequence);
  std::optional<LoanFact> find_loan_fact(Sequence sequence) {
    return reader_.loan_facts_.find(sequence);
  }
  LoanFact loan_fact(Sequence sequence);
  Claim claim(Sequence placed);

  /// All bids of an account, newest first.
  std::vector<Claim> claims(AccountId account);

  store::Database& database() { return reader_.database_; }

 private:
  Reader& reader_;
  store::Transaction transaction_;
  Sequence sequence_ = 0;
};

}  // namespace tributary::books
