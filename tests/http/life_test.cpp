#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

namespace json = boost::json;
using boost::multiprecision::cpp_int;

// What the loan is, in minor units and parts per million.
constexpr std::int64_t principal = 100'000'000;
constexpr std::int64_t rate_ppm = 96'000;
constexpr int periods = 12;
constexpr std::int64_t service_fee = principal * 15 / 1'000;
constexpr std::int64_t fee_per_period = principal * 5 / 10'000;
constexpr std::int64_t interest_fee_ppm = 100'000;
constexpr std::int64_t borrower_deposit = 12'000'000;

// Source: a start on the 31st, due dates back to the 31st after a short month (domain rule:
// anchor).
constexpr std::array<const char*, periods> due_dates{
    "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31",
    "2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30", "2024-12-31", "2025-01-31"};

struct Line {
  std::int64_t principal = 0;
  std::int64_t interest = 0;
};

std::int64_t divide_half_up(const cpp_int& dividend, const cpp_int& divisor) {
  return static_cast<std::int64_t>((2 * dividend + divisor) / (2 * divisor));
}

/// Source: A = P r (1+r)^n / ((1+r)^n − 1), interest = balance × r, both rounded half up to the
/// cent; the last instalment takes what is left. In exact integers: r = ppm / 12,000,000.
std::vector<Line> annuity() {
  const cpp_int one = 12'000'000;
  const cpp_int grown = boost::multiprecision::pow(one + rate_ppm, periods);
  const cpp_int whole = boost::multiprecision::pow(one, periods);
  const std::int64_t instalment =
      divide_half_up(cpp_int(principal) * rate_ppm * grown, one * (grown - whole));
  std::vector<Line> lines;
  std::int64_t balance = principal;
  for (int period = 1; period <= periods; ++period) {
    const std::int64_t interest = divide_half_up(cpp_int(balance) * rate_ppm, one);
    lines.push_back({period == periods ? balance : instalment - interest, interest});
    balance -= lines.back().principal;
  }
  return lines;
}

/// A bid's part of the loan: [from, to).
struct Interval {
  std::int64_t from = 0;
  std::int64_t to = 0;

  /// Of what all holders have received together: what lies below `to`, less what lies below `from`,
  /// each to the nearest cent.
  std::int64_t share(std::int64_t all) const {
    return divide_half_up(cpp_int(all) * to, principal) -
           divide_half_up(cpp_int(all) * from, principal);
  }
  /// Principal and interest received, less the fee on the interest, rounded down.
  std::int64_t received(const Line& all) const {
    const std::int64_t interest = share(all.interest);
    return share(all.principal) + interest - fee(all);
  }
  std::int64_t fee(const Line& all) const {
    return static_cast<std::int64_t>(cpp_int(share(all.interest)) * interest_fee_ppm / 1'000'000);
  }
};

struct Investor {
  Member member;
  std::int64_t deposit = 0;
  std::vector<Interval> claims;

  std::int64_t received(const Line& all) const {
    std::int64_t sum = 0;
    for (const Interval& claim : claims) sum += claim.received(all);
    return sum;
  }
};

class Life : public testing::Test {
 protected:
  Life() {
    platform_.run_by(clock_);
    clock_.set("2024-01-31T04:00:00Z");
    platform_.start();
    market_.emplace(platform_);
    borrower_ = market_->member("borrower");
    market_->deposit(borrower_, borrower_deposit);
    for (const std::int64_t deposit : {50'000'000, 30'000'000, 20'000'000}) {
      investors_.push_back({market_->member("investor"), deposit, {}});
      market_->deposit(investors_.back().member, deposit);
    }
    loan_ = market_->open_loan(
        borrower_, principal,
        {{"terms", {{"method", "annuity"}, {"annual_rate", "9.6"}, {"periods", periods}}},
         {"fees", {{"service", "1.5"}, {"service_per_period", "0.05"}, {"interest", "10"}}}});
  }

  std::string loan_path(std::string_view below = {}) const {
    return "/v1/loans/" + loan_ + std::string(below);
  }

  void place_bid(Investor& investor, std::int64_t amount, bool fill_remaining) {
    const auto event = event_of(investor.member.caller->send(
        loan_path("/bids"), bid(investor.member, amount, fill_remaining)));
    const std::int64_t from = minor_of(event, "from");
    investor.claims.push_back({from, from + minor_of(event, "amount")});
  }

  /// Seven bids, the last of which wants more than is left and takes the rest.
  void bid_full() {
    Investor& a = investors_[0];
    Investor& b = investors_[1];
    Investor& c = investors_[2];
    place_bid(a, 12'340'000, false);
    place_bid(b, 9'990'000, false);
    place_bid(c, 7'770'000, false);
    place_bid(a, 17'660'000, false);
    place_bid(b, 20'010'000, true);
    place_bid(a, 20'000'000, false);
    place_bid(c, 15'000'000, true);
  }

