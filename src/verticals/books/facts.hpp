#pragma once

#include "protocol/event.hpp"
#include "rows/encoded.hpp"
#include "rows/page.hpp"
#include "rows/table.hpp"
#include "verticals/books/damage.hpp"

/// What has happened, one row a fact, appended in the order of the journal and never changed. A
/// fact points back at the fact before it in each list it belongs to, so a list is a chain that is
/// walked newest first by primary key: there is no index to keep.
namespace tributary::books {

using protocol::AccountId;
using protocol::AccountKind;
using protocol::Amount;
using protocol::Currency;
using protocol::Date;
using protocol::InstalmentParts;
using protocol::LoanId;
using protocol::LoanState;
using protocol::PaidTotals;
using protocol::PartyId;
using protocol::PlannedInstalment;
using protocol::Rate;
using protocol::Sequence;
using protocol::Time;
using rows::Bytes;
using rows::ChainCursor;
using rows::columns_of;
using rows::create_table;
using rows::cursor_of;
using rows::decoded;
using rows::encoded;
using rows::for_each_column;
using rows::Page;
using rows::read_row;
using rows::Table;
using rows::text_of;

/// What a row keeps of a rate that cannot be told: all others lie above it.
inline constexpr Rate rate_unknown{std::numeric_limits<std::int64_t>::min()};

/// Which event says so, by its name and number.
enum class FactKind : std::uint16_t {
  deposit_recorded = protocol::DepositRecorded::number,
  withdrawal_requested = protocol::WithdrawalRequested::number,
  withdrawal_completed = protocol::WithdrawalCompleted::number,
  withdrawal_released = protocol::WithdrawalReleased::number,
  funds_transferred = protocol::FundsTransferred::number,
  posting_reversed = protocol::PostingReversed::number,
  receivable_collected = protocol::ReceivableCollected::number,
  own_money_paid_in = protocol::OwnMoneyPaidIn::number,
  own_money_taken_out = protocol::OwnMoneyTakenOut::number,
  deposit_bounced = protocol::DepositBounced::number,
  withdrawal_returned = protocol::WithdrawalReturned::number,
  bounce_continued = protocol::BounceContinued::number,
  debit_recorded = protocol::DebitRecorded::number,
  listing_cancelled = protocol::ListingCancelled::number,
  listing_failed = protocol::ListingFailed::number,
  bid_placed = protocol::BidPlaced::number,
  bid_voided = protocol::BidVoided::number,
  loan_settled = protocol::LoanSettled::number,
  instalment_collected = protocol::InstalmentCollected::number,
  loan_prepaid = protocol::LoanPrepaid::number,
  principal_prepaid = protocol::PrincipalPrepaid::number,
  loan_compensated = protocol::LoanCompensated::number,
  payment_reversed = protocol::PaymentReversed::number,
};
BOOST_DESCRIBE_ENUM(FactKind, deposit_recorded, withdrawal_requested, withdrawal_completed,
                    withdrawal_released, funds_transferred, posting_reversed, receivable_collected,
                    own_money_paid_in, own_money_taken_out, deposit_bounced, withdrawal_returned,
                    bounce_continued, debit_recorded, listing_cancelled, listing_failed, bid_placed,
                    bid_voided, loan_settled, instalment_collected, loan_prepaid, principal_prepaid,
                    loan_compensated, payment_reversed)

/// What a fact posts to one account, the sum of such posts and of what is frozen, and the account's
/// fact before it. What the account's claims brought it is not in the sum. No account: no post.
struct Post {
  AccountId account;
  Amount posted{};
  Amount balance{};  ///< after it
  Amount held{};     ///< after it
  Sequence previous = 0;
  Amount lacking{};  ///< of `posted`, what the account had no longer: it owes that more

  friend bool operator==(const Post&, const Post&) = default;
};
BOOST_DESCRIBE_STRUCT(Post, (), (account, posted, balance, held, previous, lacking))

/// A movement of named accounts: three here, few have more. What a loan's holders receive or lend
/// is not here but follows from the loan's fact.
struct AccountFact {
  static constexpr std::string_view table = "books_account_fact";
  static constexpr std::string_view key = "sequence";
  static constexpr std::string_view packed = "fact";
  Sequence sequence = 0;
  Time time;
  FactKind kind{};
  Post own;            ///< who deposits, withdraws, pays, bids, borrows
  Amount held_change;  ///< how much more of `own` is frozen
  Post other;          ///< custodian, receiver, who is paid back, a fee, as they come
  Post third;
  LoanId loan;
  std::uint32_t bid = 0;
  Amount bid_from;
  Sequence account_bid_previous = 0;  ///< the account's bid before this bid
  Sequence loan_bid_previous = 0;     ///< the loan's bid before this bid
  std::uint64_t reference = 0;        ///< the withdrawal, or the posting that is reversed
  std::string memo;

