#include "money/quote_text.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

// By hand: 1200.00 at 12 % over three months of equal principal; 100.00 of it from 0.50 on, so
// that 400.00 * 100.50 / 1200 = 33.50, less 400.00 * 0.50 / 1200 = 0.1666 rounded. Rates checked
// with a solver of another kind.
Quote example(bool with_bid) {
  QuoteRequest request{
      .terms = {.method = Method::equal_principal, .annual_rate = percent("12"), .periods = 3},
      .principal = amount("1200.00"),
      .start = day("2024-01-01"),
      .fee_withheld = percent("1")};
  if (with_bid) {
    request.bid = {.amount = amount("100.00"), .at = amount("0.50")};
    request.interest_fee = percent("10");
  }
  return quote(request).value();
}

TEST(QuoteText, Table) {
  EXPECT_EQ(to_table(example(true)),
            "period    due date  principal  interest   fee    total  balance\n"
            "     1  2024-02-01     400.00     12.00  0.00   412.00   800.00\n"
            "     2  2024-03-01     400.00      8.00  0.00   408.00   400.00\n"
            "     3  2024-04-01     400.00      4.00  0.00   404.00     0.00\n"
            "             total    1200.00     24.00  0.00  1224.00\n"
            "\n"
            "         fee withheld      12.00\n"
            "             paid out    1188.00\n"
            "     true annual cost  19.7979 %\n"
            "effective annual cost  19.7406 %\n"
            "  nominal annual cost  18.1516 %\n"
            "calendar: none\n"
            "\n"
            "bid of 100.00 at 0.50\n"
            "period    due date  principal  interest   fee   total  balance\n"
            "     1  2024-02-01      33.33      1.00  0.10   34.23    66.67\n"
            "     2  2024-03-01      33.34      0.67  0.06   33.95    33.33\n"
            "     3  2024-04-01      33.33      0.33  0.04   33.62     0.00\n"
            "             total     100.00      2.00  0.20  101.80\n"
            "\n"
            "annual return  11.3837 %\n");
}

/// By hand: (1200.00 - 600.00) / 3 a month, and the balloon besides.
TEST(QuoteText, SaysWhatTheBalloonIsOfTheLastPrincipal) {
  const QuoteRequest request{.terms = {.method = Method::equal_principal,
                                       .annual_rate = percent("12"),
                                       .periods = 3,
                                       .balloon = amount("600.00")},
                             .principal = amount("1200.00"),
                             .start = day("2024-01-01")};
  const std::string table = to_table(quote(request).value());
  EXPECT_TRUE(table.contains("last principal: 800.00 = balloon 600.00 + level part 200.00\n"))
      << table;
  EXPECT_FALSE(to_table(example(false)).contains("balloon"));
}

TEST(QuoteText, Csv) {
  EXPECT_EQ(to_csv(example(false)),
            "period,due_date,principal,interest,fee,total,balance\n"
            "1,2024-02-01,400.00,12.00,0.00,412.00,800.00\n"
            "2,2024-03-01,400.00,8.00,0.00,408.00,400.00\n"
            "3,2024-04-01,400.00,4.00,0.00,404.00,0.00\n");
  EXPECT_EQ(to_csv(example(true)),
            "period,due_date,principal,interest,fee,total,balance\n"
            "1,2024-02-01,33.33,1.00,0.10,34.23,66.67\n"
            "2,2024-03-01,33.34,0.67,0.06,33.95,33.33\n"
            "3,2024-04-01,33.33,0.33,0.04,33.62,0.00\n");
}

TEST(QuoteText, Json) {
  EXPECT_EQ(
      to_json(example(false)),
      R"({"lines":[
{"period":1,"due_date":"2024-02-01","principal":"400.00","interest":"12.00","fee":"0.00","total":"412.00","balance":"800.00"},
{"period":2,"due_date":"2024-03-01","principal":"400.00","interest":"8.00","fee":"0.00","total":"408.00","balance":"400.00"},
{"period":3,"due_date":"2024-04-01","principal":"400.00","interest":"4.00","fee":"0.00","total":"404.00","balance":"0.00"}
],"principal":"1200.00","interest":"24.00","fee":"0.00","total":"1224.00","balloon":"0.00",)"
      R"("fee_withheld":"12.00",)"
      R"("paid_out":"1188.00","true_annual_cost":"19.7979","effective_annual_cost":"19.7406",)"
      R"("nominal_annual_cost":"18.1516",)"
      R"("investor":null,"calendar":"none"}
)");
  EXPECT_NE(to_json(example(true))
                .find(
                    R"("investor":{"bid":{"amount":"100.00","at":"0.50"},"lines":[
{"period":1,"due_date":"2024-02-01","principal":"33.33","interest":"1.00","fee":"0.10",)"),
            std::string::npos);
}

}  // namespace
}  // namespace tributary::money
