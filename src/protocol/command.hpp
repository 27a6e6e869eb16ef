#pragma once

#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <tuple>
#include <type_traits>

#include "protocol/bank_command.hpp"
#include "protocol/bank_reference.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/event.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"
#include "protocol/undo.hpp"

/// What can be asked of the engine. A command is accepted with exactly one event (`Accepted`) or
/// refused with exactly one reason. Numbers are fixed for ever: journals keep commands too (3 was
/// withdrawn before the first release).
namespace tributary::protocol {

struct OpenAccount {
  static constexpr std::uint16_t number = 1;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/accounts", Permission::manage_accounts,
                                     "Open an account for a party"};
  using Accepted = AccountOpened;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(OpenAccount, (), (party, kind, currency))

struct CloseAccount {
  static constexpr std::uint16_t number = 2;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/close", Permission::manage_accounts,
                                     "Close an empty account"};
  using Accepted = AccountClosed;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(CloseAccount, (), (account))

struct RecordDeposit {
  static constexpr std::uint16_t number = 4;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/deposits", Permission::move_cash,
                                     "Record money that reached the custodian"};
  static constexpr Flow flow = Flow::in;
  using Accepted = DepositRecorded;
  AccountId account;
  Amount amount;
  Reference reference;  ///< the channel's own number
  ChannelId channel{};  ///< a partner's own is always its own
};
BOOST_DESCRIBE_STRUCT(RecordDeposit, (), (account, amount, reference, channel))

struct RequestWithdrawal {
  static constexpr std::uint16_t number = 5;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/withdrawals", Permission::withdraw,
                                     "Freeze money for a withdrawal"};
  using Accepted = WithdrawalRequested;
  AccountId account;
  Amount amount;
  std::optional<Amount> fee{};  ///< as the tariff has it, unless staff name another one
};
BOOST_DESCRIBE_STRUCT(RequestWithdrawal, (), (account, amount, fee))

struct SubmitWithdrawal {
  static constexpr std::uint16_t number = 6;
  static constexpr Subject subject = Subject::withdrawal;
  static constexpr Endpoint endpoint{"/v1/withdrawals/{withdrawal}/submit", Permission::move_cash,
                                     "Say that the bank has the order"};
  using Accepted = WithdrawalSubmitted;
  WithdrawalId withdrawal;
};
BOOST_DESCRIBE_STRUCT(SubmitWithdrawal, (), (withdrawal))

struct CompleteWithdrawal {
  static constexpr std::uint16_t number = 7;
  static constexpr Subject subject = Subject::withdrawal;
  static constexpr Endpoint endpoint{"/v1/withdrawals/{withdrawal}/complete", Permission::move_cash,
                                     "Say that the bank has paid"};
  using Accepted = WithdrawalCompleted;
  WithdrawalId withdrawal;
};
BOOST_DESCRIBE_STRUCT(CompleteWithdrawal, (), (withdrawal))

