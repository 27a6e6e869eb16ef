#pragma once

#include <optional>

#include "protocol/endpoint.hpp"
#include "protocol/servicing_event.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"
#include "protocol/undo.hpp"

/// A loan from its settlement on: what is paid, charged, compensated, given up and taken back.
namespace tributary::protocol {

struct SettleLoan {
  static constexpr std::uint16_t number = 40;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/settle", Permission::service_loans,
                                     "Settle a full loan: post its bids and pay the borrower"};
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
  static constexpr Endpoint endpoint{
      "/v1/loans/{loan}/instalments/{period}/collect", Permission::service_loans,
      "Collect an instalment from the borrower and pay the investors"};
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
  static constexpr Endpoint endpoint{
      "/v1/loans/{loan}/write-off", Permission::adjust,
      "Write off an overdue loan; what still comes goes to investors"};
  using Accepted = LoanWrittenOff;
  LoanId loan;
  Date on;
};
BOOST_DESCRIBE_STRUCT(WriteOffLoan, (), (loan, on))

/// Takes a payment back from those who got it, the latest of the loan first: an instalment, a
/// prepayment, a compensation. Also of a loan that has ended, as long as it is kept. The money is
/// the payer's again: where the bank took it, `BounceDeposit` does all of this.
struct ReversePayment {
  static constexpr std::uint16_t number = 47;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{
      "/v1/loans/{loan}/payments/reverse", Permission::adjust,
      "Reverse the latest payment of a loan: the payer gets it back"};
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

/// Gives up late interest and overdue fee of an instalment that was charged and not paid. The
/// amounts are what is waived of the period in all, so that less than before takes a waiver back;
/// without one, all that is charged and not paid. What is charged later is owed.
struct WaiveLateCharges {
  static constexpr std::uint16_t number = 49;
  static constexpr Subject subject = Subject::loan;
  static constexpr Undo undo = Undo::impossible;  // of a period that is paid by it
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/instalments/{period}/waive-late",
                                     Permission::adjust,
                                     "Waive late interest and overdue fee of an instalment"};
  using Accepted = LateChargesWaived;
  LoanId loan;
  std::uint32_t period = 0;
  Date on;
  std::optional<Amount> late_interest;
  std::optional<Amount> late_fee;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(WaiveLateCharges, (), (loan, period, on, late_interest, late_fee, memo))

/// Another schedule for what is not yet due of a running loan, from `on` to its end, as borrower
/// and holders have agreed. Interest counts by the old rate to that day and by the new one from it,
/// and nothing is paid: what was earned falls due with the first instalment. What is due stays due.
/// Of the terms, what is not named stays.
struct RescheduleLoan {
  static constexpr std::uint16_t number = 56;
  static constexpr Subject subject = Subject::loan;
  static constexpr Undo undo = Undo::impossible;  // holders were told; another one goes on from it
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/reschedule", Permission::adjust,
                                     "Set another schedule for what is not yet due"};
  using Accepted = LoanRescheduled;
  LoanId loan;
  Date on;
  std::optional<Rate> annual_rate;
  std::int32_t more_periods = 0;  ///< below zero: fewer
  /// At so many of the next due dates nothing is paid: their interest falls due with the instalment
  /// after them. They are periods like the others: for as many instalments as before, name as many
  /// more of them.
  std::int32_t skipped_dues = 0;
  std::optional<Date> first_due;   ///< the next one; the others are counted from it
  std::vector<Amount> principals;  ///< of the instalments one by one; none: as the terms have it
  Note memo;
};
BOOST_DESCRIBE_STRUCT(RescheduleLoan, (),
                      (loan, on, annual_rate, more_periods, skipped_dues, first_due, principals,
                       memo))

}  // namespace tributary::protocol
