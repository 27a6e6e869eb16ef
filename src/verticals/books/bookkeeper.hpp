#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <vector>

#include "verticals/books/account_heads.hpp"
#include "verticals/books/participants.hpp"
#include "verticals/books/rows.hpp"
#include "verticals/books/totals.hpp"

namespace tributary::books {

/// Where in the journal an event stands, and when it happened.
struct Place {
  Sequence sequence = 0;
  Time time;
};

/// Enters events into the tables: facts at once, what changes in memory first and from there once a
/// transaction. Everything it remembers is in the tables too.
class Bookkeeper {
 public:
  static void create_tables(store::Database& database);

  /// Reads what it must remember.
  explicit Bookkeeper(store::Database& database);

  /// Enters an event. Needs: an open transaction of the same database; places that grow.
  void enter(Place, const protocol::AccountOpened&);
  void enter(Place, const protocol::AccountClosed&);
  void enter(Place, const protocol::PartyProfileSet&) {}
  void enter(Place, const protocol::DepositRecorded&);
  void enter(Place, const protocol::WithdrawalRequested&);
  void enter(Place, const protocol::WithdrawalSubmitted&) {}
  void enter(Place, const protocol::WithdrawalCompleted&);
  void enter(Place, const protocol::WithdrawalReleased&);
  void enter(Place, const protocol::FundsTransferred&);
  void enter(Place, const protocol::PostingReversed&);
  void enter(Place, const protocol::ListingCreated&);
  void enter(Place, const protocol::ListingApproved&);
  void enter(Place, const protocol::ListingRejected&);
  void enter(Place, const protocol::ListingScheduled&);
  void enter(Place, const protocol::ListingOpened&);
  void enter(Place, const protocol::ListingExtended&);
  void enter(Place, const protocol::ListingCancelled&);
  void enter(Place, const protocol::ListingFailed&);
  void enter(Place, const protocol::PartialRaiseAccepted&);
  void enter(Place, const protocol::BidPlaced&);
  void enter(Place, const protocol::LoanSettled&);
  void enter(Place, const protocol::InstalmentCollected&);
  void enter(Place, const protocol::LoanPrepaid&);
  void enter(Place, const protocol::PrincipalPrepaid&);
  /// No rows follow from the others yet.
  template <class Event>
  void enter(Place, const Event&) {}

  /// Writes what changed since the last flush; the transaction may be committed then.
  void flush();

 private:
  struct LiveLoan {
    LoanRow row;
    std::vector<AccountId> bidders;  ///< a place for each bid, until settlement
    bool changed = false;
  };

  /// Appends a fact to the chains of its accounts, or of its loan.
  void append(AccountFact fact);
  void append(LoanRow& loan, LoanFact fact);

  Totals& totals_of(AccountId account);
  /// A live loan; its row is written at the next flush.
  LiveLoan& loan(LoanId id);
  /// Changes the row of a loan, and the totals with it.
  template <class Change>
  void change(LoanId id, Change&& change);

  std::vector<AccountId> read_bidders(const LoanRow& loan);
  void pay(LoanRow& loan, const LoanFact& fact, Totals& totals);
  void end_settled(LoanRow& loan, Time time, LoanState state, Totals& totals);

  store::Database* database_;
  AccountHeads heads_;
  Participants participants_;
  Table<AccountFact> account_facts_;
  Table<LoanFact> loan_facts_;
  Table<LoanRow> loans_;
  Table<ListingRow> listings_;
  Table<ScheduleRow> schedules_;
  Table<Totals> totals_table_;
  boost::unordered_flat_map<std::uint64_t, LiveLoan> live_;  // not ended, by number
  std::vector<std::uint64_t> changed_loans_;
  std::map<Currency, Totals> totals_;
  std::size_t facts_unflushed_ = 0;
};

}  // namespace tributary::books
