#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/http/market.hpp"

namespace tributary::http_test {
namespace {

constexpr std::size_t worker_count = 6;
constexpr std::size_t loan_count = 8;
/// What the platform does for itself at its first start: eight accounts and its calendar.
constexpr std::size_t platform_commands = 9;

int kills() {
  const char* const wished = std::getenv("TRIBUTARY_KILLS");
  return wished != nullptr ? std::atoi(wished) : 100;
}

/// A member and the bank's side of their withdrawals: does things as fast as they are answered, and
/// after each time that an answer did not come asks again for all since the time before.
class Worker {
 public:
  Worker(const Platform& platform, Market& market, std::size_t number)
      : member_(market.member("investor")),
        bank_(platform.port(), platform.make_token("channel"), "bank-" + std::to_string(number)),
        random_(static_cast<unsigned>(number)) {}

  void run(const std::vector<std::string>& loans, const std::atomic<bool>& stop) {
    while (!stop && !testing::Test::HasFatalFailure()) {
      act(loans);
      std::this_thread::sleep_for(std::chrono::microseconds(random_() % 500));
      const std::size_t retries = me().retries() + bank_.retries();
      if (retries == retries_seen_) continue;
      retries_seen_ = retries;
      me().ask_again(std::exchange(mine_checked_, me().exchanges().size()));
      bank_.ask_again(std::exchange(bank_checked_, bank_.exchanges().size()));
    }
  }

  const Member& member() const { return member_; }
  Caller& me() { return *member_.caller; }
  Caller& bank() { return bank_; }

 private:
  void act(const std::vector<std::string>& loans) {
    const std::int64_t amount = 900 + static_cast<std::int64_t>(random_() % 100'000);
    switch (random_() % 6) {
      case 0:
      case 1:
        bank_.send(member_.path("/deposits"),
                   {{"amount", text_of(amount)},
                    {"reference", member_.account + "/" + std::to_string(++deposits_)}});
        return;
      case 2:
        return withdraw(amount);
      default:
        me().send("/v1/loans/" + loans[random_() % loans.size()] + "/bids",
                  bid(member_, amount, random_() % 2 == 0));
    }
  }

  /// Through all its steps, to either end, or left in the middle.
  void withdraw(std::int64_t amount) {
    const Answer& asked =
        me().send(member_.path("/withdrawals"), {{"amount", text_of(amount)}, {"fee", "0.01"}});
    if (asked.status != 201) return;
    const std::string order =
        "/v1/withdrawals/" + std::string(event_of(asked).at("withdrawal").as_string());
    const auto way = random_() % 3;
    if (way == 0) return;
    if (way == 1) {
      bank_.send(order + "/submit", {});
      bank_.send(order + "/complete", {});
    } else {
      bank_.send(order + "/release", {{"reason", "the bank says no"}});
    }
  }

  Member member_;
  Caller bank_;
  std::mt19937 random_;
  int deposits_ = 0;
  std::size_t retries_seen_ = 0;
  std::size_t mine_checked_ = 0;
  std::size_t bank_checked_ = 0;
};

struct Claim {
  std::int64_t from = 0;
  std::int64_t amount = 0;
};

/// What all answers together say must be on the platform.
struct Expected {
  std::map<std::string, std::int64_t> balance;  ///< by account
  std::map<std::string, std::int64_t> held;
  std::map<std::string, std::vector<Claim>> claims;  ///< by loan
  std::multiset<std::int64_t> sequences;

  void add(const std::deque<Exchange>& exchanges) {
    for (const Exchange& exchange : exchanges) add(exchange.answer);
  }

