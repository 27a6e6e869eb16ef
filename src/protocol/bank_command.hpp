#pragma once

#include "protocol/bank_event.hpp"
#include "protocol/bank_reference.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"

/// What the bank says of money that was booked already, and the platform's own money there.
namespace tributary::protocol {

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

/// A fact, whatever became of the money: takes what the account has free, then the loan payments it
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

/// For whoever asks from then on, in each currency by itself.
struct SetWithdrawalRules {
  static constexpr std::uint16_t number = 61;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/withdrawals/rules", Permission::adjust,
                                     "Set what withdrawals cost, and how they may be asked for"};
  using Accepted = WithdrawalRulesSet;
  Currency currency = Currency::CNY;
  WithdrawalRules rules;
};
BOOST_DESCRIBE_STRUCT(SetWithdrawalRules, (), (currency, rules))

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

}  // namespace tributary::protocol
