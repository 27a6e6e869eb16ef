#include "money/quote.hpp"

#include "money/claim_share.hpp"
#include "money/fee.hpp"
#include "money/loan_periods.hpp"
#include "money/schedule.hpp"
#include "money/xirr.hpp"

namespace tributary::money {
namespace {

std::optional<TermsError> find_error(const QuoteRequest& request) {
  using enum TermsError;
  const Rate whole{1'000'000};
  if (request.fee_withheld < Rate{} || request.fee_withheld >= whole) {
    return fee_withheld_out_of_range;
  }
  if (const auto bid = request.bid) {
    const bool lies_within =
        bid->amount > Amount{} && bid->at >= Amount{} && bid->at <= request.principal - bid->amount;
    if (!lies_within) return bid_out_of_range;
  }
  if (const auto rate = request.interest_fee; rate && (*rate < Rate{} || *rate > whole)) {
    return interest_fee_out_of_range;
  }
  return std::nullopt;
}

template <class Error>
std::optional<Rate> if_any(std::expected<Rate, Error> rate) {
  return rate ? std::optional(*rate) : std::nullopt;
}

/// The effective rate between `outlay` on `start` and the lines' totals.
template <class Line>
std::optional<Rate> effective_rate(Date start, Amount outlay, const std::vector<Line>& lines) {
  std::vector<CashFlow> flows{{start, -outlay}};
  for (const Line& line : lines) flows.push_back({line.due_date, line.total});
  return if_any(xirr(flows));
}

std::optional<Rate> nominal_rate(const QuoteRequest& request, const Quote& quote) {
  const Terms& terms = request.terms;
  if (LoanPeriods(terms, request.start, request.first_due).has_odd_first_period()) return {};
  std::vector<Amount> flows(static_cast<std::size_t>(terms.periods) + 1);
  flows.front() = -quote.paid_out;
  for (std::size_t from_last = 1; from_last <= quote.lines.size(); ++from_last) {
    flows[flows.size() - from_last] = quote.lines[quote.lines.size() - from_last].total;
  }
  return if_any(nominal_irr(flows, terms.every));
}

InvestorQuote quote_bid(const QuoteBid& bid, Rate interest_fee_rate, Date start,
                        const Quote& quote) {
  InvestorQuote investor;
  investor.bid = bid;
  const auto shared = [&](Amount cumulative) {
    return share(cumulative, bid.at, bid.at + bid.amount, quote.principal);
  };
  Amount principal;  // of the whole loan, up to the line
  Amount interest;
  for (const QuoteLine& line : quote.lines) {
    principal += line.principal;
    interest += line.interest;
    const Amount principal_received = shared(principal);
    const Amount interest_received = shared(interest);
    InvestorLine payout;
    payout.period = line.period;
    payout.due_date = line.due_date;
    payout.principal = principal_received - investor.principal;
    payout.interest = interest_received - investor.interest;
    payout.fee = interest_fee(investor.interest, interest_received, interest_fee_rate);
    payout.total = payout.principal + payout.interest - payout.fee;
    payout.balance = bid.amount - principal_received;
    investor.lines.push_back(payout);
    investor.principal = principal_received;
    investor.interest = interest_received;
    investor.fee += payout.fee;
    investor.total += payout.total;
  }
  investor.annual_return = effective_rate(start, bid.amount, investor.lines);
  return investor;
}

}  // namespace

std::expected<Quote, TermsError> quote(const QuoteRequest& request, const Calendar& calendar) {
  const auto schedule =
      make_schedule(request.terms, request.principal, request.start, request.first_due, calendar);
  if (!schedule) return std::unexpected(schedule.error());
  if (const auto error = find_error(request)) return std::unexpected(*error);

  Quote quote;
  quote.calendar = calendar.name();
  quote.principal = request.principal;
  Amount balance = request.principal;
  for (const Instalment& instalment : *schedule) {
    balance -= instalment.principal;
    quote.interest += instalment.interest;
    quote.lines.push_back({.period = static_cast<std::int32_t>(quote.lines.size()) + 1,
                           .due_date = instalment.due,
                           .principal = instalment.principal,
                           .interest = instalment.interest,
                           .total = instalment.principal + instalment.interest,
                           .balance = balance});
  }
  quote.total = quote.principal + quote.interest;
  quote.fee_withheld = fee(request.principal, request.fee_withheld, Rounding::half_up);
  quote.paid_out = request.principal - quote.fee_withheld;
  quote.true_annual_cost = effective_rate(request.start, quote.paid_out, quote.lines);
  quote.nominal_annual_cost = nominal_rate(request, quote);
  if (request.bid) {
    quote.investor =
        quote_bid(*request.bid, request.interest_fee.value_or(Rate{}), request.start, quote);
  }
  return quote;
}

}  // namespace tributary::money
