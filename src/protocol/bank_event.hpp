#pragma once

#include <string>
#include <vector>

#include "protocol/payment.hpp"
#include "protocol/types.hpp"

/// What went through the bank: deposits, withdrawals, the platform's own money, and what the bank
/// took or sent back later. As in `event.hpp`, fields are only ever added.
namespace tributary::protocol {

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

/// The bank took a deposit, or what it had sent back, again. Postings: account → custodian; the
/// payments of loans made of it since then come back to the account, as many as are needed, the
/// newest first. What the account and those who were paid lack is in `shortfalls`; `cover` pays it.
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

/// Posting: account → custodian. What the account lacks of it `cover` pays, and the account owes
/// it, unless it is the platform's.
struct DebitRecorded {
  static constexpr std::uint16_t number = 55;
  AccountId account;
  AccountId custodian;
  Amount amount;
  std::string reference;
  Amount lacking;
  Cover cover;
  std::string memo;
};
BOOST_DESCRIBE_STRUCT(DebitRecorded, (),
                      (account, custodian, amount, reference, lacking, cover, memo))

struct WithdrawalRulesSet {
  static constexpr std::uint16_t number = 61;
  Currency currency = Currency::CNY;
  WithdrawalRules rules;
};
BOOST_DESCRIBE_STRUCT(WithdrawalRulesSet, (), (currency, rules))

}  // namespace tributary::protocol