  friend bool operator==(const AccountFact&, const AccountFact&) = default;
};
BOOST_DESCRIBE_STRUCT(AccountFact, (),
                      (sequence, time, kind, own, held_change, other, third, loan, bid, bid_from,
                       account_bid_previous, loan_bid_previous, reference, memo))

/// What an account fact posts to one more account than it has room for: the reserve fund of a
/// settlement with all fees, those whose bids earned interest until a settlement, and after a
/// reversal whoever had not enough left to give back.
struct FurtherPost {
  static constexpr std::string_view table = "books_further_post";
  static constexpr std::string_view key = "sequence, post_account";
  Sequence sequence = 0;
  Post post;

  friend bool operator==(const FurtherPost&, const FurtherPost&) = default;
};
BOOST_DESCRIBE_STRUCT(FurtherPost, (), (sequence, post))

/// What a loan did to all its holders at once: settled (their holds became its principal), ended
/// unsettled (their holds were released), paid, or took back what it had paid. One row however many
/// holders there are; what one of them got is `money::share` of it. A payment that none of it is
/// for the holders stands outside of their chain: it only explains the account fact of its
/// sequence.
struct LoanFact {
  static constexpr std::string_view table = "books_loan_fact";
  static constexpr std::string_view key = "sequence, loan";
  Sequence sequence = 0;
  Time time;
  FactKind kind{};
  LoanId loan;
  Sequence previous = 0;  ///< the loan's fact before this one
  std::uint32_t period = 0;
  std::uint32_t last_period = 0;  ///< where one fact is about several
  Date day;
  AccountId payer;        ///< who compensates, or has compensated and is paid back
  InstalmentParts parts;  ///< of an instalment, from the borrower, besides fees
  PaidTotals paid_before;
  PaidTotals paid_after;
  Amount service_fee;  ///< from the borrower; likewise the next four
  Amount late_fee;
  Amount guarantee_fee;
  Amount reserve_contribution;
  Amount bid_interest;           ///< of a settlement, to those who had bid
  Amount interest_fee;           ///< kept of what the holders received, summed over them
  bool prepayment_back = false;  ///< among what was taken back is a prepayment

  friend bool operator==(const LoanFact&, const LoanFact&) = default;
};
BOOST_DESCRIBE_STRUCT(LoanFact, (),
                      (sequence, time, kind, loan, previous, period, last_period, day, payer, parts,
                       paid_before, paid_after, service_fee, late_fee, guarantee_fee,
                       reserve_contribution, bid_interest, interest_fee, prepayment_back))

/// What one claim of an account that is followed got or gave by a fact of its loan, and where that
/// left all claims of the account together.
struct ClaimPost {
  AccountId account;
  std::uint32_t bid = 0;
  Amount from{};
  Amount amount{};
  Amount balance{};       ///< what the account's claims brought it by then; the prices are in it
  Amount held{};          ///< likewise of what is frozen: all that was released is in it
  Sequence previous = 0;  ///< the fact before this loan's by which claims of the account changed
  Date day{};             ///< for which a payment of the account's claims last counted
  Amount day_flow{};      ///< what they brought it on that day, but for what is in its `ClaimsDay`
  Amount outstanding{};   ///< principal of all its claims, that which was written off too

  friend bool operator==(const ClaimPost&, const ClaimPost&) = default;
};
BOOST_DESCRIBE_STRUCT(ClaimPost, (),
                      (account, bid, from, amount, balance, held, previous, day, day_flow,
                       outstanding))

/// Some claims' posts of one fact of a loan, in the order of accounts and bids. Of accounts with
/// few bids there are none: what their claims got follows from the loans' facts when somebody asks.
/// The first one of an account stands at the bid with which following it began, and moves nothing.
struct ClaimPosts {
  static constexpr std::string_view table = "books_claim_posts";
  static constexpr std::string_view key = "sequence, loan, first_account, first_bid";
  Sequence sequence = 0;
  LoanId loan;
  AccountId first_account;
  std::uint32_t first_bid = 0;
  Bytes posts;  ///< a list of ClaimPost in the journal's form

