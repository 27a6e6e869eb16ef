#include "money/quote.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "money/schedule.hpp"
#include "money/test_loans.hpp"
#include "money/test_values.hpp"

namespace tributary::money {
namespace {

QuoteRequest request_of(Method method, std::string_view principal, std::string_view rate,
                        std::int32_t periods) {
  return {.terms = {.method = method, .annual_rate = percent(rate), .periods = periods},
          .principal = amount(principal),
          .start = day("2023-01-01")};
}

TEST(Quote, AddsUpTheSchedule) {
  const QuoteRequest request = request_of(Method::annuity, "100000.00", "9.6", 12);
  const auto quoted = quote(request);
  const auto schedule =
      make_schedule(request.terms, request.principal, request.start, {}, Calendar{});
  ASSERT_TRUE(quoted && schedule);
  ASSERT_EQ(quoted->lines.size(), schedule->size());
  Amount balance = request.principal;
  Amount interest;
  for (std::size_t k = 0; k < schedule->size(); ++k) {
    const QuoteLine& line = quoted->lines[k];
    const Instalment& instalment = (*schedule)[k];
    balance -= instalment.principal;
    interest += instalment.interest;
    EXPECT_EQ(line.period, static_cast<std::int32_t>(k) + 1);
    EXPECT_EQ(line.due_date, instalment.due);
    EXPECT_EQ(line.principal, instalment.principal);
    EXPECT_EQ(line.interest, instalment.interest);
    EXPECT_EQ(line.total, instalment.principal + instalment.interest);
    EXPECT_EQ(line.balance, balance);
  }
  EXPECT_EQ(quoted->principal, request.principal);
  EXPECT_EQ(quoted->interest, interest);
  EXPECT_EQ(quoted->total, request.principal + interest);
  EXPECT_EQ(quoted->fee_withheld, Amount{});
  EXPECT_EQ(quoted->paid_out, request.principal);
  EXPECT_FALSE(quoted->investor);
}

TEST(Quote, CostOfALoanWithoutFees) {
  // By hand: a bullet loan of a year costs what it says; compounded or not is one.
  const auto bullet = quote(request_of(Method::bullet, "1000.00", "10", 12));
  ASSERT_TRUE(bullet);
  EXPECT_EQ(bullet->true_annual_cost, percent("10"));
  // By hand: 1 % a month is 12 % a year, and 12.6825 % compounded over twelve equal months; the
  // months of the calendar bring it to within five ppm of ten thousand.
  const auto monthly = quote(request_of(Method::interest_only, "100000.00", "12", 12));
  ASSERT_TRUE(monthly);
  EXPECT_EQ(monthly->nominal_annual_cost, percent("12"));
  EXPECT_LE(std::abs(monthly->true_annual_cost->ppm - 126'825), 100);
}

TEST(Quote, CostOfAFlatLoanIsNearlyTwiceItsRate) {
  // The loan that HP's 12C Solutions Handbook gives as an example of an add-on rate: 3,900 / 36 a
  // month. By hand: the solution of sum of 108.33 / (1 + i)^k (the last 108.45) = 3000, times 12.
  const auto flat = quote(request_of(Method::flat, "3000.00", "10", 36));
  ASSERT_TRUE(flat);
  EXPECT_EQ(flat->lines[0].total, amount("108.33"));
  EXPECT_EQ(flat->lines[35].total, amount("108.45"));
  EXPECT_EQ(flat->nominal_annual_cost, percent("17.9171"));
}

TEST(Quote, CostWithAFeeWithheld) {
  // By hand: 970.00 paid out, 1100.00 back a year later: 130 / 970.
  QuoteRequest request = request_of(Method::bullet, "1000.00", "10", 12);
  request.fee_withheld = percent("3");
  const auto quoted = quote(request);
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->fee_withheld, amount("30.00"));
  EXPECT_EQ(quoted->paid_out, amount("970.00"));
  EXPECT_EQ(quoted->true_annual_cost, percent("13.4021"));
  request.principal = amount("999.50");  // by hand: 3 % is 29.985
  EXPECT_EQ(quote(request)->fee_withheld, amount("29.99"));
}

/// The price list of a product, and what XIRR of a spreadsheet gives for it.
TEST(Quote, CostWithAFeeEachPeriod) {
  QuoteRequest request = request_of(Method::annuity, "297.36", "7.5", 24);
  request.start = day("2024-01-01");
  request.fees = {.service = percent("3.568"), .service_per_period = percent("0.3464")};
  const auto quoted = quote(request);
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->fee_withheld, amount("10.61"));
  EXPECT_EQ(quoted->lines[0].fee, amount("1.03"));
  EXPECT_EQ(quoted->lines[0].total, amount("14.41"));
  EXPECT_EQ(quoted->fee, amount("24.72"));
  EXPECT_EQ(quoted->total, quoted->principal + quoted->interest + quoted->fee);
  EXPECT_EQ(quoted->true_annual_cost, percent("20.361"));
  EXPECT_EQ(quoted->effective_annual_cost, percent("20.3701"));
}

/// By hand: as paid out 957.50 for 1,110.00 a year later: 152.50 / 957.50.
TEST(Quote, CountsEveryFeeThatIsWithheld) {
  QuoteRequest request = request_of(Method::bullet, "1000.00", "10", 12);
  request.fees = {.service = percent("1"),
                  .service_per_period = percent("1"),
                  .guarantee = percent("2"),
                  .interest = percent("50"),
                  .prepayment = percent("50"),
                  .reserve = percent("0.75")};
  request.fee_withheld = percent("0.5");
  const auto quoted = quote(request);
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->fee_withheld, amount("42.50"));
  EXPECT_EQ(quoted->true_annual_cost, percent("15.9269"));
}

TEST(Quote, TakesTheInterestFeeOfTheLoanUnlessAnotherIsNamed) {
  QuoteRequest request = request_of(Method::bullet, "1000.00", "10", 12);
  request.bid = {.amount = amount("1000.00"), .at = {}};
  request.fees.interest = percent("10");
  EXPECT_EQ(quote(request)->investor->fee, amount("10.00"));
  request.interest_fee = percent("0");
  EXPECT_EQ(quote(request)->investor->fee, Amount{});
}

/// Twelve payments of 1,120.00 on 12,000.00 cost 1.7880 % a month, whatever the days of the months.
TEST(Quote, CostByPeriodsIsTheSameOnEveryDay) {
  for (const std::string_view start : {"2023-01-01", "2024-01-31", "2024-07-15"}) {
    QuoteRequest request = request_of(Method::flat, "12000.00", "12", 12);
    request.start = day(start);
    const auto quoted = quote(request);
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->effective_annual_cost, percent("23.6984")) << start;
  }
}

