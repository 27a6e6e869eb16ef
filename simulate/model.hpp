#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "money/calendar.hpp"
#include "money/loan_periods.hpp"
#include "protocol/command.hpp"
#include "simulate/model_rows.hpp"
#include "simulate/numbered.hpp"
#include "simulate/reasons.hpp"

/// A second platform, written apart from the engine: tables and plain sums. What it keeps besides,
/// for speed alone, `recount_held` counts anew. It says of every command what has to come of it.
namespace tributary::simulation {

class Model {
 public:
  Time now;                         ///< the engine's, which never goes back
  std::optional<Time> set_back_to;  ///< as long as `now` stands where a wrong clock has put it
  std::optional<Date> business_day;
  money::Calendar calendar;
  std::optional<LoanId> due_dates_from;  ///< of the loans that may not follow it yet

  Numbered<ModelAccount> accounts;
  Numbered<ModelLoan> loans;
  Numbered<ModelWithdrawal> withdrawals;
  boost::unordered_flat_map<std::uint64_t, ModelProfile> profiles;
  std::map<Currency, ModelTariff> tariffs;
  std::map<std::pair<std::uint32_t, Currency>, Amount> group_caps;
  boost::unordered_flat_map<std::uint64_t, LoanId> first_bids;  ///< of each party
  boost::unordered_flat_map<std::uint64_t, ModelPosting> postings;
  std::vector<std::uint64_t> posting_order;               ///< the keys of `postings`
  std::map<std::uint64_t, AccountId> unfinished_bounces;  ///< by deposit
  std::optional<Date> kept_from;                          ///< what was over before is not kept
  /// What the bank would say it holds: told by what went in and out, not by any account.
  std::array<Amount, 8> at_bank{};  // by currency
  std::uint16_t loans_kept_days = 400;

  /// The clock is at `time` now.
  void go_on(Time time);
  /// What time it is for listings and days.
  Time time() const { return set_back_to.value_or(now); }

  /// Every command is one of the journal's records, whatever comes of it.
  /// Gives the reason that is told, or none; then the model has done what was asked.
  template <class Command>
  Refusal take(Sender sender, const Command& command) {
    ++sequence_;
    Reasons reasons = reasons_against(sender, command);
    ask_approval(reasons, sender, command);
    if (!reasons.empty()) return reasons.first();
    effect(command);
    thaw();
    watch_bank(std::is_same_v<Command, BounceDeposit> ||
               std::is_same_v<Command, CompleteWithdrawal> || std::is_same_v<Command, RecordDebit>);
    return Refusal::none;
  }

  Amount available(AccountId id) const {
    const ModelAccount& account = accounts.at(id.value);
    return account.balance - account.held;
  }
  /// What the owner of an account owes the platform in its currency.
  Amount owed(AccountId id) const {
    const auto found = owed_.find(debtor(id));
    return found == owed_.end() ? Amount{} : found->second;
  }
  /// What came back to an account and stands in the gap.
  Amount frozen(AccountId id) const {
    const auto found = frozen_.find(id.value);
    return found == frozen_.end() ? Amount{} : found->second;
  }
  /// People are owed it, and no bank holds it.
  Amount gap(Currency) const;
  /// What an account may lend or take out.
  Amount spendable(AccountId id) const;
  /// What the bank was ordered to pay out, and has not.
  Amount submitted(Currency) const;
  /// The laws of money. What the bank holds and the gap are what everybody is owed. Of the gap, all
  /// is frozen on somebody's account but what facts have left to nobody: so people may spend no
  /// more than the bank holds and that. And no decision orders the bank to pay what it lacks.
  std::optional<std::string> money_is_not_backed() const;
  /// In what the event says otherwise than the model, which has done the same already.
  template <class Event>
  std::optional<std::string> disagrees(const Event& event) const;
  /// What is held on each account, from bids and withdrawals alone, by its number less one.
  std::vector<Amount> recount_held() const;
  /// The first period that is not paid, from 0; the number of periods if all are.
  static std::size_t next_period(const ModelLoan& loan);
  static Date first_payable(const ModelLoan& loan);
  static Amount smallest_bid(const ModelLoan& loan);

