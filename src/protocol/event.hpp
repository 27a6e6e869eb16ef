#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "protocol/bank_event.hpp"
#include "protocol/payment.hpp"

/// What has happened, for ever. Journals keep these structs: fields are only ever added at the end,
/// with a default; a number is never used for another meaning.
namespace tributary::protocol {

struct AccountOpened {
  static constexpr std::uint16_t number = 1;
  AccountId account;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(AccountOpened, (), (account, party, kind, currency))

struct AccountClosed {
  static constexpr std::uint16_t number = 2;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(AccountClosed, (), (account))

/// Posting: custodian → account. What a closed account is paid opens it again.
struct DepositRecorded {
  static constexpr std::uint16_t number = 4;
  AccountId account;
  AccountId custodian;
  Amount amount;
  std::string reference;
  bool reopened = false;
};
BOOST_DESCRIBE_STRUCT(DepositRecorded, (), (account, custodian, amount, reference, reopened))

/// Holds amount + fee on the account.
struct WithdrawalRequested {
  static constexpr std::uint16_t number = 5;
  WithdrawalId withdrawal;
  AccountId account;
  Amount amount;
  Amount fee;
};
BOOST_DESCRIBE_STRUCT(WithdrawalRequested, (), (withdrawal, account, amount, fee))

/// The order is with the bank: from here only the bank's word ends it.
struct WithdrawalSubmitted {
  static constexpr std::uint16_t number = 6;
  WithdrawalId withdrawal;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(WithdrawalSubmitted, (), (withdrawal, account))

/// Postings: account → custodian (amount), account → fee account (fee); the hold ends. Where it had
/// been released before, nothing was held: what the account no longer has, `lacking`, `cover` pays,
/// and the account owes it, unless it is the platform's.
struct WithdrawalCompleted {
  static constexpr std::uint16_t number = 7;
  WithdrawalId withdrawal;
  AccountId account;
  AccountId custodian;
  AccountId fee_account;
  Amount amount;
  Amount fee;
  bool released = false;  ///< before, and paid by the bank all the same
  Amount lacking;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(WithdrawalCompleted, (),
                      (withdrawal, account, custodian, fee_account, amount, fee, released, lacking,
                       cover))

/// The hold ends and nothing moved.
struct WithdrawalReleased {
  static constexpr std::uint16_t number = 8;
  WithdrawalId withdrawal;
  AccountId account;
  Amount amount;
  Amount fee;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawalReleased, (), (withdrawal, account, amount, fee, reason))

/// Posting: from → to. What comes to the platform's own money goes on into the gap.
struct FundsTransferred {
  static constexpr std::uint16_t number = 9;
  AccountId from;
  AccountId to;
  Amount amount;
  std::string memo;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(FundsTransferred, (), (from, to, amount, memo, cover))

/// A transfer's amount back, to → from of the posting that is reversed; each posting once. What
/// `from` no longer has, `lacking`, `cover` pays: `from` owes it, unless it is the platform's.
struct PostingReversed {
  static constexpr std::uint16_t number = 10;
  PostingId posting;
  AccountId from;
  AccountId to;
  Amount amount;
  std::string memo;
  Amount lacking;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(PostingReversed, (), (posting, from, to, amount, memo, lacking, cover))

/// Posting: account → the platform's own money, and from there into the gap as far as there is one.
/// The account owes that much less.
struct ReceivableCollected {
  static constexpr std::uint16_t number = 11;
  AccountId account;
  AccountId own_account;
  Amount amount;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(ReceivableCollected, (), (account, own_account, amount, cover))

struct CalendarSet {
  static constexpr std::uint16_t number = 12;
  std::string source;
  std::vector<Date> holidays;
  std::vector<Date> working_weekends;
};
BOOST_DESCRIBE_STRUCT(CalendarSet, (), (source, holidays, working_weekends))

struct BusinessDayBegan {
  static constexpr std::uint16_t number = 13;
  Date on;
  std::uint16_t loans_kept_days = 400;  ///< loans that ended before that many days leave memory
};
BOOST_DESCRIBE_STRUCT(BusinessDayBegan, (), (on, loans_kept_days))

struct RiskLevelSet {
  static constexpr std::uint16_t number = 14;
  PartyId party;
  std::uint8_t risk_level = 0;
};
BOOST_DESCRIBE_STRUCT(RiskLevelSet, (), (party, risk_level))

struct VipLevelSet {
  static constexpr std::uint16_t number = 15;
  PartyId party;
  std::uint8_t vip_level = 0;
};
BOOST_DESCRIBE_STRUCT(VipLevelSet, (), (party, vip_level))

struct RelatedGroupSet {
  static constexpr std::uint16_t number = 16;
  PartyId party;
  std::uint32_t related_group = 0;
};
BOOST_DESCRIBE_STRUCT(RelatedGroupSet, (), (party, related_group))

struct BorrowingCapSet {
  static constexpr std::uint16_t number = 17;
  PartyId party;
  Amount borrowing_max;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(BorrowingCapSet, (), (party, borrowing_max, currency))

struct PartyBlocked {
  static constexpr std::uint16_t number = 18;
  PartyId party;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PartyBlocked, (), (party, reason))

struct PartyUnblocked {
  static constexpr std::uint16_t number = 19;
  PartyId party;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PartyUnblocked, (), (party, reason))

struct ListingCreated {
  static constexpr std::uint16_t number = 20;
  LoanId loan;
  AccountId borrower_account;
  AccountId guarantor_account;
  Currency currency = Currency::CNY;
  std::string title;
  Amount principal;
  money::Terms terms;
  BidRules rules;
  LoanFees fees;
  Allocation allocation = Allocation::fee_penalty_interest_principal;
  LateRules late;
};
BOOST_DESCRIBE_STRUCT(ListingCreated, (),
                      (loan, borrower_account, guarantor_account, currency, title, principal, terms,
                       rules, fees, allocation, late))

struct ListingApproved {
  static constexpr std::uint16_t number = 21;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(ListingApproved, (), (loan))

struct ListingRejected {
  static constexpr std::uint16_t number = 22;
  LoanId loan;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ListingRejected, (), (loan, reason))

struct ListingScheduled {
  static constexpr std::uint16_t number = 23;
  LoanId loan;
  Time opens_at;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ListingScheduled, (), (loan, opens_at, closes_at))

struct ListingOpened {
  static constexpr std::uint16_t number = 24;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(ListingOpened, (), (loan))

struct ListingExtended {
  static constexpr std::uint16_t number = 25;
  LoanId loan;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ListingExtended, (), (loan, closes_at))

/// Every hold on the loan is released (撤标). Likewise when it fails (流标): it was not full by its
/// closing, or not settled in time.
struct ListingCancelled {
  static constexpr std::uint16_t number = 26;
  LoanId loan;
  Amount released;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ListingCancelled, (), (loan, released, reason))

struct ListingFailed {
  static constexpr std::uint16_t number = 27;
  LoanId loan;
  Amount released;
};
BOOST_DESCRIBE_STRUCT(ListingFailed, (), (loan, released))

/// The loan is full at what was raised (截标): the principal becomes that.
struct PartialRaiseAccepted {
  static constexpr std::uint16_t number = 28;
  LoanId loan;
  Amount principal;
};
BOOST_DESCRIBE_STRUCT(PartialRaiseAccepted, (), (loan, principal))

/// Holds the amount on the account and takes [from, from + amount) of the loan. The loan is full
/// when that reaches its principal.
struct BidPlaced {
  static constexpr std::uint16_t number = 30;
  LoanId loan;
  std::uint32_t bid = 0;  ///< its number among the loan's bids, also those that were voided, from 0
  AccountId account;
  Amount from;
  Amount amount;
};
BOOST_DESCRIBE_STRUCT(BidPlaced, (), (loan, bid, account, from, amount))

/// The hold ends. The bids that begin behind it move down by its amount; a full loan is open again.
struct BidVoided {
  static constexpr std::uint16_t number = 31;
  LoanId loan;
  std::uint32_t bid = 0;
  AccountId account;
  Amount from;
  Amount amount;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(BidVoided, (), (loan, bid, account, from, amount, reason))

/// Postings: each holder's hold → borrower (principal − fees), service fee, guarantor, reserve
/// fund. All or nothing.
struct LoanSettled {
  static constexpr std::uint16_t number = 40;
  LoanId loan;
  Date on;
  AccountId borrower_account;
  AccountId fee_account;
  AccountId guarantor_account;
  Amount principal;
  Amount service_fee;
  Amount guarantee_fee;
  Amount fee_per_period;  ///< of each line, until a part is prepaid
  std::optional<Date> first_due;
  std::vector<money::Instalment> schedule;
  AccountId reserve_account;
  Amount reserve_contribution;
};
BOOST_DESCRIBE_STRUCT(LoanSettled, (),
                      (loan, on, borrower_account, fee_account, guarantor_account, principal,
                       service_fee, guarantee_fee, fee_per_period, first_due, schedule,
                       reserve_account, reserve_contribution))

/// Postings: borrower → holders by `paid_before` and `paid_after`, interest fee → fee account;
/// or, for a compensated period, borrower → `payee`. Borrower → service fee account: both fees.
struct InstalmentCollected {
  static constexpr std::uint16_t number = 41;
  LoanId loan;
  std::uint32_t period = 0;  ///< from 1
  Date on;
  AccountId borrower_account;
  AccountId payee;  ///< who compensated the period and owns the claims' rights to it; zero: holders
  InstalmentParts parts;
  PaidTotals paid_before;
  PaidTotals paid_after;
  Amount service_fee;   ///< from the borrower, besides
  Amount late_fee;      ///< from the borrower, besides
  Amount interest_fee;  ///< kept of what the holders receive, summed over them
  bool period_paid = false;
  LoanState state = LoanState::repaying;  ///< of the loan from here
};
BOOST_DESCRIBE_STRUCT(InstalmentCollected, (),
                      (loan, period, on, borrower_account, payee, parts, paid_before, paid_after,
                       service_fee, late_fee, interest_fee, period_paid, state))

/// Everything outstanding and the interest to the day, with compensation; later interest falls
/// away.
struct LoanPrepaid {
  static constexpr std::uint16_t number = 42;
  LoanId loan;
  Date on;
  AccountId borrower_account;
  PaidTotals paid_before;
  PaidTotals paid_after;
  Amount service_fee;
  Amount interest_fee;
};
BOOST_DESCRIBE_STRUCT(LoanPrepaid, (),
                      (loan, on, borrower_account, paid_before, paid_after, service_fee,
                       interest_fee))

/// A part of the principal ahead of its time, with the interest earned so far; `schedule`, made
/// from `terms` for the rest, replaces all periods not yet paid.
struct PrincipalPrepaid {
  static constexpr std::uint16_t number = 43;
  LoanId loan;
  Date on;
  AccountId borrower_account;
  PaidTotals paid_before;
  PaidTotals paid_after;
  Amount interest_fee;
  std::uint32_t first_period = 0;  ///< the number of the first line of `schedule`
  money::Terms terms;
  Date first_due;
  std::vector<money::Instalment> schedule;
  Date schedule_start;    ///< later than `on` where a period paid ahead of its end ends after it
  Amount fee_per_period;  ///< of the lines of `schedule`: of the principal that remains
};
BOOST_DESCRIBE_STRUCT(PrincipalPrepaid, (),
                      (loan, on, borrower_account, paid_before, paid_after, interest_fee,
                       first_period, terms, first_due, schedule, schedule_start, fee_per_period))

/// What one overdue period owes more than before.
struct LateCharge {
  std::uint32_t period = 0;
  Amount interest;
  Amount fee;
};
BOOST_DESCRIBE_STRUCT(LateCharge, (), (period, interest, fee))

/// No money moves. The first one makes the loan overdue, whatever it charges.
struct LateInterestAssessed {
  static constexpr std::uint16_t number = 44;
  LoanId loan;
  Date on;
  std::vector<LateCharge> charges;
};
BOOST_DESCRIBE_STRUCT(LateInterestAssessed, (), (loan, on, charges))

/// Postings: payer → holders by `paid_before` and `paid_after`, interest fee → fee account. What
/// the borrower owes of the periods from `first_period` to `last_period` is the payer's from here.
/// If everything left is compensated, `everything` is the last of them: it replaces the periods
/// that were not due, with the interest to the day and without a fee.
struct LoanCompensated {
  static constexpr std::uint16_t number = 45;
  LoanId loan;
  Date on;
  AccountId payer;
  PaidTotals paid_before;
  PaidTotals paid_after;
  Amount interest_fee;
  std::uint32_t first_period = 0;
  std::uint32_t last_period = 0;
  std::optional<money::Instalment> everything;
};
BOOST_DESCRIBE_STRUCT(LoanCompensated, (),
                      (loan, on, payer, paid_before, paid_after, interest_fee, first_period,
                       last_period, everything))

/// No money moves. What was not yet due is due from here: `everything`, as in `LoanCompensated`.
struct LoanWrittenOff {
  static constexpr std::uint16_t number = 46;
  LoanId loan;
  Date on;
  InstalmentParts owed;  ///< by the borrower, to holders and payers
  Amount fees_owed;
  std::optional<money::Instalment> everything;
};
BOOST_DESCRIBE_STRUCT(LoanWrittenOff, (), (loan, on, owed, fees_owed, everything))

/// The postings of a payment backwards, from those who got it to who paid. `cover` pays what
/// accounts no longer had; an account of several claims has one shortfall. The platform's own
/// accounts owe nothing for theirs.
struct PaymentReversed {
  static constexpr std::uint16_t number = 47;
  PaymentTakenBack taken;
  std::vector<Shortfall> shortfalls;
  Cover cover;
  std::string memo;
};
BOOST_DESCRIBE_STRUCT(PaymentReversed, (), (taken, shortfalls, cover, memo))

/// For whoever tells people: no money moves.
struct InstalmentReminded {
  static constexpr std::uint16_t number = 48;
  LoanId loan;
  std::uint32_t period = 0;
  Date on;
  Date due;
  Amount amount;
};
BOOST_DESCRIBE_STRUCT(InstalmentReminded, (), (loan, period, on, due, amount))

/// The engine's time stays; until it goes on, listings and days are held against `to`.
struct TimeSetBack {
  static constexpr std::uint16_t number = 60;
  Time to;
};
BOOST_DESCRIBE_STRUCT(TimeSetBack, (), (to))

/// All events, in the order of their numbers.
using Events =
    std::tuple<AccountOpened, AccountClosed, DepositRecorded, WithdrawalRequested,
               WithdrawalSubmitted, WithdrawalCompleted, WithdrawalReleased, FundsTransferred,
               PostingReversed, ReceivableCollected, CalendarSet, BusinessDayBegan, RiskLevelSet,
               VipLevelSet, RelatedGroupSet, BorrowingCapSet, PartyBlocked, PartyUnblocked,
               ListingCreated, ListingApproved, ListingRejected, ListingScheduled, ListingOpened,
               ListingExtended, ListingCancelled, ListingFailed, PartialRaiseAccepted, BidPlaced,
               BidVoided, LoanSettled, InstalmentCollected, LoanPrepaid, PrincipalPrepaid,
               LateInterestAssessed, LoanCompensated, LoanWrittenOff, PaymentReversed,
               InstalmentReminded, OwnMoneyPaidIn, OwnMoneyTakenOut, DepositBounced,
               WithdrawalReturned, BounceContinued, TimeSetBack, WithdrawalRulesSet>;

}  // namespace tributary::protocol
