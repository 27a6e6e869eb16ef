#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "money/calendar.hpp"
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
  Rate fee_withheld{};              ///< of the principal, kept back when the loan is paid out
  std::optional<QuoteBid> bid{};
  std::optional<Rate> interest_fee{};  ///< of the interest the bid receives
};
BOOST_DESCRIBE_STRUCT(QuoteRequest, (),
                      (terms, principal, start, first_due, fee_withheld, bid, interest_fee))

/// One instalment of the borrower; `balance` is the principal still owed after it.
struct QuoteLine {
  std::int32_t period = 0;
  Date due_date{};
  Amount principal{};
  Amount interest{};
  Amount total{};
  Amount balance{};
};
BOOST_DESCRIBE_STRUCT(QuoteLine, (), (period, due_date, principal, interest, total, balance))

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
  Amount total{};
  Amount fee_withheld{};
  Amount paid_out{};
  std::optional<Rate> true_annual_cost{};     ///< effective, with the fee; nothing beyond 10^8 %
  std::optional<Rate> nominal_annual_cost{};  ///< not compounded; nothing with an odd first period
  std::optional<InvestorQuote> investor{};
  std::string calendar{};  ///< that moved the due dates: `Calendar::name`
};
BOOST_DESCRIBE_STRUCT(Quote, (),
                      (lines, principal, interest, total, fee_withheld, paid_out, true_annual_cost,
                       nominal_annual_cost, investor, calendar))

/// What a loan costs its borrower and brings one investor. Quote, contract, settlement and payout
/// all stand on the same `make_schedule` and `share`, so what is quoted is what is paid.
/// The calendar is the one that settlement would use: where none is known, weekends alone.
/// Rounds: the fee withheld half up, the fee on interest down; all else as those functions.
/// Source: the true annual cost is `xirr`, the nominal one `nominal_irr` of the borrower's flows.
std::expected<Quote, TermsError> quote(const QuoteRequest&, const Calendar& = {});

}  // namespace tributary::money