  /// Reads a stream until the loan is full, and fails the test when it does not tell so.
  void watch_it_fill() const {
    EventStream stream(platform_.port(), borrower_.caller->client().token(), loan_path("/stream"));
    watched_.store(true);
    std::int64_t raised = 0;
    for (;;) {
      const StreamEvent event = stream.next();
      EXPECT_EQ(event.name, "progress");
      EXPECT_EQ(minor_of(event.data, "raised") + minor_of(event.data, "remaining"), principal);
      EXPECT_GE(minor_of(event.data, "raised"), raised);
      raised = minor_of(event.data, "raised");
      if (raised < principal) continue;
      EXPECT_EQ(event.data.at("state").as_string(), "full");
      EXPECT_EQ(event.data.at("bids").as_int64(), 7);
      return;
    }
  }

  void settle() {
    const auto event =
        event_of(market_->admin().send(loan_path("/settle"), {{"on", "2024-01-31"}}));
    EXPECT_EQ(minor_of(event, "service_fee"), service_fee);
    const auto& schedule = event.at("schedule").as_array();
    ASSERT_EQ(schedule.size(), lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto& line = schedule[i].as_object();
      EXPECT_EQ(line.at("due").as_string(), due_dates[i]);
      EXPECT_EQ(minor_of(line, "principal"), lines_[i].principal) << "period " << i + 1;
      EXPECT_EQ(minor_of(line, "interest"), lines_[i].interest) << "period " << i + 1;
    }
  }

  /// Nobody waits a year for a test: the clock is set, and confirmed by two.
  void wait_until(const std::string& day) {
    if (approval_.empty()) approval_ = platform_.make_token("operations");
    clock_.set(day + "T04:00:00Z");
    market_->admin().client().approve_with(approval_);
    const Answer confirmed = market_->admin().client().post(
        "/v1/clock/confirm", "until-" + day, R"({"time":")" + day + R"(T04:00:00Z"})");
    EXPECT_EQ(confirmed.status, 200) << confirmed;
  }

  /// Takes a period's instalment; then everybody has exactly what is theirs.
  void collect(int period) {
    const auto place = static_cast<std::size_t>(period - 1);
    wait_until(due_dates[place]);
    const std::string path = loan_path("/instalments/" + std::to_string(period) + "/collect");
    const auto event = event_of(market_->admin().send(path, {{"on", due_dates[place]}}));
    EXPECT_EQ(minor_of(event, "service_fee"), fee_per_period);
    EXPECT_EQ(event.at("state").as_string(), period == periods ? "repaid" : "repaying");
    paid_.principal += lines_[place].principal;
    paid_.interest += lines_[place].interest;
    expect_balances(period);
  }

  void expect_balances(int period) {
    for (const Investor& investor : investors_) {
      const auto account = market_->account(investor.member);
      EXPECT_EQ(minor_of(account, "balance"), investor.received(paid_)) << "period " << period;
      EXPECT_EQ(minor_of(account, "held"), 0);
    }
    EXPECT_EQ(minor_of(market_->account(borrower_), "balance"),
              borrower_deposit + principal - service_fee - paid_.principal - paid_.interest -
                  period * fee_per_period);
  }

  std::int64_t interest_fees() const {
    std::int64_t sum = 0;
    for (const Investor& investor : investors_) {
      for (const Interval& claim : investor.claims) sum += claim.fee(paid_);
    }
    return sum;
  }

  void ask_everything_again() {
    market_->admin().ask_again();
    for (const Investor& investor : investors_) investor.member.caller->ask_again();
  }

  OtherClock clock_;
  Platform platform_;
  std::string approval_;  // the token of a second person
  std::optional<Market> market_;
  Member borrower_;
  std::vector<Investor> investors_;
  std::string loan_;
  const std::vector<Line> lines_ = annuity();
  Line paid_;
  mutable std::atomic<bool> watched_ = false;
};

/// All lines of an account's statement, newest first, page by page.
std::vector<json::object> statement_of(Caller& reader, const Member& member,
                                       const std::string& at_least) {
  std::vector<json::object> lines;
  std::string cursor;
  do {
    const json::object page = reader
                                  .get(member.path("/statement?limit=5&at_least=" + at_least +
                                                   (cursor.empty() ? "" : "&cursor=" + cursor)))
                                  .json();
    for (const auto& line : page.at("lines").as_array()) lines.push_back(line.as_object());
    const auto* const next = page.if_contains("next_cursor");
    cursor = next != nullptr && next->is_string() ? next->as_string() : json::string();
  } while (!cursor.empty());
  return lines;
}

