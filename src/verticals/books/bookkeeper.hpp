#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "verticals/books/account_heads.hpp"
#include "verticals/books/bid_interest.hpp"
#include "verticals/books/claim.hpp"
#include "verticals/books/cost.hpp"
#include "verticals/books/flows.hpp"
#include "verticals/books/participants.hpp"
#include "verticals/books/posting.hpp"
#include "verticals/books/rows.hpp"
#include "verticals/books/totals.hpp"

namespace tributary::books {

/// Enters events into the tables: facts at once, what changes in memory first and from there once a
/// transaction. Everything it remembers is in the tables too.
class Bookkeeper {
 public:
  static void create_tables(store::Database& database);

  /// From so many bids on an account's claims are followed, post by post: fewer are merged when
  /// somebody asks, in less than a millisecond.
  static constexpr std::uint32_t claims_merged_max = 64;

  /// After so many facts of a chain one is marked.
  static constexpr std::uint32_t facts_a_mark = 16;

  struct Bounds {
    std::uint32_t claims_merged = claims_merged_max;
    std::uint32_t facts_a_mark = Bookkeeper::facts_a_mark;
  };

  /// Reads what it must remember.
  Bookkeeper(store::Database& database, Bounds bounds);

  /// The events that mean something for the books; the others are passed over.
  using Entered =
      std::tuple<protocol::AccountOpened, protocol::AccountClosed, protocol::DepositRecorded,
                 protocol::WithdrawalRequested, protocol::WithdrawalCompleted,
                 protocol::WithdrawalReleased, protocol::FundsTransferred,
                 protocol::PostingReversed, protocol::ReceivableCollected, protocol::OwnMoneyPaidIn,
                 protocol::OwnMoneyTakenOut, protocol::DepositBounced, protocol::DebitRecorded,
                 protocol::WithdrawalReturned, protocol::BounceContinued, protocol::CalendarSet,
                 protocol::BusinessDayBegan, protocol::ListingCreated, protocol::ListingApproved,
                 protocol::ListingRejected, protocol::ListingScheduled, protocol::ListingOpened,
                 protocol::ListingExtended, protocol::ListingCancelled, protocol::ListingFailed,
                 protocol::PartialRaiseAccepted, protocol::BidPlaced, protocol::BidVoided,
                 protocol::LoanSettled, protocol::InstalmentCollected, protocol::LoanPrepaid,
                 protocol::PrincipalPrepaid, protocol::LateInterestAssessed,
                 protocol::LateChargesWaived, protocol::LoanCompensated, protocol::LoanWrittenOff,
                 protocol::PaymentReversed, protocol::LoanRescheduled, protocol::DueDatesMoved>;

  /// Enters an event. Needs: an open transaction of the same database; places that grow.
  void enter(Place, const protocol::AccountOpened&);
  void enter(Place, const protocol::AccountClosed&);
  void enter(Place, const protocol::DepositRecorded&);
  void enter(Place, const protocol::WithdrawalRequested&);
  void enter(Place, const protocol::WithdrawalCompleted&);
  void enter(Place, const protocol::WithdrawalReleased&);
  void enter(Place, const protocol::FundsTransferred&);
  void enter(Place, const protocol::PostingReversed&);
  void enter(Place, const protocol::ReceivableCollected&);
  void enter(Place, const protocol::OwnMoneyPaidIn&);
  void enter(Place, const protocol::OwnMoneyTakenOut&);
  void enter(Place, const protocol::DepositBounced&);
  void enter(Place, const protocol::DebitRecorded&);
  void enter(Place, const protocol::WithdrawalReturned&);
  void enter(Place, const protocol::BounceContinued&);
  void enter(Place, const protocol::CalendarSet&);
  void enter(Place, const protocol::BusinessDayBegan&);
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
  void enter(Place, const protocol::BidVoided&);
  void enter(Place, const protocol::LoanSettled&);
  void enter(Place, const protocol::InstalmentCollected&);
  void enter(Place, const protocol::LoanPrepaid&);
  void enter(Place, const protocol::PrincipalPrepaid&);
  void enter(Place, const protocol::LateInterestAssessed&);
  void enter(Place, const protocol::LateChargesWaived&);
  void enter(Place, const protocol::LoanCompensated&);
  void enter(Place, const protocol::LoanWrittenOff&);
  void enter(Place, const protocol::PaymentReversed&);
  void enter(Place, const protocol::LoanRescheduled&);
  void enter(Place, const protocol::DueDatesMoved&);

  /// Writes what changed since the last flush; the transaction may be committed then.
  void flush();

 private:
  struct LiveLoan {
    LoanRow row;
    std::vector<HeldClaim> bids{};  ///< that stand, until settlement; in their order
    bool changed = false;
    std::optional<std::vector<PeriodServicing>> servicing{};  ///< as far as it was asked for
    bool servicing_changed = false;
    std::optional<std::vector<PaidDay>> paid_days{};  ///< as far as they were asked for
    bool paid_days_changed = false;
  };

  /// Appends a fact to the chains of its accounts, or of its loan.
  void append(Posting posting);
  void append(LoanRow& loan, LoanFact fact);
  /// Marks the newest fact of a chain that has `facts` of them, if it is one to mark.
  void mark(MarkedChain chain, std::uint64_t owner, std::uint32_t facts, Sequence sequence);

  void tell_funds(Totals& totals) const;
  Totals& totals_of(AccountId account);
  /// A live loan; its row is written at the next flush.
  LiveLoan& loan(LoanId id);
  /// What servicing added to a loan's periods; what is changed is written at the next flush.
  std::vector<PeriodServicing>& servicing(LoanId id);
  PeriodServicing& change_servicing(LoanId id, std::uint32_t period);
  /// Changes the row of a loan, and the totals with it.
  template <class Change>
  void change(LoanId id, Change&& change);