 private:
  /// `disagrees` for a step of a bounce, the first one or a later one.
  template <class Step>
  std::optional<std::string> bounce_disagrees(const Step& event) const;

  // All reasons that can be told at all.
  Reasons reasons_against(Sender, const OpenAccount&) const;
  Reasons reasons_against(Sender, const CloseAccount&) const;
  Reasons reasons_against(Sender, const SetRiskLevel&) const;
  Reasons reasons_against(Sender, const SetVipLevel&) const;
  Reasons reasons_against(Sender, const SetRelatedGroup&) const;
  Reasons reasons_against(Sender, const SetBorrowingCap&) const;
  Reasons reasons_against(Sender, const SetGroupBorrowingCap&) const;
  Reasons reasons_against(Sender, const BlockParty&) const;
  Reasons reasons_against(Sender, const UnblockParty&) const;
  Reasons reasons_against(Sender, const RecordDeposit&) const;
  Reasons reasons_against(Sender, const RequestWithdrawal&) const;
  Reasons reasons_against(Sender, const SetWithdrawalRules&) const;
  Reasons reasons_against(Sender, const SubmitWithdrawal&) const;
  Reasons reasons_against(Sender, const CompleteWithdrawal&) const;
  Reasons reasons_against(Sender, const ReleaseWithdrawal&) const;
  Reasons reasons_against(Sender, const TransferFunds&) const;
  Reasons reasons_against(Sender, const ReversePosting&) const;
  Reasons reasons_against(Sender, const PayInOwnMoney&) const;
  Reasons reasons_against(Sender, const TakeOutOwnMoney&) const;
  Reasons reasons_against(Sender, const BounceDeposit&) const;
  Reasons reasons_against(Sender, const ReturnWithdrawal&) const;
  Reasons reasons_against(Sender, const ContinueBounce&) const;
  Reasons reasons_against(Sender, const RecordDebit&) const;
  Reasons reasons_against(Sender, const CreateListing&) const;
  Reasons reasons_against(Sender, const ApproveListing&) const;
  Reasons reasons_against(Sender, const RejectListing&) const;
  Reasons reasons_against(Sender, const ScheduleListing&) const;
  Reasons reasons_against(Sender, const OpenListing&) const;
  Reasons reasons_against(Sender, const ExtendListing&) const;
  Reasons reasons_against(Sender, const CancelListing&) const;
  Reasons reasons_against(Sender, const FailListing&) const;
  Reasons reasons_against(Sender, const AcceptPartialRaise&) const;
  Reasons reasons_against(Sender, const PlaceBid&) const;
  Reasons reasons_against(Sender, const VoidBid&) const;
  Reasons reasons_against(Sender, const SettleLoan&) const;
  Reasons reasons_against(Sender, const CollectInstalment&) const;
  Reasons reasons_against(Sender, const PrepayLoan&) const;
  Reasons reasons_against(Sender, const PrepayPrincipal&) const;
  Reasons reasons_against(Sender, const CollectReceivable&) const;
  Reasons reasons_against(Sender, const SetCalendar&) const;
  Reasons reasons_against(Sender, const BeginBusinessDay&) const;
  Reasons reasons_against(Sender, const SetTimeBack&) const;
  Reasons reasons_against(Sender, const AssessLateInterest&) const;
  Reasons reasons_against(Sender, const CompensateLoan&) const;
  Reasons reasons_against(Sender, const WriteOffLoan&) const;
  Reasons reasons_against(Sender, const ReversePayment&) const;
  Reasons reasons_against(Sender, const RemindInstalment&) const;
  Reasons reasons_against(Sender, const WaiveLateCharges&) const;
  Reasons reasons_against(Sender, const RescheduleLoan&) const;
  Reasons reasons_against(Sender, const MoveDueDates&) const;

