#pragma once

#include <map>
#include <span>
#include <vector>

#include "verticals/books/held_claims.hpp"
#include "verticals/books/rows.hpp"
#include "verticals/books/totals.hpp"

namespace tributary::books {

/// All accounts as they are, and who of them lends and borrows, now and ever: an account stands for
/// its party, which has one for each currency.
class Participants {
 public:
  /// Reads what `database` holds of them: the accounts, and the holders of every loan there was.
  explicit Participants(store::Database& database);

  void open(const AccountRow& row);
  void close(AccountId account);
  void reopen(AccountId account);

  const AccountRow& operator[](AccountId account) const { return entry(account).row; }

  /// The platform's account of a kind and currency; none if it was not opened.
  AccountId platform(AccountKind kind, Currency currency) const;

  /// A loan was settled out of `claims`, in the order of accounts and bids, or ended.
  void loan_settled(const LoanRow& loan, std::span<const HeldClaim> claims, Totals& totals);
  void loan_ended(const LoanRow& loan, Totals& totals);
  void loan_revived(const LoanRow& loan, Totals& totals);

  /// What a settled loan was made of.
  std::vector<HeldClaim> claims(LoanId loan) {
    return read_claims(holders_.get(loan.value).claims);
  }

 private:
  struct Entry {
    AccountRow row;
    bool has_lent = false;
    bool has_borrowed = false;
    std::uint32_t loans_lent = 0;      ///< now
    std::uint32_t loans_borrowed = 0;  ///< now
  };
  /// Errors: BooksDamaged for an account that was never opened.
  const Entry& entry(AccountId account) const;
  Entry& entry(AccountId account);
  void enter(const AccountRow& row);

  Table<AccountRow> accounts_;
  Table<HoldersRow> holders_;
  std::vector<Entry> entries_;  // by account number; 0 is unused
  std::map<std::pair<AccountKind, Currency>, AccountId> platform_;
};

}  // namespace tributary::books
