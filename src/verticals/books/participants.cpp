#include "verticals/books/participants.hpp"

#include <utility>

namespace tributary::books {

Participants::Participants(store::Database& database) : accounts_(database), holders_(database) {
  store::Statement rows = database.prepare("SELECT " + columns_of<AccountRow>() +
                                           " FROM books_account ORDER BY account");
  while (rows.step()) enter(read_row<AccountRow>(rows));
  store::Statement settled = database.prepare(
      "SELECT state, borrower_account, claims FROM books_holders "
      "JOIN books_loan ON books_loan.loan = books_holders.loan");
  while (settled.step()) {
    const bool live = settled.integer(0) < static_cast<int>(LoanState::repaid);
    Entry& borrower = entry({static_cast<std::uint64_t>(settled.integer(1))});
    borrower.has_borrowed = true;
    if (live) ++borrower.loans_borrowed;
    for_each_holder(read_claims(settled.blob(2)), [&](AccountId account) {
      Entry& lender = entry(account);
      lender.has_lent = true;
      if (live) ++lender.loans_lent;
    });
  }
}

void Participants::open(const AccountRow& row) {
  enter(row);
  accounts_.insert(row);
}

void Participants::enter(const AccountRow& row) {
  if (row.account.value != std::max<std::size_t>(entries_.size(), 1)) {
    throw BooksDamaged("the books lack the account before " + std::to_string(row.account.value));
  }
  entries_.resize(row.account.value);
  entries_.push_back({row});
  if (row.party == protocol::platform_party) platform_[{row.kind, row.currency}] = row.account;
}

void Participants::close(AccountId account) {
  AccountRow& row = entry(account).row;
  row.closed = true;
  accounts_.save(row);
}

void Participants::reopen(AccountId account) {
  AccountRow& row = entry(account).row;
  row.closed = false;
  accounts_.save(row);
}

AccountId Participants::platform(AccountKind kind, Currency currency) const {
  const auto found = platform_.find({kind, currency});
  return found == platform_.end() ? AccountId{} : found->second;
}

void Participants::loan_settled(const LoanRow& loan, std::span<const HeldClaim> claims,
                                Totals& totals) {
  holders_.insert({loan.loan, write_claims(claims)});
  for_each_holder(claims, [&](AccountId account) {
    Entry& lender = entry(account);
    if (lender.loans_lent++ == 0) ++totals.lenders_current;
    if (!std::exchange(lender.has_lent, true)) ++totals.lenders;
  });
  Entry& borrower = entry(loan.borrower_account);
  if (borrower.loans_borrowed++ == 0) ++totals.borrowers_current;
  if (!std::exchange(borrower.has_borrowed, true)) ++totals.borrowers;
}

void Participants::loan_ended(const LoanRow& loan, Totals& totals) {
  for_each_holder(claims(loan.loan), [&](AccountId account) {
    if (--entry(account).loans_lent == 0) --totals.lenders_current;
  });
  if (--entry(loan.borrower_account).loans_borrowed == 0) --totals.borrowers_current;
}

void Participants::loan_revived(const LoanRow& loan, Totals& totals) {
  for_each_holder(claims(loan.loan), [&](AccountId account) {
    if (entry(account).loans_lent++ == 0) ++totals.lenders_current;
  });
  if (entry(loan.borrower_account).loans_borrowed++ == 0) ++totals.borrowers_current;
}

const Participants::Entry& Participants::entry(AccountId account) const {
  if (account.value != 0 && account.value < entries_.size()) return entries_[account.value];
  throw BooksDamaged("the books do not know account " + std::to_string(account.value));
}

Participants::Entry& Participants::entry(AccountId account) {
  return const_cast<Entry&>(std::as_const(*this).entry(account));
}

}  // namespace tributary::books