  std::vector<HeldClaim> read_bids(const LoanRow& loan);
  std::vector<VoidedBid> voided_bids(LoanId loan);
  /// No more bids will come: into the order of accounts and bids.
  void sort_bids(LoanId id);
  void follow(Place place, const protocol::BidPlaced& bid);
  void post_claims(LoanRow& loan, const LoanFact& fact);

  // What went out and came back, by days.
  void add_to_day(ClaimPost& post, const LoanFact& fact, Amount posted);
  void add_days(AccountId account, const Claim& claim, const LoanRow& loan);
  template <class Visit>
  void for_each_followed_claim(const LoanRow& loan, Visit&& visit);
  void add_flow(const LoanRow& loan, const LoanFact& payment);
  void take_off_flow(const LoanRow& loan, const LoanFact& taken);
  void write_off_claims(const LoanRow& loan, Date day);
  void add_bid_interest(const LoanRow& loan, const BidInterest& interest);
  std::vector<PaidDay>& paid_days(LoanId id);
  std::vector<PaidDay>& change_paid_days(LoanId id);
  ClaimsDay& claims_day(AccountId account, Date day);
  money::WideAmount& lent_day(Currency currency, Date day);
  void save_days();

  protocol::ListingCreated listing(LoanId id);
  static void tell_cost(LoanRow& loan, const money::LoanCost& cost);
  void settle(LoanRow& loan, const protocol::LoanSettled& event, const BidInterest& interest,
              Totals& totals);
  Posting posting_of(const LoanRow& loan, const LoanFact& payment) const;
  void pay(LoanRow& loan, const LoanFact& payment, Posting posting, Totals& totals);
  static void add_if_recovered(LoanRow&, Sequence paid_at, const LoanFact&, Totals&);
  static void add_to_totals(LoanRow& loan, const LoanFact& payment, Totals& totals);
  void pay_instalment(LoanRow& loan, const LoanFact& payment, Posting posting, Totals& totals);
  void charge(LoanId loan, std::span<const protocol::LateCharge> charges);
  void forget_waivers(LoanId loan, std::uint32_t first_period);
  void end(LoanRow& loan, LoanState state, Time time, Totals& totals);
  /// The facts that a step adds to the chains of loans, one a loan.
  using LoanFacts = std::map<LoanId, LoanFact>;
  /// Payments taken back; what they post to named accounts is added to `posts`.
  void take_back(Place place, std::span<const protocol::PaymentTakenBack> taken,
                 const std::string& reason, Posts& posts);
  void take_back(Place place, const protocol::PaymentTakenBack& taken, Posts& posts,
                 LoanFacts& facts);
  void owe_again(LoanRow& loan, const protocol::PaymentTakenBack& taken);
  void add_shortfalls(Posts& posts, std::span<const protocol::Shortfall> shortfalls);
  void add_cover(Posts& posts, const protocol::Cover& cover) const;
  std::vector<PlannedInstalment> schedule(LoanId id);
  /// Without those that are void.
  std::vector<PlannedInstalment> lines_of(LoanId id);
  /// Gives a loan other instalments, and notes what they were: the row says the rest.
  void change_schedule(ScheduleChange change, std::span<const PlannedInstalment> now);
  void note_change(ScheduleChange change, std::span<const PlannedInstalment> was,
                   std::span<const PlannedInstalment> now);
  void expect_interest(LoanRow& loan, std::span<const PlannedInstalment> lines);
  void make_all_due(LoanRow& loan, std::uint32_t period, const money::Instalment& everything,
                    ScheduleChange note);
  void look_at(LoanRow& loan, Date day);

  store::Database* database_;
  Bounds bounds_;
  AccountHeads heads_;
  Participants participants_;
  Table<AccountFact> account_facts_;
  Table<FurtherPost> further_posts_;
  Table<LoanFact> loan_facts_;
  Table<ClaimPosts> claim_posts_;
  Table<VoidedBid> voided_bids_;
  Table<ScheduleChange> schedule_changes_;
  Table<Mark> marks_;
  Table<BegunDay> begun_days_;
  Table<LoanRow> loans_;
  Table<ListingRow> listings_;
  Table<CalendarRow> calendars_;
  Table<ScheduleRow> schedules_;
  Table<ServicingRow> servicing_;
  Table<PaidDaysRow> paid_days_;
  Table<BidInterestRow> bid_interests_;
  Table<ClaimsDay> claims_days_;
  Table<LentDay> lent_days_;
  Table<Totals> totals_table_;
  boost::unordered_flat_map<std::uint64_t, LiveLoan> live_;  // not ended, by number
  std::vector<std::uint64_t> changed_loans_;
  std::map<Currency, Totals> totals_;
  std::map<std::pair<AccountId, Date>, ClaimsDay> changed_claims_days_;       // by how much
  std::map<std::pair<Currency, Date>, money::WideAmount> changed_lent_days_;  // by how much
  money::Calendar calendar_;                                                  ///< in force
  std::size_t facts_unflushed_ = 0;
};

template <class Change>
void Bookkeeper::change(LoanId id, Change&& change) {
  LoanRow& row = loan(id).row;
  Totals& totals = totals_[row.currency];
  --totals.loans.of(row.state);
  totals.principal_outstanding -= row.principal_to_come();
  totals.principal_overdue -= row.principal_overdue();
  totals.interest_outstanding -= row.interest_to_come();
  change(row, totals);
  ++totals.loans.of(row.state);
  totals.principal_outstanding += row.principal_to_come();
  totals.principal_overdue += row.principal_overdue();
  totals.interest_outstanding += row.interest_to_come();
}

}  // namespace tributary::books