struct ReleaseWithdrawal {
  static constexpr std::uint16_t number = 8;
  static constexpr Subject subject = Subject::withdrawal;
  static constexpr Endpoint endpoint{
      "/v1/withdrawals/{withdrawal}/release", Permission::move_cash,
      "Say that the bank has refused, or take back an order not sent"};
  using Accepted = WithdrawalReleased;
  WithdrawalId withdrawal;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(ReleaseWithdrawal, (), (withdrawal, reason))

struct TransferFunds {
  static constexpr std::uint16_t number = 9;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/transfers", Permission::adjust,
                                     "Move money between two accounts by hand"};
  using Accepted = FundsTransferred;
  AccountId from;
  AccountId to;
  Amount amount;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(TransferFunds, (), (from, to, amount, memo))

struct ReversePosting {
  static constexpr std::uint16_t number = 10;
  static constexpr Subject subject = Subject::posting;
  static constexpr Endpoint endpoint{"/v1/postings/{posting}/reverse", Permission::adjust,
                                     "Reverse a transfer, once"};
  using Accepted = PostingReversed;
  PostingId posting;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(ReversePosting, (), (posting, memo))

/// Takes what the account owes the platform, as far as it has it.
struct CollectReceivable {
  static constexpr std::uint16_t number = 11;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/collect-receivable",
                                     Permission::service_loans,
                                     "Take what an account owes since a payment bounced"};
  using Accepted = ReceivableCollected;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(CollectReceivable, (), (account))

/// The days banks are closed besides weekends, and the weekend days they work instead (调休).
/// Schedules made from then on use it.
struct SetCalendar {
  static constexpr std::uint16_t number = 12;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/calendar", Permission::run_days,
                                     "Set the holidays that move due dates"};
  using Accepted = CalendarSet;
  Line source;
  std::vector<Date> holidays;
  std::vector<Date> working_weekends;
};
BOOST_DESCRIBE_STRUCT(SetCalendar, (), (source, holidays, working_weekends))

/// The first one names the present day, each later one the day after the last: no day is left out.
/// One that is not the present day anywhere on earth needs a confirmation that names it again; no
/// program confirms by itself.
struct BeginBusinessDay {
  static constexpr std::uint16_t number = 13;
  static constexpr Subject subject = Subject::none;
  static constexpr Undo undo = Undo::impossible_if_confirmed;
  static constexpr Endpoint endpoint{"/v1/business-days", Permission::run_days,
                                     "Begin the next business day"};
  using Accepted = BusinessDayBegan;
  Date on;
  std::optional<Date> confirmed_on{};
  /// After their end; their payments can be reversed so long. As before where it is left out, 400
  /// at first; fewer than before by the platform's own agent alone.
  std::optional<std::uint16_t> loans_kept_days{};
};
BOOST_DESCRIBE_STRUCT(BeginBusinessDay, (), (on, confirmed_on, loans_kept_days))

// What the rules need to know of a party: one command a fact, because each has another owner, and
// who sets one must not overwrite what another has set. Of a party that has had no account yet
// nothing can be set: its number may have been mistyped.

/// What the suitability test of a party gave: bids need the level of the listing.
struct SetRiskLevel {
  static constexpr std::uint16_t number = 14;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/risk-level", Permission::manage_accounts,
                                     "Set how much risk a party was found to bear"};
  using Accepted = RiskLevelSet;
  PartyId party;
  std::uint8_t risk_level = 0;
};
BOOST_DESCRIBE_STRUCT(SetRiskLevel, (), (party, risk_level))

/// What sales grants: some listings need a level.
struct SetVipLevel {
  static constexpr std::uint16_t number = 15;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/vip-level", Permission::manage_accounts,
                                     "Set the VIP level of a party"};
  using Accepted = VipLevelSet;
  PartyId party;
  std::uint8_t vip_level = 0;
};
BOOST_DESCRIBE_STRUCT(SetVipLevel, (), (party, vip_level))

/// Parties of the same group do not lend to each other; zero: of no group.
struct SetRelatedGroup {
  static constexpr std::uint16_t number = 16;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/related-group",
                                     Permission::manage_accounts,
                                     "Set which parties a party is related to"};
  using Accepted = RelatedGroupSet;
  PartyId party;
  std::uint32_t related_group = 0;
};
BOOST_DESCRIBE_STRUCT(SetRelatedGroup, (), (party, related_group))

/// Zero: no cap.
struct SetBorrowingCap {
  static constexpr std::uint16_t number = 17;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/borrowing-cap",
                                     Permission::manage_accounts,
                                     "Cap what a party may owe and have listed in a currency"};
  using Accepted = BorrowingCapSet;
  PartyId party;
  Amount borrowing_max;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(SetBorrowingCap, (), (party, borrowing_max, currency))

/// Until it is unblocked, whatever else is set of it. What that means for each command stands in
/// `engine/commands/blocks.hpp`.
struct BlockParty {
  static constexpr std::uint16_t number = 18;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{
      "/v1/parties/{party}/block", Permission::manage_accounts,
      "Block a party: it gets no new contract and takes nothing out"};
  using Accepted = PartyBlocked;
  PartyId party;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(BlockParty, (), (party, reason))

struct UnblockParty {
  static constexpr std::uint16_t number = 19;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/unblock", Permission::manage_accounts,
                                     "Unblock a party"};
  using Accepted = PartyUnblocked;
  PartyId party;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(UnblockParty, (), (party, reason))

struct CreateListing {
  static constexpr std::uint16_t number = 20;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/loans", Permission::manage_listings,
                                     "Create a listing for review"};
  using Accepted = ListingCreated;
  AccountId borrower_account;
  std::optional<AccountId> guarantor_account;
  Line title;
  Amount principal;
  money::Terms terms;
  BidRules rules;
  LoanFees fees;
  Allocation allocation = Allocation::fee_penalty_interest_principal;
  LateRules late;
};
BOOST_DESCRIBE_STRUCT(CreateListing, (),
                      (borrower_account, guarantor_account, title, principal, terms, rules, fees,
                       allocation, late))

struct ApproveListing {
  static constexpr std::uint16_t number = 21;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/approve", Permission::manage_listings,
                                     "Approve a reviewed listing"};
  using Accepted = ListingApproved;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(ApproveListing, (), (loan))