TEST(Quote, TellsNoNominalCostOverUnequalPeriods) {
  QuoteRequest request = request_of(Method::annuity, "1000.00", "10", 12);
  request.first_due = day("2023-02-15");
  const auto quoted = quote(request);
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->nominal_annual_cost, std::nullopt);
  EXPECT_EQ(quoted->effective_annual_cost, std::nullopt);
  EXPECT_TRUE(quoted->true_annual_cost);
}

TEST(Quote, AFirstDueDateBeyondTwoPeriodsIsASlip) {
  QuoteRequest request = request_of(Method::annuity, "1000.00", "10", 12);
  request.first_due = latest_first_due(request.terms, request.start);
  EXPECT_TRUE(quote(request));
  request.first_due = *request.first_due + 1;
  const auto quoted = quote(request);
  ASSERT_FALSE(quoted);
  EXPECT_EQ(quoted.error(), TermsError::first_due_out_of_range);
}

TEST(Quote, TellsNoCostBeyondMeasure) {
  // By hand: 100.00 back for 1.00 a day later is 100^365 a year.
  QuoteRequest request = request_of(Method::bullet, "100.00", "0", 1);
  request.terms.every = {1, PeriodUnit::day};
  request.fee_withheld = percent("99");
  const auto quoted = quote(request);
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->true_annual_cost, std::nullopt);
}

