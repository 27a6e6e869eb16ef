#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "money/calendar.hpp"
#include "money/loan_fees.hpp"
#include "money/terms.hpp"
#include "money/terms_error.hpp"

namespace tributary::money {

/// A bid of `amount` on the part [at, at + amount) of the loan: `at` was raised before it.
struct QuoteBid {
  Amount amount{};
  Amount at{};
};
BOOST_DESCRIBE_STRUCT(QuoteBid, (), (amount, at))

struct QuoteRequest {
  Terms terms{};
  Amount principal{};
  Date start{};                     ///< the day the loan is paid out
  std::optional<Date> first_due{};  ///< one period after the start unless given
  Rate fee_withheld{};              ///< of the principal, kept back besides those of `fees`
  std::optional<QuoteBid> bid{};
  std::optional<Rate> interest_fee{};  ///< of what the bid receives, in the place of that of `fees`
  LoanFees fees{};
  std::vector<Amount> principals{};  ///< of each instalment, where the terms do not shape it
};
BOOST_DESCRIBE_STRUCT(QuoteRequest, (),
                      (terms, principal, start, first_due, fee_withheld, bid, interest_fee, fees,
                       principals))

/// One instalment of the borrower: principal + interest + fee = total; `balance` is the principal
/// still owed after it.
struct QuoteLine {
  std::int32_t period = 0;
  Date due_date{};
  Amount principal{};
  Amount interest{};
  Amount fee{};
  Amount total{};
  Amount balance{};
};
BOOST_DESCRIBE_STRUCT(QuoteLine, (), (period, due_date, principal, interest, fee, total, balance))

/// One payout to the bid: principal + interest - fee = total.
struct InvestorLine {
  std::int32_t period = 0;
  Date due_date{};
  Amount principal{};
  Amount interest{};
  Amount fee{};
  Amount total{};
  Amount balance{};
};
BOOST_DESCRIBE_STRUCT(InvestorLine, (),
                      (period, due_date, principal, interest, fee, total, balance))

/// What a bid is paid, to the cent, as long as the borrower pays as scheduled.
struct InvestorQuote {
  QuoteBid bid{};
  std::vector<InvestorLine> lines{};
  Amount principal{};
  Amount interest{};
  Amount fee{};
  Amount total{};
  std::optional<Rate> annual_return{};  ///< effective; nothing when none can be told
};
BOOST_DESCRIBE_STRUCT(InvestorQuote, (),
                      (bid, lines, principal, interest, fee, total, annual_return))

struct Quote {
  std::vector<QuoteLine> lines{};
  Amount principal{};
  Amount interest{};
  Amount fee{};           ///< with the instalments
  Amount total{};         ///< of the instalments
  Amount balloon{};       ///< of the last line's principal: on top of its level part
  Amount fee_withheld{};  ///< all that is kept of the principal when it is paid out
  Amount paid_out{};
  std::optional<Rate> true_annual_cost{};  ///< `LoanCost`, as those below; nothing beyond 10^8 %
  std::optional<Rate> effective_annual_cost{};
  std::optional<Rate> nominal_annual_cost{};
  std::optional<InvestorQuote> investor{};
  std::string calendar{};  ///< that moved the due dates: `Calendar::name`
};
BOOST_DESCRIBE_STRUCT(Quote, (),
                      (lines, principal, interest, fee, total, balloon, fee_withheld, paid_out,
                       true_annual_cost, effective_annual_cost, nominal_annual_cost, investor,
                       calendar))

/// What a loan costs its borrower and brings one investor. Quote, contract, settlement and payout
/// all stand on the same `make_schedule` and `share`, so what is quoted is what is paid.
/// The calendar is the one that settlement would use: where none is known, weekends alone.
/// The costs count all that the borrower pays as long as it pays as scheduled.
/// Rounds: fees of the borrower half up, the fee on interest down; all else as those functions.
std::expected<Quote, TermsError> quote(const QuoteRequest&, const Calendar& = {});

}  // namespace tributary::money
