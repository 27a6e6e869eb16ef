#pragma once

#include "protocol/payment.hpp"

/// What became of what the bank said of money that was booked already. As in `event.hpp`, fields
/// are only ever added.
namespace tributary::protocol {

/// Posting: custodian → the platform's own money, and from there into the gap.
struct OwnMoneyPaidIn {
  static constexpr std::uint16_t number = 50;
  AccountId own_account;
  AccountId custodian;
  Amount amount;
  Cover cover;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(OwnMoneyPaidIn, (), (own_account, custodian, amount, cover, reference))

/// Posting: the platform's own money → custodian.
struct OwnMoneyTakenOut {
  static constexpr std::uint16_t number = 51;
  AccountId own_account;
  AccountId custodian;
  Amount amount;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(OwnMoneyTakenOut, (), (own_account, custodian, amount, reference))

/// The bank took a deposit back. Postings: account → custodian; the payments of loans made of it
/// since then come back to the account, as many as are needed, the newest first. What the account
/// and those who were paid lack is in `shortfalls`; `cover` pays it.
struct DepositBounced {
  static constexpr std::uint16_t number = 52;
  PostingId posting;
  AccountId account;
  AccountId custodian;
  Amount amount;
  std::vector<PaymentTakenBack> taken;
  std::vector<Shortfall> shortfalls;
  Cover cover;
  bool unfinished = false;  ///< there is more to take back than one step may
  std::string memo;
};
BOOST_DESCRIBE_STRUCT(DepositBounced, (),
                      (posting, account, custodian, amount, taken, shortfalls, cover, unfinished,
                       memo))

/// Posting: custodian → account. What a closed account gets back opens it again.
struct WithdrawalReturned {
  static constexpr std::uint16_t number = 53;
  WithdrawalId withdrawal;
  AccountId account;
  AccountId custodian;
  Amount amount;
  bool reopened = false;
  std::string memo;
};
BOOST_DESCRIBE_STRUCT(WithdrawalReturned, (),
                      (withdrawal, account, custodian, amount, reopened, memo))

struct WithdrawalRulesSet {
  static constexpr std::uint16_t number = 61;
  Currency currency = Currency::CNY;
  WithdrawalRules rules;
};
BOOST_DESCRIBE_STRUCT(WithdrawalRulesSet, (), (currency, rules))

/// More payments made of a bounced deposit come back to its account, which pays `amount` of what it
/// owes with them.
struct BounceContinued {
  static constexpr std::uint16_t number = 54;
  PostingId posting;
  AccountId account;
  AccountId own_account;
  Amount amount;
  std::vector<PaymentTakenBack> taken;
  std::vector<Shortfall> shortfalls;
  Cover cover;
  bool unfinished = false;
};
BOOST_DESCRIBE_STRUCT(BounceContinued, (),
                      (posting, account, own_account, amount, taken, shortfalls, cover, unfinished))

}  // namespace tributary::protocol
