#pragma once

#include <optional>
#include <vector>

#include "vertical/reading.hpp"
#include "verticals/books/account_heads.hpp"
#include "verticals/books/bid_interest.hpp"
#include "verticals/books/claim.hpp"
#include "verticals/books/flows.hpp"
#include "verticals/books/totals.hpp"

namespace tributary::books {

using vertical::Connection;
using vertical::Reading;

/// What is kept of a connection to the tables: its statements, and the heads it has folded.
class Reader {
 public:
  /// Needs: tables that were created. Errors: StoreFault.
  explicit Reader(store::Database& database);

 private:
  friend class Snapshot;
  void catch_up(Sequence sequence);

  store::Database& database_;
  AccountHeads heads_;
  std::optional<Sequence> seen_;  ///< of the state that the heads belong to
  Table<AccountFact> account_facts_;
  Table<LoanFact> loan_facts_;
  Table<AccountRow> accounts_;
  Table<LoanRow> loans_;
  Table<ListingRow> listings_;
  Table<CalendarRow> calendars_;
  Table<ScheduleRow> schedules_;
  Table<ServicingRow> servicing_;
  Table<PaidDaysRow> paid_days_;
  Table<BidInterestRow> bid_interests_;
  store::Statement further_post_;
  store::Statement posted_loan_;
  store::Statement claim_posts_;
  store::Statement voided_bids_;
  store::Statement schedule_changes_;
  store::Statement mark_;
  store::Statement begun_day_;
  store::Statement day_after_;
};

/// The tables as one commit left them, with the heads that belong to them. Made for each question:
/// it costs something for the first of a state. Errors: BooksDamaged, StoreFault.
class Snapshot {
 public:
  explicit Snapshot(Reading& reading);
  /// With a reading of its own, for who asks at no desk.
  explicit Snapshot(Connection& connection);

  /// Up to where in the journal it knows everything.
  Sequence sequence() const { return reading_.sequence(); }

  std::optional<AccountRow> account(AccountId id) { return reader_.accounts_.find(id.value); }
  std::optional<LoanRow> loan(LoanId id) { return reader_.loans_.find(id.value); }
  /// Of a party: one for each kind and currency at most.
  std::vector<AccountRow> accounts(PartyId party);
  /// One for each currency.
  std::vector<Totals> totals();
  std::optional<AccountFact> find_account_fact(Sequence sequence) {
    return reader_.account_facts_.find(sequence);
  }
  std::optional<LoanFact> find_loan_fact(Sequence sequence, LoanId loan) {
    return reader_.loan_facts_.find(sequence, loan.value);
  }
  AccountHead head(AccountId id) const { return reader_.heads_[id]; }

  // What other rows point at.
  LoanRow loan_of(const Claim& claim) { return reader_.loans_.get(claim.loan.value); }
  protocol::ListingCreated listing(LoanId id);
  /// In force; none was set: of no days.
  protocol::CalendarSet calendar();
  std::vector<PlannedInstalment> schedule(LoanId id);
  std::vector<PeriodServicing> servicing(LoanId id);
  std::vector<PaidDay> paid_days(LoanId id);
  /// Of a claim on a settled loan: what its bid had earned by then.
  Amount bid_interest(const Claim& claim, const LoanRow& loan) {
    return books::bid_interest(reader_.bid_interests_, claim, loan);
  }
  /// Oldest first; none of an account whose claims are not followed.
  std::vector<ClaimsDay> claims_days(AccountId account);
  /// Oldest first.
  std::vector<LentDay> lent_days(Currency currency);
  AccountFact account_fact(Sequence sequence) { return reader_.account_facts_.get(sequence); }
  LoanFact loan_fact(Sequence sequence, LoanId loan) {
    return reader_.loan_facts_.get(sequence, loan.value);
  }
  /// Of the loans that one event is about, in the order of their numbers.
  std::vector<LoanFact> loan_facts(Sequence sequence);
  Claim claim(Sequence placed);

  /// What a fact posts to an account; nothing if it does not concern it.
  std::optional<Post> post_of(const AccountFact& fact, AccountId account);

  /// The bid that was placed by a fact and all before it of its account, newest first.
  std::vector<Claim> claims(Sequence placed);

  /// Of the loans with claim posts by one fact, the highest below `below`.
  std::optional<LoanId> loan_with_posts(Sequence sequence, LoanId below);
  /// Of the claim posts of a fact of a loan, those with which that of an account's bid stands if it
  /// is there; if not, the ones before its place. None: there is nothing before it.
  std::vector<ClaimPost> claim_posts(Sequence sequence, LoanId loan, AccountId account,
                                     std::uint32_t bid);

  /// The first fact from `least` on that is marked in a chain; 0: none.
  Sequence marked(MarkedChain chain, std::uint64_t owner, Sequence least);

  /// The business day under which a sequence was booked; none: before the first.
  std::optional<BegunDay> day_of(Sequence sequence);
  /// The newest business day that has begun.
  std::optional<BegunDay> newest_day() { return day_of(sequence()); }
  /// Where the first business day after `day` began; 0: it has not.
  Sequence began_after(Date day);

  /// Of a loan, oldest first.
  std::vector<VoidedBid> voided_bids(LoanId loan);

  /// Of a loan, the newest `rows_max` up to `last`, newest first.
  std::vector<ScheduleChange> schedule_changes(LoanId loan, Sequence last, std::size_t rows_max);

  store::Database& database() { return reading_.database(); }

 private:
  std::optional<Reading> own_;
  Reading& reading_;
  Reader& reader_;
};

}  // namespace tributary::books