 private:
  void add(const Answer& answer) {
    const auto whole = answer.json();
    sequences.insert(whole.at("sequence").to_number<std::int64_t>());
    if (answer.status >= 300) return;
    const auto& event = whole.at("event").as_object();
    const auto& type = event.at("type").as_string();
    const auto* const named = event.if_contains("account");
    const std::string account(named != nullptr ? named->as_string() : "");
    if (type == "deposit_recorded") {
      balance[account] += minor_of(event, "amount");
    } else if (type == "withdrawal_requested") {
      held[account] += minor_of(event, "amount") + minor_of(event, "fee");
    } else if (type == "withdrawal_released" || type == "withdrawal_completed") {
      const std::int64_t amount = minor_of(event, "amount") + minor_of(event, "fee");
      held[account] -= amount;
      if (type == "withdrawal_completed") balance[account] -= amount;
    } else if (type == "bid_placed") {
      held[account] += minor_of(event, "amount");
      claims[std::string(event.at("loan").as_string())].push_back(
          {minor_of(event, "from"), minor_of(event, "amount")});
    }
  }
};

/// Claims side by side from 0 on, without a gap and without overlap: how far they reach.
std::int64_t reach_of(std::vector<Claim> claims) {
  std::ranges::sort(claims, {}, &Claim::from);
  std::int64_t reach = 0;
  for (const Claim& claim : claims) {
    EXPECT_EQ(claim.from, reach);
    reach = claim.from + claim.amount;
  }
  return reach;
}

/// Kills the platform at a random moment of its work or of its start; brings it back.
void kill_and_restart(Platform& platform, int round, std::mt19937& random) {
  platform.start();
  std::this_thread::sleep_for(milliseconds(20 + random() % 180));
  platform.kill();
  if (round % 5 == 0) {
    platform.launch();
    std::this_thread::sleep_for(milliseconds(random() % 40));
    platform.kill();
  }
  if (round % 25 == 24) platform.verify();
}

TEST(LongCrash, KilledAgainAndAgainLosesNothingAndRepeatsNothing) {
  // Nearly all requests are old ones by the end, and files are written and merged all the time.
  Platform platform({"--snapshot-every", "2000", "--shards", "2", "--remember-requests", "150"});
  platform.start();
  Market market(platform);
  market.free_withdrawals("0.01");
  const Member borrower = market.member("borrower");
  std::vector<std::string> loans;
  for (std::size_t i = 0; i < loan_count; ++i) {
    loans.push_back(
        market.open_loan(borrower, i % 2 == 0 ? 5'000'000 : 1'000'000'000,
                         {{"rules", {{"bid_amount_min", "10.00"}, {"bid_amount_step", "0.01"}}}}));
  }
  std::deque<Worker> workers;
  for (std::size_t i = 0; i < worker_count; ++i) workers.emplace_back(platform, market, i);
  platform.kill();

  {
    std::atomic<bool> stop = false;
    std::vector<std::jthread> threads;
    for (Worker& worker : workers) {
      threads.emplace_back([&] { worker.run(loans, stop); });
    }
    std::mt19937 random(17);
    for (int round = 0; round < kills() && !testing::Test::HasFailure(); ++round) {
      kill_and_restart(platform, round, random);
    }
    platform.start();
    stop = true;
  }

  Expected expected;
  market.admin().ask_again();
  expected.add(market.admin().exchanges());
  for (Worker& worker : workers) {
    worker.me().ask_again();
    worker.bank().ask_again();
    expected.add(worker.me().exchanges());
    expected.add(worker.bank().exchanges());
  }
  // Every command has one place in the journal and there is nothing else in it.
  const std::set<std::int64_t> places(expected.sequences.begin(), expected.sequences.end());
  EXPECT_EQ(places.size(), expected.sequences.size());
  EXPECT_EQ(*places.begin(), platform_commands + 1);
  EXPECT_EQ(*places.rbegin(), platform_commands + places.size());
  EXPECT_EQ(market.admin().send("/v1/loans/1/approve", {}).json().at("sequence").as_int64(),
            *places.rbegin() + 1);

  for (const Worker& worker : workers) {
    const auto account = market.account(worker.member());
    EXPECT_EQ(minor_of(account, "balance"), expected.balance[worker.member().account]);
    EXPECT_EQ(minor_of(account, "held"), expected.held[worker.member().account]);
  }
  for (const std::string& loan : loans) {
    EXPECT_EQ(minor_of(market.loan(loan), "raised"), reach_of(expected.claims[loan]));
  }
  platform.verify();
  std::size_t retries = 0;
  for (Worker& worker : workers) retries += worker.me().retries() + worker.bank().retries();
  RecordProperty("commands", static_cast<int>(places.size()));
  RecordProperty("retries", static_cast<int>(retries));
  platform.stop();
  platform.verify();
}

}  // namespace
}  // namespace tributary::http_test