  void effect(const OpenAccount&);
  void effect(const CloseAccount&);
  void effect(const SetRiskLevel&);
  void effect(const SetVipLevel&);
  void effect(const SetRelatedGroup&);
  void effect(const SetBorrowingCap&);
  void effect(const SetGroupBorrowingCap&);
  void effect(const BlockParty&);
  void effect(const UnblockParty&);
  void effect(const RecordDeposit&);
  void effect(const RequestWithdrawal&);
  void effect(const SetWithdrawalRules&);
  void effect(const SubmitWithdrawal&);
  void effect(const CompleteWithdrawal&);
  void effect(const ReleaseWithdrawal&);
  void effect(const TransferFunds&);
  void effect(const ReversePosting&);
  void effect(const PayInOwnMoney&);
  void effect(const TakeOutOwnMoney&);
  void effect(const BounceDeposit&);
  void effect(const ReturnWithdrawal&);
  void effect(const ContinueBounce&);
  void effect(const RecordDebit&);
  void effect(const CreateListing&);
  void effect(const ApproveListing&);
  void effect(const RejectListing&);
  void effect(const ScheduleListing&);
  void effect(const OpenListing&);
  void effect(const ExtendListing&);
  void effect(const CancelListing&);
  void effect(const FailListing&);
  void effect(const AcceptPartialRaise&);
  void effect(const PlaceBid&);
  void effect(const VoidBid&);
  void effect(const SettleLoan&);
  void effect(const CollectInstalment&);
  void effect(const PrepayLoan&);
  void effect(const PrepayPrincipal&);
  void effect(const CollectReceivable&);
  void effect(const SetCalendar&);
  void effect(const BeginBusinessDay&);
  void effect(const SetTimeBack&);
  void effect(const AssessLateInterest&);
  void effect(const CompensateLoan&);
  void effect(const WriteOffLoan&);
  void effect(const ReversePayment&);
  void effect(const RemindInstalment&);
  void effect(const WaiveLateCharges&);
  void effect(const RescheduleLoan&);
  void effect(const MoveDueDates&);

  // What several rules ask.
  const ModelLoan* loan_of(LoanId) const;
  const ModelWithdrawal* withdrawal_of(WithdrawalId) const;
  /// A posting that is kept, or none.
  const ModelPosting* posting_of(PostingId) const;
  /// Why there is none: it is kept no longer, or never was.
  Refusal missing(LoanId) const;
  Refusal missing(WithdrawalId) const;
  Refusal missing(PostingId) const;
  bool is_over(Date on) const { return kept_from && on < *kept_from; }
  /// The day of what has none of its own.
  Date day() const;
  void ask_account(Reasons&, Sender, AccountId) const;
  void ask_borrower_of(Reasons&, Sender, LoanId) const;
  static void ask_amount(Reasons&, Amount);
  ModelProfile profile(PartyId) const;
  ModelTariff tariff(AccountId) const;
  Amount fee_of(const RequestWithdrawal&) const;
  Reasons against_party(PartyId) const;
  static Reasons against_reference(Sender, ChannelId, const protocol::Reference&);
  bool has_ever_had_account(PartyId) const;
  /// Somebody frozen enters no contract and moves no money.
  bool is_frozen(AccountId account) const { return profile(owner(account)).blocked; }
  bool has_frozen_side(const ModelLoan&) const;
  /// None: number 0.
  AccountId platform_account(AccountKind, Currency) const;
  PartyId owner(AccountId account) const { return accounts.at(account.value).owner; }
  bool in_use(AccountId) const;
  /// Whether a cover names the platform's accounts, or none where nobody pays.
  bool is_named(const Cover&, Currency) const;
  Amount borrowed_by(PartyId, Currency) const;
  Amount borrowed_by_group(std::uint32_t group, Currency) const;
  void ask_custody(Reasons&, Currency) const;