TEST_F(Life, OfALoanFromListingToLastRepaymentWithAKillInTheMiddle) {
  {
    const std::jthread watcher([this] { watch_it_fill(); });
    while (!watched_) std::this_thread::yield();
    bid_full();
  }
  for (const Investor& investor : investors_) {
    const auto account = market_->account(investor.member);
    EXPECT_EQ(minor_of(account, "balance"), investor.deposit);
    EXPECT_EQ(minor_of(account, "available"), 0);
  }
  expect_problem(
      investors_[0].member.caller->send(loan_path("/bids"), bid(investors_[0].member, 10'000)), 409,
      "loan_full");
  settle();
  expect_balances(0);

  for (int period = 1; period <= 6; ++period) collect(period);
  platform_.kill();
  platform_.start();
  expect_balances(6);
  ask_everything_again();
  for (int period = 7; period <= periods; ++period) collect(period);
  ask_everything_again();

  // Principal + interest − fee, to the cent.
  EXPECT_EQ(paid_.principal, principal);
  for (const Investor& investor : investors_) {
    EXPECT_EQ(investor.received(paid_), investor.deposit + investor.received({0, paid_.interest}));
  }
  EXPECT_EQ(market_->loan(loan_).at("state").as_string(), "repaid");
  platform_.verify();
}

TEST_F(Life, IsToldInFullByStatementsAndTotals) {
  bid_full();
  settle();
  for (int period = 1; period <= periods; ++period) collect(period);
  Caller& admin = market_->admin();
  const std::string sequence =
      std::to_string(admin.exchanges().back().answer.json().at("sequence").as_int64());

  for (const Investor& investor : investors_) {
    const auto lines = statement_of(admin, investor.member, sequence);
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(minor_of(lines.front(), "balance"), investor.received(paid_));
    std::int64_t moved = 0;
    for (const json::object& line : lines) moved += minor_of(line, "posted");
    EXPECT_EQ(moved, investor.received(paid_));
    // A deposit; each claim's bid, settlement and instalments.
    EXPECT_EQ(lines.size(), 1 + investor.claims.size() * (2 + periods));
  }

  const json::object view = admin.get("/v1/totals?at_least=" + sequence).json();
  ASSERT_EQ(view.at("lines").as_array().size(), 1U);
  const json::object& totals = view.at("lines").at(0).as_object();
  EXPECT_EQ(minor_of(totals, "lent"), principal);
  EXPECT_EQ(minor_of(totals, "principal_repaid"), principal);
  EXPECT_EQ(minor_of(totals, "principal_outstanding"), 0);
  EXPECT_EQ(minor_of(totals, "interest_paid"), paid_.interest);
  EXPECT_EQ(minor_of(totals, "interest_fees"), interest_fees());
  EXPECT_EQ(minor_of(totals, "service_fees"), service_fee + periods * fee_per_period);
  EXPECT_EQ(minor_of(totals, "deposited"), borrower_deposit + principal);

  // All money of the platform is nought.
  std::int64_t sum = 0;
  for (std::uint64_t account = 1; account <= 8 + 1 + investors_.size(); ++account) {
    sum += minor_of(admin.get("/v1/accounts/" + std::to_string(account)).json(), "balance");
  }
  EXPECT_EQ(sum, 0);
}

TEST_F(Life, IsTheSameBehindASnapshot) {
  bid_full();
  settle();
  for (int period = 1; period <= periods; ++period) collect(period);
  Caller& admin = market_->admin();
  const std::string at_least =
      "?at_least=" +
      std::to_string(admin.exchanges().back().answer.json().at("sequence").as_int64());
  const auto everything = [&] {
    std::vector<Answer> answers{admin.get(loan_path()),
                                admin.get("/v1/totals" + at_least),
                                admin.get("/v1/loans" + at_least),
                                admin.get(loan_path("/schedule" + at_least)),
                                admin.get(loan_path("/bids" + at_least)),
                                admin.get(loan_path("/payouts" + at_least)),
                                admin.get(borrower_.path()),
                                admin.get(borrower_.path("/statement" + at_least))};
    for (const Investor& investor : investors_) {
      for (const std::string& path :
           {std::string(), "/statement" + at_least, "/bids" + at_least, "/claims" + at_least}) {
        answers.push_back(admin.get(investor.member.path(path)));
      }
    }
    for (const Answer& answer : answers) EXPECT_EQ(answer.status, 200) << answer;
    return answers;
  };
  const auto before = everything();
  platform_.stop();
  EXPECT_FALSE(std::filesystem::is_empty(platform_.data() / "snapshots"));
  platform_.start();
  EXPECT_EQ(everything(), before);
  ask_everything_again();
  platform_.verify();
}

}  // namespace
}  // namespace tributary::http_test
