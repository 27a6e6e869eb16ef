#pragma once

#include <optional>

#include "protocol/bank_event.hpp"
#include "protocol/bank_reference.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"
#include "protocol/undo.hpp"

/// What goes through the bank: deposits, withdrawals, the platform's own money, and what the bank
/// takes or sends back later.
namespace tributary::protocol {

struct RecordDeposit {
  static constexpr std::uint16_t number = 4;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/deposits", Permission::move_cash,
                                     "Record money that reached the custodian"};
  static constexpr Flow flow = Flow::in;
  using Accepted = DepositRecorded;
  AccountId account;
  Amount amount;
  Reference reference;  ///< the channel's own number; a partner always gives it
  ChannelId channel{};  ///< a partner's own is always its own
};
BOOST_DESCRIBE_STRUCT(RecordDeposit, (), (account, amount, reference, channel))

struct RequestWithdrawal {
  static constexpr std::uint16_t number = 5;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/withdrawals", Permission::withdraw,
                                     "Request a withdrawal and freeze its money"};
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
                                     "Mark a withdrawal as sent to the bank"};
  using Accepted = WithdrawalSubmitted;
  WithdrawalId withdrawal;
};
BOOST_DESCRIBE_STRUCT(SubmitWithdrawal, (), (withdrawal))

/// One that was released is paid all the same, if the bank says so; two people have to say it of
/// one that was released before the bank was told of it.
struct CompleteWithdrawal {
  static constexpr std::uint16_t number = 7;
  static constexpr Undo undo = Undo::impossible_in_some_states;
  static constexpr Subject subject = Subject::withdrawal;
  static constexpr Endpoint endpoint{"/v1/withdrawals/{withdrawal}/complete", Permission::move_cash,
                                     "Mark a withdrawal as paid by the bank"};
  using Accepted = WithdrawalCompleted;
  WithdrawalId withdrawal;
};
BOOST_DESCRIBE_STRUCT(CompleteWithdrawal, (), (withdrawal))

struct ReleaseWithdrawal {
  static constexpr std::uint16_t number = 8;
  static constexpr Subject subject = Subject::withdrawal;
  static constexpr Endpoint endpoint{"/v1/withdrawals/{withdrawal}/release", Permission::move_cash,
                                     "Release a withdrawal that the bank refused or never got"};
  using Accepted = WithdrawalReleased;
  WithdrawalId withdrawal;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(ReleaseWithdrawal, (), (withdrawal, reason))

/// Closes the gap first, if there is one.
struct PayInOwnMoney {
  static constexpr std::uint16_t number = 50;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/own-money/pay-in", Permission::adjust,
                                     "Record the platform's own money that reached the custodian"};
  static constexpr Flow flow = Flow::in;
  using Accepted = OwnMoneyPaidIn;
  Currency currency = Currency::CNY;
  Amount amount;
  Reference reference;
  ChannelId channel{};
};
BOOST_DESCRIBE_STRUCT(PayInOwnMoney, (), (currency, amount, reference, channel))

struct TakeOutOwnMoney {
  static constexpr std::uint16_t number = 51;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/own-money/take-out", Permission::adjust,
                                     "Record the platform's own money that left the custodian"};
  static constexpr Flow flow = Flow::out;
  using Accepted = OwnMoneyTakenOut;
  Currency currency = Currency::CNY;
  Amount amount;
  Reference reference;
  ChannelId channel{};
};
BOOST_DESCRIBE_STRUCT(TakeOutOwnMoney, (), (currency, amount, reference, channel))

/// Of a deposit, a pay-in or a withdrawal that had come back. A fact, whatever became of the money:
/// takes what the account has free, then the loan payments it
/// made since the deposit, the newest first, as far as needed. What lacks the account owes.
struct BounceDeposit {
  static constexpr std::uint16_t number = 52;
  static constexpr Subject subject = Subject::posting;
  static constexpr Endpoint endpoint{
      "/v1/postings/{posting}/bounce", Permission::move_cash,
      "Record that the bank took a deposit back, and undo what was paid from it"};
  using Accepted = DepositBounced;
  PostingId posting;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(BounceDeposit, (), (posting, memo))

struct ReturnWithdrawal {
  static constexpr std::uint16_t number = 53;
  static constexpr Subject subject = Subject::withdrawal;
  static constexpr Endpoint endpoint{"/v1/withdrawals/{withdrawal}/return", Permission::move_cash,
                                     "Record that the bank sent a completed withdrawal back"};
  using Accepted = WithdrawalReturned;
  WithdrawalId withdrawal;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(ReturnWithdrawal, (), (withdrawal, memo))

/// Of a bounce with more to take back than one step may: the next step.
struct ContinueBounce {
  static constexpr std::uint16_t number = 54;
  static constexpr Subject subject = Subject::posting;
  static constexpr Endpoint endpoint{"/v1/postings/{posting}/bounce/continue",
                                     Permission::service_loans,
                                     "Take back more of what was paid from a bounced deposit"};
  using Accepted = BounceContinued;
  PostingId posting;
};
BOOST_DESCRIBE_STRUCT(ContinueBounce, (), (posting))

/// Of a deposit, a pay-in or a withdrawal of so long ago that it is no longer kept: the bank took
/// it back, or paid it after all. A fact, whatever became of the money: takes what the account has
/// free, and no payment of a loan. What lacks the account owes. Two people have to say it: nothing
/// that is kept could be held against whose it was and how much.
struct RecordDebit {
  static constexpr std::uint16_t number = 55;
  static constexpr Undo undo = Undo::impossible;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{
      "/v1/accounts/{account}/debits", Permission::adjust,
      "Record a debit by the bank for a deposit or withdrawal no longer kept"};
  static constexpr Flow flow = Flow::out;
  using Accepted = DebitRecorded;
  AccountId account;
  Amount amount;
  Reference reference;  ///< the channel's own number, of this and not of what it takes back
  ChannelId channel{};
  Note memo{};
};
BOOST_DESCRIBE_STRUCT(RecordDebit, (), (account, amount, reference, channel, memo))

/// For whoever asks from then on, in each currency by itself.
struct SetWithdrawalRules {
  static constexpr std::uint16_t number = 61;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{
      "/v1/withdrawals/rules", Permission::adjust,
      "Set the fee of withdrawals and the rules for requesting them"};
  using Accepted = WithdrawalRulesSet;
  Currency currency = Currency::CNY;
  WithdrawalRules rules;
};
BOOST_DESCRIBE_STRUCT(SetWithdrawalRules, (), (currency, rules))

}  // namespace tributary::protocol
