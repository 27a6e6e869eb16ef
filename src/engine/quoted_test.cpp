#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/test_market.hpp"
#include "money/quote.hpp"
#include "money/test_loans.hpp"

/// A quote against the loan that comes of the same wish.
namespace tributary::engine {
namespace {

using money::day;

/// Lists it for one bid on all of it, which is there.
protocol::CreateListing wish_of(TestMarket& market, const money::QuoteRequest& request) {
  protocol::CreateListing wish;
  wish.borrower_account = market.open(1001);
  wish.guarantor_account = market.open(2001, AccountKind::guarantor_cash);
  wish.principal = request.principal;
  wish.terms = request.terms;
  wish.fees = request.fees;
  wish.principals = request.principals;
  wish.rules.bid_amount_min = request.principal;
  return wish;
}

void fill(TestMarket& market, LoanId loan, Amount principal) {
  const protocol::Time now = market.state().now;
  market.must(protocol::ApproveListing{loan});
  market.must(protocol::ScheduleListing{loan, now, {now.ms + 86'400'000}});
  market.must(protocol::OpenListing{loan});
  market.bid(loan, market.investor(3001, principal), principal);
}

RC_GTEST_PROP(Quoted, IsWhatIsSettled, ()) {
  const money::Loan loan = money::any_loan();
  money::QuoteRequest request;
  request.terms = loan.terms;
  request.principal = loan.principal;
  request.start = day("2026-01-01") + *rc::gen::inRange(0, 700);
  request.fees = money::any_fees();
  if (*rc::gen::inRange(0, 3) == 0) request.first_due = request.start + *rc::gen::inRange(1, 80);
  if (*rc::gen::inRange(0, 3) == 0) request.principals = money::any_principals(loan);

  TestMarket market;
  market.at({request.start.days * std::int64_t{86'400'000}});
  protocol::SetCalendar calendar;
  for (int n = 0; n < 300; ++n) {
    if (*rc::gen::inRange(0, 4) == 0) calendar.holidays.push_back(request.start + 2 * n);
  }
  market.must(calendar);
  const protocol::CreateListing wish = wish_of(market, request);
  const Refusal against_listing = market.send(staff, wish);
  if (against_listing != Refusal::none) {
    RC_TAG(protocol::text_of(against_listing).name);
    return;
  }
  const LoanId id = market.last_event<protocol::ListingCreated>().loan;
  fill(market, id, request.principal);
  const Refusal refusal =
      market.send(staff, protocol::SettleLoan{id, request.start, request.first_due});

  const auto quoted =
      money::quote(request, money::Calendar(money::saturday_and_sunday, calendar.holidays));
  RC_TAG(refusal == Refusal::none ? "settled" : protocol::text_of(refusal).name);
  if (refusal == Refusal::payment_too_small_to_share) return;
  RC_ASSERT(quoted.has_value() == (refusal == Refusal::none));
  if (!quoted) return;
  const auto settled = market.last_event<protocol::LoanSettled>();
  RC_ASSERT(quoted->lines.size() == settled.schedule.size());
  for (std::size_t n = 0; n < settled.schedule.size(); ++n) {
    const money::QuoteLine& line = quoted->lines[n];
    RC_ASSERT(money::Instalment({line.due_date, line.principal, line.interest}) ==
              settled.schedule[n]);
    RC_ASSERT(line.fee == settled.fee_per_period);
  }
  RC_ASSERT(quoted->fee_withheld ==
            settled.service_fee + settled.guarantee_fee + settled.reserve_contribution);
  RC_ASSERT(market.balance(settled.borrower_account) == quoted->paid_out);
}

}  // namespace
}  // namespace tributary::engine
