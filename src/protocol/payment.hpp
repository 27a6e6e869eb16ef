#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/types.hpp"

/// What events tell of payments, and of taking them back.
namespace tributary::protocol {

/// What the loan has paid its holders since settlement. Holders of [x, y) have received
/// near(total·y/P) − near(total·x/P) of each, near being to the nearest cent, a half up: a payout
/// is the difference of two such totals.
struct PaidTotals {
  Amount principal;
  Amount interest;
  Amount compensation;   ///< for prepayment; carries no interest fee
  Amount late_interest;  ///< carries no interest fee

  friend bool operator==(const PaidTotals&, const PaidTotals&) = default;
};
BOOST_DESCRIBE_STRUCT(PaidTotals, (), (principal, interest, compensation, late_interest))

/// What one overdue period owes more than before, or less.
struct LateCharge {
  std::uint32_t period = 0;
  Amount interest;
  Amount fee;
  std::int64_t days = 0;  ///< for which

  friend bool operator==(const LateCharge&, const LateCharge&) = default;
};
BOOST_DESCRIBE_STRUCT(LateCharge, (), (period, interest, fee, days))

/// What a borrower paid of an instalment, besides fees.
struct InstalmentParts {
  Amount principal;
  Amount interest;
  Amount late_interest;

  friend bool operator==(const InstalmentParts&, const InstalmentParts&) = default;
};
BOOST_DESCRIBE_STRUCT(InstalmentParts, (), (principal, interest, late_interest))

/// What is taken back and an account no longer has.
struct Shortfall {
  AccountId account;
  Amount amount;

  friend bool operator==(const Shortfall&, const Shortfall&) = default;
};
BOOST_DESCRIBE_STRUCT(Shortfall, (), (account, amount))

/// What stands in for money that is not there. The platform's own money pays first, of what is left
/// people are owed more than the bank holds: the gap grows. The other way round, what comes to the
/// platform's own money closes the gap first: then `own` is what goes from there into the gap, and
/// `gap` is below zero.
struct Cover {
  AccountId own_account;
  Amount own;  ///< paid by the platform's own money
  AccountId gap_account;
  Amount gap;  ///< by which the gap grows

  friend bool operator==(const Cover&, const Cover&) = default;
};
BOOST_DESCRIBE_STRUCT(Cover, (), (own_account, own, gap_account, gap))

/// A line of a schedule with the borrower's fees that are due with it.
struct PlannedInstalment {
  Date due;
  Amount principal;
  Amount interest;
  Amount fee;

  friend bool operator==(const PlannedInstalment&, const PlannedInstalment&) = default;
};
BOOST_DESCRIBE_STRUCT(PlannedInstalment, (), (due, principal, interest, fee))

enum class PaymentKind : std::uint8_t {
  instalment = 1,
  prepayment = 2,
  part_prepayment = 3,
  compensation = 4,
};
BOOST_DESCRIBE_ENUM(PaymentKind, instalment, prepayment, part_prepayment, compensation)

/// A payment of a loan backwards: the loan is as it was before it. Postings: from those who were
/// paid then, and from the fee accounts, to `payer`.
struct PaymentTakenBack {
  LoanId loan;
  PostingId payment;
  PaymentKind kind = PaymentKind::instalment;
  std::uint32_t period = 0;       ///< of an instalment; the first one of a compensation
  std::uint32_t last_period = 0;  ///< of a compensation
  Date on;
  AccountId payer;
  AccountId payee;  ///< who had compensated the period, and was paid; zero: the holders
  InstalmentParts parts;
  PaidTotals paid_before;  ///< the larger
  PaidTotals paid_after;
  Amount service_fee;
  Amount late_fee;
  Amount interest_fee;
  LoanState state = LoanState::repaying;  ///< of the loan from here
  /// The schedule from this period on is `restored`; 0: the payment had not changed it.
  std::uint32_t first_restored = 0;
  std::vector<PlannedInstalment> restored;
  bool revived = false;             ///< the loan had ended, and runs again
  std::vector<AccountId> reopened;  ///< accounts that it needs and that were closed meanwhile
  std::vector<LateCharge> late;     ///< for the days since, as if it had not been made
  std::optional<Rate> annual_rate_before{};  ///< where the schedule that is restored has another
  std::optional<Rate> annual_rate{};         ///< that of the schedule that is restored
  Amount guarantee_fee{};                    ///< from the guarantor

  friend bool operator==(const PaymentTakenBack&, const PaymentTakenBack&) = default;
};
BOOST_DESCRIBE_STRUCT(PaymentTakenBack, (),
                      (loan, payment, kind, period, last_period, on, payer, payee, parts,
                       paid_before, paid_after, service_fee, late_fee, interest_fee, state,
                       first_restored, restored, revived, reopened, late, annual_rate_before,
                       annual_rate, guarantee_fee))

}  // namespace tributary::protocol
