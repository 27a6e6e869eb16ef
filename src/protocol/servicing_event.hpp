#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/payment.hpp"
#include "protocol/types.hpp"

/// What happened to a loan from its settlement on: what was paid, charged, compensated, given up
/// and taken back. As in `event.hpp`, fields are only ever added.
namespace tributary::protocol {

/// Postings: each holder's hold → borrower (principal − fees − interest of bids), service fee,
/// guarantor, reserve fund, holders. All or nothing.
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
  Amount fee_per_period;  ///< of each line, the guarantor's too, until a part is prepaid
  std::optional<Date> first_due;
  std::vector<money::Instalment> schedule;
  AccountId reserve_account;
  Amount reserve_contribution;
  std::optional<Date> interest_from;  ///< where that is another day than `on`
  /// What bids earned until then, by `money::bid_interest` and `bid_days`; nothing where they earn
  /// none.
  Amount bid_interest;
  std::vector<BidDay> bid_days;
};
BOOST_DESCRIBE_STRUCT(LoanSettled, (),
                      (loan, on, borrower_account, fee_account, guarantor_account, principal,
                       service_fee, guarantee_fee, fee_per_period, first_due, schedule,
                       reserve_account, reserve_contribution, interest_from, bid_interest,
                       bid_days))

/// Postings: borrower → holders by `paid_before` and `paid_after`, interest fee → fee account;
/// or, for a compensated period, borrower → `payee`. Borrower → service fee account: both of its
/// fees; borrower → guarantor: `guarantee_fee`.
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
  std::vector<LateCharge> late;  ///< entered later than it was made: what was charged meanwhile
  Amount guarantee_fee;          ///< from the borrower to the guarantor, besides
};
BOOST_DESCRIBE_STRUCT(InstalmentCollected, (),
                      (loan, period, on, borrower_account, payee, parts, paid_before, paid_after,
                       service_fee, late_fee, interest_fee, period_paid, state, late,
                       guarantee_fee))

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
  std::vector<LateCharge> late;  ///< as of an instalment
  Amount guarantee_fee;          ///< likewise
};
BOOST_DESCRIBE_STRUCT(LoanPrepaid, (),
                      (loan, on, borrower_account, paid_before, paid_after, service_fee,
                       interest_fee, late, guarantee_fee))

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
  std::vector<LateCharge> late;  ///< as of an instalment; what is overdue by the new one, too
  LoanState state = LoanState::repaying;  ///< of the loan from here
};
BOOST_DESCRIBE_STRUCT(PrincipalPrepaid, (),
                      (loan, on, borrower_account, paid_before, paid_after, interest_fee,
                       first_period, terms, first_due, schedule, schedule_start, fee_per_period,
                       late, state))

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

/// No money moves. `change` is what the period owes less for being late, or more where a waiver is
/// taken back. A period of which nothing else is owed is paid by it, and with the last of them the
/// loan ends.
struct LateChargesWaived {
  static constexpr std::uint16_t number = 49;
  LoanId loan;
  std::uint32_t period = 0;
  Date on;
  Amount late_interest;  ///< waived of the period in all
  Amount late_fee;       ///< waived of the period in all
  LateCharge change;
  bool period_paid = false;
  LoanState state = LoanState::repaying;  ///< of the loan from here
  std::string memo;
};
BOOST_DESCRIBE_STRUCT(LateChargesWaived, (),
                      (loan, period, on, late_interest, late_fee, change, period_paid, state, memo))

/// No money moves. `schedule`, made from `terms`, takes the place of `replaced`: the lines from
/// `first_period` on. Its first line that asks for interest asks for `interest_carried` too.
struct LoanRescheduled {
  static constexpr std::uint16_t number = 56;
  LoanId loan;
  Date on;
  AccountId borrower_account;
  std::uint32_t first_period = 0;
  money::Terms terms_before;
  money::Terms terms;
  Date schedule_start;  ///< later than `on` where a period paid ahead of its end ends after it
  Date first_due;       ///< as counted, before any move to business days
  std::vector<money::Instalment> replaced;
  std::vector<money::Instalment> schedule;
  Amount interest_carried;  ///< earned by the old terms, and not yet due
  Amount fee_per_period;    ///< of the lines of `schedule`, as before
  std::string memo;
};
BOOST_DESCRIBE_STRUCT(LoanRescheduled, (),
                      (loan, on, borrower_account, first_period, terms_before, terms,
                       schedule_start, first_due, replaced, schedule, interest_carried,
                       fee_per_period, memo))

}  // namespace tributary::protocol