struct RejectListing {
  static constexpr std::uint16_t number = 22;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/reject", Permission::manage_listings,
                                     "Turn a reviewed listing down"};
  using Accepted = ListingRejected;
  LoanId loan;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(RejectListing, (), (loan, reason))

struct ScheduleListing {
  static constexpr std::uint16_t number = 23;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/schedule", Permission::manage_listings,
                                     "Announce when an approved listing opens and closes"};
  using Accepted = ListingScheduled;
  LoanId loan;
  Time opens_at;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ScheduleListing, (), (loan, opens_at, closes_at))

struct OpenListing {
  static constexpr std::uint16_t number = 24;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/open", Permission::manage_listings,
                                     "Open a scheduled listing for bids"};
  using Accepted = ListingOpened;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(OpenListing, (), (loan))

struct ExtendListing {
  static constexpr std::uint16_t number = 25;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/extend", Permission::manage_listings,
                                     "Give a listing that is scheduled or open more time"};
  using Accepted = ListingExtended;
  LoanId loan;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ExtendListing, (), (loan, closes_at))

struct CancelListing {
  static constexpr std::uint16_t number = 26;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/cancel", Permission::manage_listings,
                                     "Withdraw a listing before settlement and free all bids"};
  using Accepted = ListingCancelled;
  LoanId loan;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(CancelListing, (), (loan, reason))

struct FailListing {
  static constexpr std::uint16_t number = 27;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{
      "/v1/loans/{loan}/fail", Permission::manage_listings,
      "End a listing whose time passed: to fill, or once full to be settled"};
  using Accepted = ListingFailed;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(FailListing, (), (loan))

struct AcceptPartialRaise {
  static constexpr std::uint16_t number = 28;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/accept-partial", Permission::manage_listings,
                                     "Take what was raised as the whole loan"};
  using Accepted = PartialRaiseAccepted;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(AcceptPartialRaise, (), (loan))

struct PlaceBid {
  static constexpr std::uint16_t number = 30;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/bids", Permission::invest,
                                     "Bid on an open listing"};
  using Accepted = BidPlaced;
  LoanId loan;
  AccountId account;
  Amount amount;
  bool fill_remaining = false;  ///< take what is left if that is less than the amount
  AccessCode access_code;
};
BOOST_DESCRIBE_STRUCT(PlaceBid, (), (loan, account, amount, fill_remaining, access_code))

/// Names a bid by its number: where it begins moves when others are voided.
struct VoidBid {
  static constexpr std::uint16_t number = 31;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/bids/void", Permission::manage_listings,
                                     "Void one bid before settlement; the loan is open again"};
  using Accepted = BidVoided;
  LoanId loan;
  std::uint32_t bid = 0;
  AccountId account;  ///< whose it is
  Note reason;
};
BOOST_DESCRIBE_STRUCT(VoidBid, (), (loan, bid, account, reason))

struct SettleLoan {
  static constexpr std::uint16_t number = 40;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/settle", Permission::service_loans,
                                     "Post all holds of a full loan and pay the borrower"};
  using Accepted = LoanSettled;
  LoanId loan;
  Date on;
  std::optional<Date> first_due;
};
BOOST_DESCRIBE_STRUCT(SettleLoan, (), (loan, on, first_due))

/// Without an amount, all that the period still owes. Of a part, as much as every holder can be
/// paid of: the event says how much that is. Also what comes of a loan that is overdue, compensated
/// or written off.
struct CollectInstalment {
  static constexpr std::uint16_t number = 41;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/instalments/{period}/collect",
                                     Permission::service_loans,
                                     "Take an instalment from the borrower and pay the holders"};
  using Accepted = InstalmentCollected;
  LoanId loan;
  std::uint32_t period = 0;
  Date on;
  std::optional<Amount> amount;
};
BOOST_DESCRIBE_STRUCT(CollectInstalment, (), (loan, period, on, amount))

struct PrepayLoan {
  static constexpr std::uint16_t number = 42;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/prepay", Permission::prepay,
                                     "Repay all that is left of a loan"};
  using Accepted = LoanPrepaid;
  LoanId loan;
  Date on;
};
BOOST_DESCRIBE_STRUCT(PrepayLoan, (), (loan, on))

struct PrepayPrincipal {
  static constexpr std::uint16_t number = 43;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/prepay-part", Permission::prepay,
                                     "Repay a part of the principal early"};
  using Accepted = PrincipalPrepaid;
  LoanId loan;
  Date on;
  Amount amount;
  AfterPrepayment after = AfterPrepayment::smaller_instalment;
};
BOOST_DESCRIBE_STRUCT(PrepayPrincipal, (), (loan, on, amount, after))

