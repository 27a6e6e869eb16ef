#include "money/quote_command.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

struct Outcome {
  int exit_code;
  std::string out;
  std::string err;
};

/// As the State Council has it: closed from 10-01 to 10-07, open on Saturday 10-10.
Calendar national_day_2026() {
  std::vector<Date> holidays;
  for (int n = 0; n < 7; ++n) holidays.push_back(day("2026-10-01") + n);
  return {saturday_and_sunday, holidays, {day("2026-10-10")}};
}

Outcome run(const std::vector<std::string_view>& args) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = quote_command(args, national_day_2026(), out, err);
  return {exit_code, out.str(), err.str()};
}

const std::vector<std::string_view> plain{
    "--method", "equal-principal", "--principal", "1200.00", "--rate",
    "12",       "--periods",       "3",           "--start", "2024-01-01"};

Outcome run_with(std::vector<std::string_view> more) {
  more.insert(more.begin(), plain.begin(), plain.end());
  return run(more);
}

TEST(QuoteCommand, PrintsATableUnlessToldOtherwise) {
  const Outcome table = run(plain);
  EXPECT_EQ(table.exit_code, 0);
  EXPECT_EQ(table.err, "");
  EXPECT_TRUE(table.out.starts_with("period    due date  principal"));
  EXPECT_EQ(run_with({"--format", "table"}).out, table.out);
  EXPECT_TRUE(run_with({"--format", "json"}).out.starts_with(R"({"lines":[)"));
}

// By hand, as in `schedule_test.cpp`.
TEST(QuoteCommand, TakesEveryFlag) {
  const Outcome options = run({"--method",
                               "annuity",
                               "--principal",
                               "1200.00",
                               "--rate",
                               "12",
                               "--periods",
                               "3",
                               "--every",
                               "1m",
                               "--start",
                               "2024-01-31",
                               "--first-due",
                               "2024-02-29",
                               "--basis",
                               "30/360",
                               "--instalment-unit",
                               "1.00",
                               "--rounding",
                               "half-even",
                               "--grace-principal",
                               "0",
                               "--interest-deferred",
                               "1",
                               "--interest-free",
                               "0",
                               "--balloon",
                               "0.00",
                               "--month-end",
                               "stick",
                               "--fee-withheld",
                               "3",
                               "--service",
                               "1",
                               "--guarantee",
                               "1",
                               "--reserve",
                               "0.5",
                               "--interest-fee",
                               "10",
                               "--due-day",
                               "0",
                               "--business-days",
                               "as-is",
                               "--calendar",
                               "shipped",
                               "--format",
                               "csv"});
  EXPECT_EQ(options.err, "");
  EXPECT_EQ(options.out,
            "period,due_date,principal,interest,fee,total,balance\n"
            "1,2024-02-29,396.00,0.00,0.00,396.00,804.00\n"
            "2,2024-03-31,399.96,20.04,0.00,420.00,404.04\n"
            "3,2024-04-30,404.04,4.04,0.00,408.08,0.00\n");
  EXPECT_EQ(run_with({"--grace-principal", "2", "--interest-free", "1", "--format", "csv"}).out,
            "period,due_date,principal,interest,fee,total,balance\n"
            "1,2024-02-01,0.00,0.00,0.00,0.00,1200.00\n"
            "2,2024-03-01,0.00,12.00,0.00,12.00,1200.00\n"
            "3,2024-04-01,1200.00,12.00,0.00,1212.00,0.00\n");
  EXPECT_EQ(
      run_with({"--balloon", "600.00", "--every", "2w", "--basis", "act/364", "--format", "csv"})
          .out,
      "period,due_date,principal,interest,fee,total,balance\n"
      "1,2024-01-15,200.00,5.54,0.00,205.54,1000.00\n"
      "2,2024-01-29,200.00,4.61,0.00,204.61,800.00\n"
      "3,2024-02-12,800.00,3.70,0.00,803.70,0.00\n");
}

TEST(QuoteCommand, PrintsTheInvestorsCalendarForABid) {
  EXPECT_EQ(run_with({"--bid", "100.00", "--bid-at", "0.50", "--format", "csv"}).out,
            "period,due_date,principal,interest,fee,total,balance\n"
            "1,2024-02-01,33.33,1.00,0.00,34.33,66.67\n"
            "2,2024-03-01,33.34,0.67,0.00,34.01,33.33\n"
            "3,2024-04-01,33.33,0.33,0.00,33.66,0.00\n");
  const std::string at_the_start = run_with({"--bid", "100.00"}).out;
  EXPECT_NE(at_the_start.find("bid of 100.00 at 0.00\n"), std::string::npos);
}