TEST(Quote, BidsThatFillALoanAreRepaidAllOfIt) {
  for (const Method method : {Method::annuity, Method::equal_principal, Method::interest_only,
                              Method::bullet, Method::flat}) {
    QuoteRequest request = request_of(method, "1000.00", "9.6", 12);
    const auto loan = quote(request);
    ASSERT_TRUE(loan);
    std::vector<Amount> paid(loan->lines.size());
    Amount at;
    for (const std::string_view bid : {"0.01", "333.33", "100.00", "0.99", "565.67"}) {
      request.bid = {.amount = amount(bid), .at = at};
      const auto quoted = quote(request);
      ASSERT_TRUE(quoted && quoted->investor);
      const InvestorQuote& investor = *quoted->investor;
      EXPECT_EQ(investor.principal, amount(bid));
      EXPECT_EQ(investor.lines.back().balance, Amount{});
      Amount balance = amount(bid);
      Amount total;
      for (std::size_t k = 0; k < investor.lines.size(); ++k) {
        const InvestorLine& line = investor.lines[k];
        balance -= line.principal;
        total += line.total;
        EXPECT_EQ(line.balance, balance);
        EXPECT_EQ(line.total, line.principal + line.interest - line.fee);
        EXPECT_EQ(line.due_date, loan->lines[k].due_date);
        paid[k] += line.total;
      }
      EXPECT_EQ(investor.total, total);
      EXPECT_EQ(investor.total, investor.principal + investor.interest);
      at += amount(bid);
    }
    for (std::size_t k = 0; k < paid.size(); ++k) EXPECT_EQ(paid[k], loan->lines[k].total);
  }
}

TEST(Quote, ChargesTheFeeOnInterestOverTheWholeLife) {
  QuoteRequest request = request_of(Method::annuity, "1000.00", "9.6", 12);
  request.bid = {.amount = amount("1000.00"), .at = {}};
  request.interest_fee = percent("10");
  const auto quoted = quote(request);
  ASSERT_TRUE(quoted && quoted->investor);
  // By hand: a tenth of all interest, rounded down once.
  EXPECT_EQ(quoted->investor->fee, Amount{quoted->interest.minor / 10});
  EXPECT_EQ(quoted->investor->total, quoted->total - quoted->investor->fee);
  EXPECT_LT(*quoted->investor->annual_return, *quoted->true_annual_cost);
}

/// The largest loan there can be, with the dearest and longest terms.
TEST(Quote, NamesAFigureOrARefusalAtEveryLimit) {
  for (const Method method : {Method::annuity, Method::equal_principal, Method::interest_only,
                              Method::bullet, Method::flat}) {
    for (const Period every : {Period{1, PeriodUnit::day}, Period{60, PeriodUnit::day},
                               Period{2, PeriodUnit::month}, Period{366, PeriodUnit::month}}) {
      for (const Basis basis : {Basis::thirty_360, Basis::act_360}) {
        QuoteRequest request;
        request.terms = {.method = method,
                         .annual_rate = annual_rate_max,
                         .periods = periods_max,
                         .every = every,
                         .basis = basis};
        if (every.count == 366) request.terms.periods = 3;
        request.principal = amount_max;
        request.start = start_max;
        request.fees = {percent("33"),  percent("100"), percent("33"),
                        percent("100"), percent("100"), percent("33")};
        request.bid = {.amount = amount_max, .at = {}};
        const auto quoted = quote(request);
        if (!quoted) continue;
        EXPECT_EQ(quoted->total, quoted->principal + quoted->interest + quoted->fee);
        EXPECT_EQ(quoted->lines.back().balance, Amount{});
        EXPECT_EQ(quoted->paid_out, Amount{amount_max.minor / 100});
      }
    }
  }
}

