#pragma once

#include "money/wide_amount.hpp"
#include "verticals/books/facts.hpp"

/// What money that was lent went out and came back with, by the business days for which it counts:
/// what an investor has really earned is computed from it. A payment that was taken back is in none
/// of it. Rows of days, so an answer costs by days, however much happened on each.
namespace tributary::books {

/// What all holders of a loan had been paid by the end of a day on which they were, and what was
/// kept of that as the interest fee.
struct PaidDay {
  Date day;
  PaidTotals paid;
  Amount interest_fee;

  friend bool operator==(const PaidDay&, const PaidDay&) = default;
};
BOOST_DESCRIBE_STRUCT(PaidDay, (), (day, paid, interest_fee))

/// Of a loan from its first payment on: a list of PaidDay in the journal's form, oldest first.
struct PaidDaysRow {
  static constexpr std::string_view table = "books_paid_days";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes days;

  friend bool operator==(const PaidDaysRow&, const PaidDaysRow&) = default;
};
BOOST_DESCRIBE_STRUCT(PaidDaysRow, (), (loan, days))

/// A payment to the holders, by which they had been paid `after` in all. Needs: no day before the
/// last one.
void add_payment(std::vector<PaidDay>& days, Date day, const PaidTotals& after,
                 Amount interest_fee);

/// Takes off the last payment, before which they had been paid `before`, and returns its day.
/// Errors: BooksDamaged if there was none.
Date take_off_payment(std::vector<PaidDay>& days, const PaidTotals& before, Amount interest_fee);

/// Of an account whose claims are followed: what they brought it on a day, less what they cost it,
/// but for what its head has of the day under way; and their principal that was written off.
struct ClaimsDay {
  static constexpr std::string_view table = "books_claims_day";
  static constexpr std::string_view key = "account, day";
  AccountId account;
  Date day;
  money::WideAmount flow;
  money::WideAmount written_off;

  friend bool operator==(const ClaimsDay&, const ClaimsDay&) = default;
};
BOOST_DESCRIBE_STRUCT(ClaimsDay, (), (account, day, flow, written_off))

/// What all holders of all loans were paid on a day, less what they lent.
struct LentDay {
  static constexpr std::string_view table = "books_lent_day";
  static constexpr std::string_view key = "currency, day";
  Currency currency = Currency::CNY;
  Date day;
  money::WideAmount flow;

  friend bool operator==(const LentDay&, const LentDay&) = default;
};
BOOST_DESCRIBE_STRUCT(LentDay, (), (currency, day, flow))

}  // namespace tributary::books