  /// Two people where nothing can be undone; the timers write off by what was agreed.
  template <class Command>
  static void ask_approval(Reasons& against, Sender sender, const Command& command) {
    bool needed = false;
    if constexpr (std::is_same_v<Command, WriteOffLoan> || std::is_same_v<Command, RecordDebit> ||
                  std::is_same_v<Command, WaiveLateCharges> ||
                  std::is_same_v<Command, RescheduleLoan>) {
      needed = sender.actor.kind() != ActorKind::agent;
    }
    if constexpr (std::is_same_v<Command, BeginBusinessDay>)
      needed = command.confirmed_on.has_value();
    ask_two_people(against, sender, needed);
  }
  static void ask_two_people(Reasons& against, Sender sender, bool needed) {
    against.insert_if(sender.approver == no_suitable_approver, Refusal::approval_invalid);
    against.insert_if(needed && !sender.approver, Refusal::approval_missing);
    against.insert_if(needed && sender.approver == sender.actor, Refusal::approved_by_oneself);
  }
  /// Whether a day has begun, and has ended, everywhere on earth or somewhere.
  bool has_begun_somewhere(Date) const;
  static bool has_ended_everywhere(Date day, Time by);
  void ask_day(Reasons&, Sender, Date) const;
  void ask_date(Reasons&, Sender, const ModelLoan&, Date) const;
  /// The loan, if payments of its borrower are expected; else why not.
  const ModelPeriod* ask_period(Reasons&, Sender, LoanId, std::uint32_t period) const;
  const ModelLoan* ask_running(Reasons&, Sender, LoanId) const;