TEST(Quote, RefusesWhatDoesNotFit) {
  using enum TermsError;
  const struct {
    std::string_view what;
    void (*change)(QuoteRequest&);
    TermsError error;
  } cases[] = {
      {"terms first",
       [](QuoteRequest& r) {
         r.terms.periods = 0;
         r.fee_withheld = {-1};
       },
       periods_out_of_range},
      {"negative fee", [](QuoteRequest& r) { r.fee_withheld = {-1}; }, fee_withheld_out_of_range},
      {"nothing paid out", [](QuoteRequest& r) { r.fee_withheld = percent("100"); },
       fee_withheld_out_of_range},
      {"bid of nothing", [](QuoteRequest& r) { r.bid = {.amount = {}, .at = {}}; },
       bid_out_of_range},
      {"bid before the loan", [](QuoteRequest& r) { r.bid = {.amount = {1}, .at = {-1}}; },
       bid_out_of_range},
      {"bid beyond the loan",
       [](QuoteRequest& r) { r.bid = {.amount = {2}, .at = r.principal - Amount{1}}; },
       bid_out_of_range},
      {"bid of all numbers",
       [](QuoteRequest& r) { r.bid = {.amount = {INT64_MAX}, .at = {INT64_MAX}}; },
       bid_out_of_range},
      {"fee above the interest", [](QuoteRequest& r) { r.interest_fee = {1'000'001}; },
       interest_fee_out_of_range},
      {"negative fee of the loan", [](QuoteRequest& r) { r.fees.reserve = {-1}; },
       fee_out_of_range},
      {"fee of more than all", [](QuoteRequest& r) { r.fees.service_per_period = {INT64_MAX}; },
       fee_out_of_range},
      {"fees of all together",
       [](QuoteRequest& r) {
         r.fees.service = percent("50");
         r.fees.guarantee = percent("30");
         r.fees.reserve = percent("19");
         r.fee_withheld = percent("1");
       },
       fees_exceed_principal},
  };
  for (const auto& c : cases) {
    QuoteRequest request = request_of(Method::annuity, "1000.00", "9.6", 12);
    c.change(request);
    const auto quoted = quote(request);
    ASSERT_FALSE(quoted) << c.what;
    EXPECT_EQ(quoted.error(), c.error) << c.what;
  }
}

/// What is quoted is the schedule, the fees and nothing else; what is refused, every quote refuses.
RC_GTEST_PROP(QuoteLaws, AddUpForEveryLoan, ()) {
  const Loan loan = any_loan();
  const Calendar calendar = any_calendar(loan.start);
  QuoteRequest request;
  request.terms = loan.terms;
  request.principal = loan.principal;
  request.start = loan.start;
  request.fees = any_fees();
  const auto schedule = make_schedule(loan.terms, loan.principal, loan.start, {}, calendar);
  const auto quoted = quote(request, calendar);
  const bool all_withheld = fees_withheld(request.fees, loan.principal).total() >= loan.principal;
  const bool fees_fit = are_shares(request.fees) && !all_withheld;
  RC_ASSERT(quoted.has_value() == (schedule.has_value() && fees_fit));
  RC_CLASSIFY(!quoted.has_value(), "refused");
  if (!quoted) return;
  RC_ASSERT(quoted->lines.size() == schedule->size());
  Amount total;
  for (std::size_t n = 0; n < schedule->size(); ++n) {
    const QuoteLine& line = quoted->lines[n];
    RC_ASSERT(Instalment({line.due_date, line.principal, line.interest}) == (*schedule)[n]);
    RC_ASSERT(line.fee == fee_per_period(request.fees, loan.principal));
    RC_ASSERT(line.total == line.principal + line.interest + line.fee);
    total += line.total;
  }
  RC_ASSERT(quoted->total == total);
  RC_ASSERT(quoted->paid_out + quoted->fee_withheld == loan.principal);
}

}  // namespace
}  // namespace tributary::money
