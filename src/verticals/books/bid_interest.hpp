#pragma once

#include <algorithm>

#include "money/accrual.hpp"
#include "verticals/books/claim.hpp"

/// What bids earned until their loan was settled, where a product pays interest from the bid on.
namespace tributary::books {

/// All that is needed to say what each bid of a loan earned.
struct BidInterest {
  money::Terms terms;  ///< as listed: what is agreed on later changes nothing
  Date settled_on;
  std::vector<protocol::BidDay> days;  ///< as the settlement has them

  /// Nothing where bids earn nothing.
  Amount of(std::uint32_t bid, Amount amount) const {
    const auto after = std::ranges::upper_bound(days, bid, {}, &protocol::BidDay::first_bid);
    if (after == days.begin()) return {};
    return money::bid_interest(terms, amount, std::prev(after)->day, settled_on);
  }
};
BOOST_DESCRIBE_STRUCT(BidInterest, (), (terms, settled_on, days))

/// Of a settled loan whose bids earned something: a BidInterest in the journal's form.
struct BidInterestRow {
  static constexpr std::string_view table = "books_bid_interest";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes interest;

  friend bool operator==(const BidInterestRow&, const BidInterestRow&) = default;
};
BOOST_DESCRIBE_STRUCT(BidInterestRow, (), (loan, interest))

/// What the bid of a claim earned. Needs: a settled loan. Errors: BooksDamaged.
inline Amount bid_interest(Table<BidInterestRow>& rows, const Claim& claim, const LoanRow& loan) {
  if (loan.bid_interest_paid == Amount{}) return {};
  return decoded<BidInterest>(rows.get(loan.loan.value).interest).of(claim.bid, claim.amount);
}

}  // namespace tributary::books
