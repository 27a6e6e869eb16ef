#include "verticals/books/bookkeeper.hpp"

#include "base/assert.hpp"

namespace tributary::books {

void Bookkeeper::create_tables(store::Database& database) {
  for (const std::string& table :
       {create_table<AccountFact>(), create_table<LoanFact>(), create_table<AccountRow>(),
        create_table<LoanRow>(), create_table<ListingRow>(), create_table<ScheduleRow>(),
        create_table<HoldersRow>(), create_table<Totals>(), create_table<AccountHead>(),
        create_table<Sweep>()}) {
    database.execute(table);
  }
  database.execute("CREATE INDEX books_account_party ON books_account (party, account)");
  database.execute("CREATE INDEX books_loan_state ON books_loan (state, loan)");
}

Bookkeeper::Bookkeeper(store::Database& database)
    : database_(&database),
      heads_(database),
      participants_(database),
      account_facts_(database),
      loan_facts_(database),
      loans_(database),
      listings_(database),
      schedules_(database),
      totals_table_(database) {
  heads_.catch_up();
  store::Statement live =
      database.prepare("SELECT " + columns_of<LoanRow>() + " FROM books_loan WHERE state <= $1");
  live.bind(static_cast<int>(LoanState::repaying));
  while (live.step()) {
    LiveLoan loan{read_row<LoanRow>(live), {}};
    if (!loan.row.was_settled()) loan.bidders = read_bidders(loan.row);
    live_[loan.row.loan.value] = std::move(loan);
  }
  store::Statement totals =
      database.prepare("SELECT " + columns_of<Totals>() + " FROM books_totals");
  while (totals.step()) {
    const auto row = read_row<Totals>(totals);
    totals_[row.currency] = row;
  }
}

void Bookkeeper::flush() {
  for (const std::uint64_t number : changed_loans_) {
    LiveLoan& loan = live_.at(number);
    loan.changed = false;
    loans_.save(loan.row);
    if (loan.row.has_ended()) live_.erase(number);
  }
  changed_loans_.clear();
  for (const auto& [currency, totals] : totals_) totals_table_.save(totals);
  // Two sweeps over n accounts are what a start must fold again: 4 n facts.
  heads_.save((facts_unflushed_ + 1) / 2);
  facts_unflushed_ = 0;
}

void Bookkeeper::append(AccountFact fact) {
  // The accounts of a fact differ: a fact stands once in an account's chain.
  ASSERT(fact.own.account != fact.other.account && fact.own.account != fact.third.account &&
         (!fact.other.account || fact.other.account != fact.third.account));
  ASSERT(fact.sequence > heads_.seen());
  for_each_post(fact, [&](Post& post, Amount held_change) {
    const AccountHead head = heads_[post.account];
    post.balance = head.balance + post.posted;
    post.held = head.held + held_change;
    post.previous = head.last_fact;
  });
  if (fact.kind == FactKind::bid_placed) {
    fact.account_bid_previous = heads_[fact.own.account].last_bid;
  }
  account_facts_.insert(fact);
  heads_.apply(fact);
  ++facts_unflushed_;
}

void Bookkeeper::append(LoanRow& loan, LoanFact fact) {
  fact.loan = loan.loan;
  fact.previous = loan.last_fact;
  loan.last_fact = fact.sequence;
  loan_facts_.insert(fact);
}

Totals& Bookkeeper::totals_of(AccountId account) {
  const Currency currency = participants_[account].currency;
  Totals& totals = totals_[currency];
  totals.currency = currency;
  return totals;
}

Bookkeeper::LiveLoan& Bookkeeper::loan(LoanId id) {
  LiveLoan& loan = live_.at(id.value);
  if (!loan.changed) changed_loans_.push_back(id.value);
  loan.changed = true;
  return loan;
}

std::vector<AccountId> Bookkeeper::read_bidders(const LoanRow& loan) {
  store::Statement bid = database_->prepare(
      "SELECT own_account, loan_bid_previous FROM books_account_fact WHERE sequence = $1");
  std::vector<AccountId> bidders;
  for (Sequence at = loan.last_bid; at != 0; at = static_cast<Sequence>(bid.integer(1))) {
    if (!bid.bind(at).step()) throw BooksDamaged("the books lack bid " + std::to_string(at));
    bidders.push_back({static_cast<std::uint64_t>(bid.integer(0))});
  }
  return bidders;
}

}  // namespace tributary::books
