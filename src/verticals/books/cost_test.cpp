#include "verticals/books/cost.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "money/quote.hpp"

namespace tributary::books {
namespace {

/// A month's bullet loan, which costs most in the shortest month.
money::LoanCost cost_at(std::int64_t ms) {
  protocol::ListingCreated listing;
  listing.terms.method = money::Method::bullet;
  listing.terms.annual_rate = {120'000};
  listing.terms.periods = 1;
  return cost_of(listing, {1'000'00}, {ms}, {});
}

std::optional<money::Rate> quoted_on(money::Date day) {
  money::QuoteRequest request;
  request.terms.method = money::Method::bullet;
  request.terms.annual_rate = {120'000};
  request.terms.periods = 1;
  request.principal = {1'000'00};
  request.start = day;
  return money::quote(request).value().true_annual_cost;
}

TEST(Cost, IsOfTheDayByUtcOnWhichALoanWasListed) {
  constexpr std::int64_t day_ms = 86'400'000;
  for (const char* text : {"2024-01-30", "2024-01-31", "1968-01-30", "1968-01-31"}) {
    const money::Date day = *money::parse_date(text);
    for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{1}, day_ms - 1}) {
      EXPECT_EQ(cost_at(day.days * day_ms + ms).true_annual, quoted_on(day)) << text << ' ' << ms;
    }
  }
  EXPECT_NE(quoted_on(*money::parse_date("2024-01-30")),
            quoted_on(*money::parse_date("2024-01-31")))
      << "of 30 days and of 29";
}

TEST(Cost, IsNotToldOfADayOnWhichNoLoanStarts) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t ms :
       {Limits::min(), Limits::min() / 1'000, Limits::max() / 1'000, Limits::max()}) {
    EXPECT_EQ(cost_at(ms).true_annual, std::nullopt) << ms;
    EXPECT_EQ(cost_at(ms).effective_annual, std::nullopt) << ms;
  }
}

}  // namespace
}  // namespace tributary::books