/// By hand: 1 % of 1200.00 with each instalment; 2 % and 0.5 % and 1 % and 3 % of it withheld.
TEST(QuoteCommand, CountsEveryFeeOfTheBorrower) {
  const std::string table = run_with({"--service-per-period", "1", "--service", "2", "--guarantee",
                                      "0.5", "--reserve", "1", "--fee-withheld", "3"})
                                .out;
  EXPECT_TRUE(table.contains("2024-03-01     400.00      8.00  12.00   420.00   400.00\n"))
      << table;
  EXPECT_TRUE(table.contains("fee withheld       78.00\n")) << table;
  const std::string payouts =
      run_with({"--bid", "1200.00", "--interest-fee", "10", "--format", "csv"}).out;
  EXPECT_TRUE(payouts.contains("1,2024-02-01,400.00,12.00,1.20,410.80,800.00\n")) << payouts;
  EXPECT_TRUE(run_with({"--due-day", "15", "--format", "csv"}).out.contains("1,2024-02-15,"));
}

/// A bullet loan of a month, due on a holiday or on a weekend day that is worked for one.
TEST(QuoteCommand, MovesDueDatesByTheShippedCalendar) {
  const auto quoted = [](std::string_view start, std::vector<std::string_view> more) {
    more.insert(more.begin(), {"--method", "bullet", "--principal", "1000.00", "--rate", "12",
                               "--periods", "1", "--start", start, "--business-days", "next"});
    return run(more).out;
  };
  const std::string in_the_holiday = quoted("2026-09-01", {});
  EXPECT_TRUE(in_the_holiday.contains("2026-10-08")) << in_the_holiday;
  EXPECT_TRUE(in_the_holiday.contains("calendar: weekends and holidays to 2026-10-10\n"));
  EXPECT_TRUE(quoted("2026-09-10", {}).contains("2026-10-10"));
  const std::string without = quoted("2026-09-01", {"--calendar", "none"});
  EXPECT_TRUE(without.contains("2026-10-01"));
  EXPECT_TRUE(without.contains("calendar: none\n")) << without;
  EXPECT_TRUE(quoted("2026-09-10", {"--calendar", "none"}).contains("2026-10-12"));
}

TEST(QuoteCommand, SaysWhatIsExpected) {
  const struct {
    std::vector<std::string_view> more;
    std::string_view line;
  } cases[] = {
      {{"--colour", "red"}, R"(unknown flag "--colour"; --help lists the flags)"},
      {{"stray"}, R"(unknown flag "stray"; --help lists the flags)"},
      {{"--balloon"},
       "--balloon: expected an amount such as 40000.00, paid on top of the last level instalment "
       "(0.00)"},
      {{"--balloon", "1,000"},
       "--balloon: expected an amount such as 40000.00, paid on top of the last level instalment "
       "(0.00), got \"1,000\""},
      {{"--every", "fortnight"},
       R"(--every: expected months, weeks or days such as 1m, 2w, 15d (1m), got "fortnight")"},
      {{"--rate", "9"}, "--rate: given twice"},
      {{"--bid-at", "1.00"}, "--bid-at needs --bid"},
      {{"--interest-free", "-1"}, R"(--interest-free: expected a number of periods (0), got "-1")"},
      {{"--interest-free", "1x"}, R"(--interest-free: expected a number of periods (0), got "1x")"},
      {{"--format", "xml"}, R"(--format: expected table|csv|json (table), got "xml")"},
      {{"--bid", "5000.00"}, "the bid must be positive and lie within the principal"},
      {{"--balloon", "1200.00"}, "the balloon must be at least 0 and less than the principal"},
  };
  for (const auto& c : cases) {
    const Outcome refused = run_with(c.more);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(refused.err, "tributary quote: " + std::string(c.line) + '\n');
  }
  EXPECT_EQ(run({}).err,
            "tributary quote: --method is missing: expected "
            "annuity|equal-principal|interest-only|bullet|flat\n");
  EXPECT_EQ(run({"--method", "annuity"}).err,
            "tributary quote: --principal is missing: expected an amount such as 100000.00\n");
}

TEST(QuoteCommand, MissesEachFlagThatIsNeeded) {
  for (std::size_t left_out = 0; left_out < plain.size(); left_out += 2) {
    std::vector<std::string_view> args = plain;
    const auto at = args.begin() + static_cast<std::ptrdiff_t>(left_out);
    args.erase(at, at + 2);
    const Outcome refused = run(args);
    EXPECT_EQ(refused.exit_code, 2) << plain[left_out];
    EXPECT_TRUE(refused.err.contains(std::string(plain[left_out]) + " is missing")) << refused.err;
  }
}

TEST(QuoteCommand, HelpsWithoutMore) {
  const Outcome help = run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  EXPECT_TRUE(help.out.starts_with("usage: tributary quote --method METHOD"));
  for (const std::string_view flag :
       {"--method", "--due-day", "--business-days", "--calendar", "--fee-withheld",
        "--service-per-period", "--interest-fee", "--bid-at", "--format"}) {
    EXPECT_NE(help.out.find(flag), std::string::npos);
  }
}

}  // namespace
}  // namespace tributary::money