  // Servicing.
  struct Rest {
    money::Terms terms;
    Date start;
    Date first_due;
    std::size_t lines_kept = 0;
    std::vector<money::Instalment> lines;
    Amount carried;
  };
  struct Compensation {
    AccountId payer;
    std::size_t first = 0;  ///< period, from 0
    std::vector<std::size_t> periods;
    std::optional<money::Instalment> everything;
    PaidTotals payment;
  };
  static Amount interest_owed(const ModelLoan&, Date);
  static PaidTotals prepayment_of(const ModelLoan&, Amount principal, Date);
  static std::vector<money::Instalment> lines_skipping(const ModelLoan&, Amount prepaid,
                                                       const Rest&);
  /// What is left of the terms on a day, no lines yet.
  static Rest rest_on(const ModelLoan&, Date);
  std::optional<Rest> rest_after(const ModelLoan&, const PrepayPrincipal&) const;
  static Rest rest_after(const ModelLoan&, const RescheduleLoan&);
  /// Why the terms that are agreed on give no schedule; else `rest` has its lines.
  std::optional<Refusal> against_lines(const ModelLoan&, const RescheduleLoan&, Rest& rest) const;
  void begin_schedule(ModelLoan&, const Rest&, Amount fee) const;
  void move_due_dates(std::vector<ModelPeriod>& periods, std::size_t lines_before, std::size_t from,
                      const money::Terms&, const money::LoanPeriods&) const;
  static bool waits_for_instalment(const ModelLoan&, Date);
  static Owed parts_of(const ModelLoan&, const ModelPeriod&, Amount);
  static Amount late_base(const ModelLoan&, const Owed& parts);
  static Amount level_part(const ModelLoan&);
  static Owed waived_by(const ModelPeriod&, const WaiveLateCharges&);
  static bool takes_back(const ModelLoan&, const PaidTotals& payment, bool late = false);
  static bool bears_late_interest(const LateRules&);
  /// Whether somebody gets less than `least` of a payment that is made when `before` was paid.
  static bool somebody_gets_less(const ModelLoan&, const PaidTotals& before,
                                 const PaidTotals& payment, Amount least = {});
  static bool is_fair_part(const ModelLoan&, const ModelPeriod&, Amount);
  static std::optional<Amount> part_taken(const ModelLoan&, const ModelPeriod&,
                                          const CollectInstalment&);
  static bool takes_back(const std::vector<money::Instalment>&, Amount smallest, Amount principal,
                         const LoanFees&, const LateRules&);
  static bool is_overdue(const ModelLoan&, const ModelPeriod&, Date);
  static bool is_unpaid_for(const ModelLoan&, const ModelPeriod&, std::int32_t days, Date on);
  static bool is_charged(const ModelLoan&, Date);
  static bool charge_to(const ModelLoan&, ModelPeriod&, Date);
  static bool charge(ModelLoan&, Date);
  static void go_back_to(ModelLoan&, Date);
  static void charge_again(ModelLoan&);
  void ask_payment(Reasons&, const ModelLoan&, const ModelPeriod&, const CollectInstalment&) const;
  static LoanState state_of(const ModelLoan&);
  static std::optional<money::Instalment> everything_after(const ModelLoan&, Date);
  static void let_everything_fall_due(ModelLoan&, const std::optional<money::Instalment>&);
  std::optional<Compensation> compensation_on(const ModelLoan&, Date) const;
  struct Payout {
    AccountId account;
    Amount amount;
  };
  /// What each bid's holder got, less the fee, when the loan's payments grew.
  static std::vector<Payout> payouts(const ModelLoan&, const PaidTotals& before,
                                     const PaidTotals& after);
  Amount interest_fees(const ModelLoan&, const PaidTotals& before, const PaidTotals& after) const;
  bool cannot_pay(const ModelLoan&, AccountId payer, const PaidTotals& payment, Amount fee) const;
  void pay(ModelLoan&, AccountId payer, const PaidTotals& payment);
  /// Of `paid` of a period's fee, that comes to what was paid of it, what is the guarantor's.
  static Amount guarantee_in(const ModelLoan&, const ModelPeriod&, Amount paid);
  /// To the platform and, of these, to the guarantor.
  void pay_fees(const ModelLoan&, Amount fees, Amount guarantee);
  /// Whose money is taken back: what is not there it owes, and the platform stands in.
  void take_from(AccountId, Amount);
  /// Who lacks what is taken back, and the platform pays for, is settled once at the end.
  void settle_lacking(Currency);
  /// Likewise, where money came back to an account.
  void settle_lacking(Currency, AccountId back, Amount paid = {});
  /// A fact has left `amount` more of the gap to nobody.
  void leave_to_nobody(Currency, Amount);
  /// What the bank lacks of its orders grows by facts alone.
  void watch_bank(bool fact);
  /// Frozen is what an account has, and no more than is still in the gap.
  void thaw();
  void close_gap(Currency);
  static const ModelPayment* last_payment(const ModelLoan&);
  /// Goes back to before the last payment, in dates, periods and totals; what it moved is moved
  /// back by who calls.
  static void undo_last(ModelLoan&, Date);
  void move_back(const ModelLoan&, const ModelPayment&, std::vector<Payout>& gains);
  void take_back_last(ModelLoan&, Date);
  void revive(ModelLoan&);
  /// Payments of an account since a posting, newest first, until enough came back; whether there is
  /// more than one step may take.
  bool take_payments(AccountId, std::uint64_t since, Amount needed);
  Amount free_of(AccountId) const;
  void keep_schedule(const ModelLoan&, ModelPayment&, std::size_t lines_kept) const;
  void move(AccountId from, AccountId to, Amount);
  void remember(AccountId from, AccountId to, Amount);
  void become_full(ModelLoan&);
  /// Lets go of what is held for a loan's bids.
  void release_bids(ModelLoan&);

  using Debtor = std::pair<std::uint64_t, Currency>;
  Debtor debtor(AccountId id) const {
    const ModelAccount& account = accounts.at(id.value);
    return {account.owner.value, account.currency};
  }

  std::uint64_t sequence_ = 0;
  std::map<Debtor, Amount> owed_;
  std::map<std::uint64_t, Amount> frozen_;  ///< by account
  std::array<Amount, 8> submitted_{};       // by currency
  std::array<Amount, 8> nobodys_{};         // by currency
  std::array<Amount, 8> bank_lacks_{};      // by currency
  std::optional<std::string> overdrawn_by_;
  std::vector<money::Instalment> replaced_;  ///< by the last agreement
  PaidTotals paid_before_;                   ///< of the loan that paid last
  /// In a step that takes money back: what accounts have less than nothing meanwhile.
  std::map<std::uint64_t, Amount> lacking_;
  std::size_t taken_ = 0;  ///< payments that the last bounce took back
  /// By kind and currency; 0: there is none.
  std::array<std::array<std::uint64_t, 8>, 16> platform_accounts_{};
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> open_accounts_;  ///< how many of a key
};

}  // namespace tributary::simulation
