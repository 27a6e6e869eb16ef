#include "money/quote.hpp"

#include "money/claim_share.hpp"
#include "money/fee.hpp"
#include "money/loan_cost.hpp"
#include "money/schedule.hpp"

namespace tributary::money {
namespace {

/// Needs: fees between nothing and all.
Amount all_withheld(const QuoteRequest& request) {
  return fees_withheld(request.fees, request.principal).total() +
         fee(request.principal, request.fee_withheld, Rounding::half_up);
}

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
  if (!are_shares(request.fees)) return fee_out_of_range;
  if (all_withheld(request) >= request.principal) return fees_exceed_principal;
  return std::nullopt;
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
  std::vector<CashFlow> flows{{start, -bid.amount}};
  for (const InvestorLine& line : investor.lines) flows.push_back({line.due_date, line.total});
  if (const auto rate = xirr(flows)) investor.annual_return = *rate;
  return investor;
}

}  // namespace

std::expected<Quote, TermsError> quote(const QuoteRequest& request, const Calendar& calendar) {
  if (const auto error = find_error(request.terms, request.principals, request.principal)) {
    return std::unexpected(*error);
  }
  const auto schedule = make_schedule(request.terms, request.principals, request.principal,
                                      request.start, request.first_due, calendar);
  if (!schedule) return std::unexpected(schedule.error());
  if (request.first_due > latest_first_due(request.terms, request.start)) {
    return std::unexpected(TermsError::first_due_out_of_range);
  }
  if (const auto error = find_error(request)) return std::unexpected(*error);

  Quote quote;
  quote.calendar = calendar.name();
  quote.principal = request.principal;
  quote.balloon = request.terms.balloon;
  const Amount fee = fee_per_period(request.fees, request.principal);
  Amount balance = request.principal;
  std::vector<CashFlow> payments;
  for (const Instalment& instalment : *schedule) {
    balance -= instalment.principal;
    const Amount total = instalment.principal + instalment.interest + fee;
    quote.lines.push_back({.period = static_cast<std::int32_t>(quote.lines.size()) + 1,
                           .due_date = instalment.due,
                           .principal = instalment.principal,
                           .interest = instalment.interest,
                           .fee = fee,
                           .total = total,
                           .balance = balance});
    payments.push_back({instalment.due, total});
    quote.interest += instalment.interest;
    quote.fee += fee;
    quote.total += total;
  }
  quote.fee_withheld = all_withheld(request);
  quote.paid_out = request.principal - quote.fee_withheld;
  const LoanCost cost =
      loan_cost(request.terms, request.start, request.first_due, quote.paid_out, payments);
  quote.true_annual_cost = cost.true_annual;
  quote.effective_annual_cost = cost.effective_annual;
  quote.nominal_annual_cost = cost.nominal_annual;
  if (request.bid) {
    quote.investor = quote_bid(*request.bid, request.interest_fee.value_or(request.fees.interest),
                               request.start, quote);
  }
  return quote;
}

}  // namespace tributary::money
