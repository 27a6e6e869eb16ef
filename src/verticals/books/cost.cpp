#include "verticals/books/cost.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

#include "money/quote.hpp"
#include "money/schedule.hpp"

namespace tributary::books {

using money::Date;

namespace {

/// Days beyond those that a date can hold are as good as its first and last: no loan starts then.
Date day_of(protocol::Time time) {
  using Days = std::numeric_limits<std::int32_t>;
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(time.ms));
  return {
      static_cast<std::int32_t>(std::clamp<std::int64_t>(day.count(), Days::min(), Days::max()))};
}

}  // namespace

money::LoanCost cost_of(const protocol::ListingCreated& listing, money::Amount principal,
                        protocol::Time listed_at, const money::Calendar& calendar) {
  money::QuoteRequest request;
  request.terms = listing.terms;
  request.principal = principal;
  request.start = day_of(listed_at);
  request.fees = listing.fees;
  request.principals = money::principals_of(listing.principals, principal);
  const auto quote = money::quote(request, calendar);
  if (!quote) return {};
  return {quote->true_annual_cost, quote->nominal_annual_cost, quote->effective_annual_cost};
}

money::LoanCost cost_of(const money::Terms& listed, const protocol::LoanSettled& settled) {
  std::vector<money::CashFlow> payments;
  for (const money::Instalment& line : settled.schedule) {
    payments.push_back({line.due, line.principal + line.interest + settled.fee_per_period});
  }
  const money::Amount withheld = settled.service_fee + settled.guarantee_fee +
                                 settled.reserve_contribution + settled.bid_interest;
  return money::loan_cost(listed, settled.on, settled.first_due, settled.principal - withheld,
                          payments);
}

}  // namespace tributary::books