  friend bool operator==(const ClaimPosts&, const ClaimPosts&) = default;
};
BOOST_DESCRIBE_STRUCT(ClaimPosts, (), (sequence, loan, first_account, first_bid, posts))

/// A bid that was voided before settlement: the bids that begin behind it move down by its amount.
struct VoidedBid {
  static constexpr std::string_view table = "books_voided_bid";
  static constexpr std::string_view key = "sequence";
  Sequence sequence = 0;
  LoanId loan;
  AccountId account;
  Amount bid_from;
  Amount amount;

  friend bool operator==(const VoidedBid&, const VoidedBid&) = default;
};
BOOST_DESCRIBE_STRUCT(VoidedBid, (), (sequence, loan, account, bid_from, amount))

/// Which event gave a loan other instalments, by its name and number.
enum class ScheduleChangeKind : std::uint16_t {
  principal_prepaid = protocol::PrincipalPrepaid::number,
  loan_compensated = protocol::LoanCompensated::number,
  loan_written_off = protocol::LoanWrittenOff::number,
  payment_reversed = protocol::PaymentReversed::number,
  loan_rescheduled = protocol::LoanRescheduled::number,
  due_dates_moved = protocol::DueDatesMoved::number,
};
BOOST_DESCRIBE_ENUM(ScheduleChangeKind, principal_prepaid, loan_compensated, loan_written_off,
                    payment_reversed, loan_rescheduled, due_dates_moved)

/// What was and what is of a running loan's instalments, from the first that changed to the last.
struct ScheduleChange {
  static constexpr std::string_view table = "books_schedule_change";
  static constexpr std::string_view key = "loan, sequence";
  LoanId loan;
  Sequence sequence = 0;
  Time time;
  ScheduleChangeKind kind{};
  Date day;            ///< from which on it counts; day zero: from when it was booked
  std::string reason;  ///< as it was said
  Rate annual_rate_before = rate_unknown;  ///< told where it changed
  Rate annual_rate = rate_unknown;
  std::uint32_t first_period = 0;
  Bytes was;  ///< a list of PlannedInstalment in the journal's form
  Bytes now;  ///< likewise

  friend bool operator==(const ScheduleChange&, const ScheduleChange&) = default;
};
BOOST_DESCRIBE_STRUCT(ScheduleChange, (),
                      (loan, sequence, time, kind, day, reason, annual_rate_before, annual_rate,
                       first_period, was, now))

/// Which chain of facts: that of an account's own, that of its claims once they are followed, or
/// that of a loan's holders.
enum class MarkedChain : std::uint8_t { account = 1, claims = 2, loan = 3 };

/// A fact of a chain that is found without a walk: there is one after every few facts, so a day
/// long ago is a search among the marks and a few steps along the chain from there.
struct Mark {
  static constexpr std::string_view table = "books_mark";
  static constexpr std::string_view key = "chain, owner, sequence";
  MarkedChain chain{};
  std::uint64_t owner = 0;  ///< the account's or the loan's number
  Sequence sequence = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};
BOOST_DESCRIBE_STRUCT(Mark, (), (chain, owner, sequence))

/// A business day began: what stands behind it in the journal is booked on it.
struct BegunDay {
  static constexpr std::string_view table = "books_begun_day";
  static constexpr std::string_view key = "sequence";
  Sequence sequence = 0;
  Date day;

  friend bool operator==(const BegunDay&, const BegunDay&) = default;
};
BOOST_DESCRIBE_STRUCT(BegunDay, (), (sequence, day))

/// Whether a loan's holders have a line of it. The rest explains what others paid each other.
inline bool concerns_holders(const LoanFact& fact) {
  switch (fact.kind) {
    case FactKind::loan_settled:
    case FactKind::listing_cancelled:
    case FactKind::listing_failed:
      return true;
    default:
      return fact.paid_before != fact.paid_after;
  }
}

/// Calls `visit(post, held_change)` for each account that `fact` concerns.
template <class Fact, class Visit>
void for_each_post(Fact& fact, Visit&& visit) {
  if (fact.own.account) visit(fact.own, fact.held_change);
  if (fact.other.account) visit(fact.other, Amount{});
  if (fact.third.account) visit(fact.third, Amount{});
}

}  // namespace tributary::books