/// Brings an unpaid loan's late interest and overdue fee up to the day.
struct AssessLateInterest {
  static constexpr std::uint16_t number = 44;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/assess-late", Permission::service_loans,
                                     "Charge late interest up to a day"};
  using Accepted = LateInterestAssessed;
  LoanId loan;
  Date on;
};
BOOST_DESCRIBE_STRUCT(AssessLateInterest, (), (loan, on))

/// Pays the holders in the borrower's place, as the loan's `LateRules` say.
struct CompensateLoan {
  static constexpr std::uint16_t number = 45;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/compensate", Permission::service_loans,
                                     "Let the guarantor or the reserve fund pay what is overdue"};
  using Accepted = LoanCompensated;
  LoanId loan;
  Date on;
};
BOOST_DESCRIBE_STRUCT(CompensateLoan, (), (loan, on))

struct WriteOffLoan {
  static constexpr std::uint16_t number = 46;
  static constexpr Subject subject = Subject::loan;
  static constexpr Undo undo = Undo::impossible;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/write-off", Permission::adjust,
                                     "Give an overdue loan up; what still comes is paid out"};
  using Accepted = LoanWrittenOff;
  LoanId loan;
  Date on;
};
BOOST_DESCRIBE_STRUCT(WriteOffLoan, (), (loan, on))

/// Takes a payment back from those who got it, the latest of the loan first: an instalment, a
/// prepayment, a compensation. Also of a loan that has ended, as long as it is kept.
struct ReversePayment {
  static constexpr std::uint16_t number = 47;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/payments/reverse", Permission::adjust,
                                     "Take back the latest payment of a loan, which bounced"};
  using Accepted = PaymentReversed;
  LoanId loan;
  PostingId payment;
  Date on;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(ReversePayment, (), (loan, payment, on, memo))

struct RemindInstalment {
  static constexpr std::uint16_t number = 48;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/instalments/{period}/remind",
                                     Permission::service_loans,
                                     "Remind the borrower of an instalment not yet due"};
  using Accepted = InstalmentReminded;
  LoanId loan;
  std::uint32_t period = 0;
  Date on;
};
BOOST_DESCRIBE_STRUCT(RemindInstalment, (), (loan, period, on))

/// For when a wrong clock has moved the engine's time ahead, which never goes back: until the clock
/// has passed it, listings and days are held against `to`. It is what the machine's clock shows, so
/// the platform says it by itself: people confirm the clock and name no time that is then believed.
struct SetTimeBack {
  static constexpr std::uint16_t number = 60;
  static constexpr Subject subject = Subject::none;
  using Accepted = TimeSetBack;
  Time to;
};
BOOST_DESCRIBE_STRUCT(SetTimeBack, (), (to))

/// All commands, in the order of their numbers.
using Commands =
    std::tuple<OpenAccount, CloseAccount, RecordDeposit, RequestWithdrawal, SubmitWithdrawal,
               CompleteWithdrawal, ReleaseWithdrawal, TransferFunds, ReversePosting,
               CollectReceivable, SetCalendar, BeginBusinessDay, SetRiskLevel, SetVipLevel,
               SetRelatedGroup, SetBorrowingCap, BlockParty, UnblockParty, CreateListing,
               ApproveListing, RejectListing, ScheduleListing, OpenListing, ExtendListing,
               CancelListing, FailListing, AcceptPartialRaise, PlaceBid, VoidBid, SettleLoan,
               CollectInstalment, PrepayLoan, PrepayPrincipal, AssessLateInterest, CompensateLoan,
               WriteOffLoan, ReversePayment, RemindInstalment, PayInOwnMoney, TakeOutOwnMoney,
               BounceDeposit, ReturnWithdrawal, ContinueBounce, SetTimeBack, SetWithdrawalRules>;

/// Whether people and other programs may send it: then it says where. All else is sent by the
/// platform's own agents alone.
template <class Command>
inline constexpr bool is_public = requires { Command::endpoint; };
template <class Command>
using IsPublic = std::bool_constant<is_public<Command>>;
using PublicCommands = boost::mp11::mp_copy_if<Commands, IsPublic>;

static_assert(subjects_are_true<Commands>, "a command's subject is no member of it, or not said");
static_assert(references_are_told<Commands>, "a command with a reference does not say whose it is");
static_assert(undos_are_true<Commands>,
              "a command that confirms a day does not say so, or the other way");

}  // namespace tributary::protocol

// long: all commands, one after another
