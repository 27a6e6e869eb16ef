#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/refusal.hpp"

/// A second platform, written apart from the engine: maps and plain sums, nothing kept that can be
/// counted anew. It says of every command what has to come of it.
namespace tributary::simulation {

using namespace protocol;

struct ModelAccount {
  PartyId owner;
  AccountKind kind{};
  Currency currency{};
  Amount balance;
  bool closed = false;
};

struct ModelBid {
  AccountId account;
  Amount from;
  Amount to;
};

struct ModelPeriod {
  Date due;
  Amount principal;
  Amount interest;
  Amount fee;
  Amount principal_paid;
  Amount interest_paid;
  Amount fee_paid;

  Amount left() const {
    return principal + interest + fee - principal_paid - interest_paid - fee_paid;
  }
};

struct ModelLoan {
  LoanState state = LoanState::review;
  AccountId borrower;
  std::optional<AccountId> guarantor;
  Currency currency{};
  Amount principal;
  BidRules rules;
  LoanFees fees;
  Allocation allocation{};
  Time opens_at;
  Time closes_at;
  std::vector<ModelBid> bids;
  PaidTotals paid;
  Date last_date;
  std::vector<ModelPeriod> periods;
  // What the present schedule was made of.
  money::Terms terms;
  Amount schedule_principal;
  Date schedule_start;
  std::optional<Date> first_due;
  std::size_t lines_before = 0;  ///< periods of earlier schedules

  Amount raised() const { return bids.empty() ? Amount{} : bids.back().to; }
  bool live() const { return state <= LoanState::repaying; }
  Amount outstanding() const { return principal - paid.principal; }
};

struct ModelWithdrawal {
  enum class State { requested, submitted, completed, released };
  AccountId account;
  Amount amount;
  Amount fee;
  State state = State::requested;

  bool open() const { return state == State::requested || state == State::submitted; }
};

struct ModelPosting {
  AccountId from;
  AccountId to;
  Amount amount;
  bool reversed = false;
};

class Model {
 public:
  Time now;

  std::map<std::uint64_t, ModelAccount> accounts;
  std::map<std::uint64_t, SetPartyProfile> profiles;
  std::map<std::uint64_t, LoanId> first_bids;  ///< of each party
  std::map<std::uint64_t, ModelLoan> loans;
  std::map<std::uint64_t, ModelWithdrawal> withdrawals;
  std::map<std::uint64_t, ModelPosting> postings;

  /// Every command is one of the journal's records, whatever comes of it.
  /// Gives the reason that is told, or none; then the model has done what was asked.
  template <class Command>
  Refusal take(CallerId caller, const Command& command) {
    ++sequence_;
    const std::set<Refusal> reasons = reasons_against(caller, command);
    if (!reasons.empty()) return *reasons.begin();
    effect(command);
    return Refusal::none;
  }

  Amount held(AccountId account) const;
  Amount available(AccountId account) const {
    return accounts.at(account.value).balance - held(account);
  }
  /// The first period that is not paid, from 0; the number of periods if all are.
  static std::size_t next_period(const ModelLoan& loan);
  static Amount smallest_bid(const ModelLoan& loan);

 private:
  using Reasons = std::set<Refusal>;

  // All reasons that can be told at all; the set puts them in their order.
  Reasons reasons_against(CallerId, const OpenAccount&) const;
  Reasons reasons_against(CallerId, const CloseAccount&) const;
  Reasons reasons_against(CallerId, const SetPartyProfile&) const;
  Reasons reasons_against(CallerId, const RecordDeposit&) const;
  Reasons reasons_against(CallerId, const RequestWithdrawal&) const;
  Reasons reasons_against(CallerId, const SubmitWithdrawal&) const;
  Reasons reasons_against(CallerId, const CompleteWithdrawal&) const;
  Reasons reasons_against(CallerId, const ReleaseWithdrawal&) const;
  Reasons reasons_against(CallerId, const TransferFunds&) const;
  Reasons reasons_against(CallerId, const ReversePosting&) const;
  Reasons reasons_against(CallerId, const CreateListing&) const;
  Reasons reasons_against(CallerId, const ApproveListing&) const;
  Reasons reasons_against(CallerId, const RejectListing&) const;
  Reasons reasons_against(CallerId, const ScheduleListing&) const;
  Reasons reasons_against(CallerId, const OpenListing&) const;
  Reasons reasons_against(CallerId, const ExtendListing&) const;
  Reasons reasons_against(CallerId, const CancelListing&) const;
  Reasons reasons_against(CallerId, const FailListing&) const;
  Reasons reasons_against(CallerId, const AcceptPartialRaise&) const;
  Reasons reasons_against(CallerId, const PlaceBid&) const;
  Reasons reasons_against(CallerId, const SettleLoan&) const;
  Reasons reasons_against(CallerId, const CollectInstalment&) const;
  Reasons reasons_against(CallerId, const PrepayLoan&) const;
  Reasons reasons_against(CallerId, const PrepayPrincipal&) const;

  void effect(const OpenAccount&);
  void effect(const CloseAccount&);
  void effect(const SetPartyProfile&);
  void effect(const RecordDeposit&);
  void effect(const RequestWithdrawal&);
  void effect(const SubmitWithdrawal&);
  void effect(const CompleteWithdrawal&);
  void effect(const ReleaseWithdrawal&);
  void effect(const TransferFunds&);
  void effect(const ReversePosting&);
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
  void effect(const SettleLoan&);
  void effect(const CollectInstalment&);
  void effect(const PrepayLoan&);
  void effect(const PrepayPrincipal&);

  // What several rules ask.
  const ModelLoan* loan_of(LoanId) const;
  void ask_account(Reasons&, CallerId, AccountId) const;
  void ask_borrower_of(Reasons&, CallerId, LoanId) const;
  static void ask_amount(Reasons&, Amount);
  SetPartyProfile profile(PartyId) const;
  std::optional<AccountId> platform_account(AccountKind, Currency) const;
  PartyId owner(AccountId account) const { return accounts.at(account.value).owner; }
  bool in_use(AccountId) const;
  Amount borrowed_by(PartyId) const;
  Amount in_custody(Currency) const;

  // Servicing.
  struct Rest {
    money::Terms terms;
    Date start;
    Date first_due;
    std::size_t lines_kept = 0;
    std::vector<money::Instalment> lines;
  };
  static Amount interest_owed(const ModelLoan&, Date);
  static PaidTotals prepayment_of(const ModelLoan&, Amount principal, Date);
  static std::optional<Rest> rest_after(const ModelLoan&, const PrepayPrincipal&);
  static bool waits_for_instalment(const ModelLoan&, Date);
  static PaidTotals parts_of(const ModelLoan&, const ModelPeriod&, Amount, Amount& fee);
  static bool takes_back(const ModelLoan&, const PaidTotals& payment);
  static bool takes_back(const std::vector<money::Instalment>&, Amount smallest, Amount principal,
                         Rate fee);
  Amount interest_fees(const ModelLoan&, const PaidTotals& after) const;
  bool cannot_pay(const ModelLoan&, const PaidTotals& payment, Amount fee) const;
  void pay(ModelLoan&, const PaidTotals& payment, Amount fee);
  void move(AccountId from, AccountId to, Amount);

  std::uint64_t sequence_ = 0;
};

}  // namespace tributary::simulation
