#include <gtest/gtest.h>

#include <array>
#include <random>
#include <thread>

#include "tests/http/linearizability.hpp"
#include "tests/http/market.hpp"
#include "tests/http/market_model.hpp"

namespace tributary::http_test {
namespace {

using History = std::vector<Operation<Deed>>;

constexpr std::size_t clients = 5;
constexpr std::size_t deeds_each = 9;
constexpr std::int64_t principal = 100'000;

/// Two investors and, for each history, a loan of its own that a few bids fill.
class Concurrency : public testing::Test {
 protected:
  Concurrency() {
    platform_.start();
    market_.emplace(platform_);
    market_->free_withdrawals("0.00");
    borrower_ = market_->member("borrower");
    for (Member& investor : investors_) investor = market_->member("investor");
    for (std::size_t i = 0; i < clients; ++i) {
      callers_.emplace_back(platform_.port(), market_->admin().client().token(),
                            "client-" + std::to_string(i));
    }
  }

  /// What the platform says while nothing moves.
  Books books() {
    Books books;
    for (std::size_t i = 0; i < investors_.size(); ++i) {
      books.accounts[i] = read_account(market_->admin(), i).seen;
    }
    const LoanRead loan = read_loan(market_->admin());
    books.raised = loan.raised;
    books.remaining = loan.remaining;
    books.bids = loan.bids;
    return books;
  }

  void open_loan() {
    loan_ = market_->open_loan(
        borrower_, principal,
        {{"rules", {{"bid_amount_min", text_of(bid_min)}, {"bid_amount_step", "0.01"}}}});
  }

  AccountRead read_account(Caller& caller, std::size_t account) const {
    const auto view = caller.get(investors_[account].path()).json();
    return {account, {minor_of(view, "balance"), minor_of(view, "held")}};
  }

  LoanRead read_loan(Caller& caller) const {
    const auto view = caller.get("/v1/loans/" + loan_).json();
    return {minor_of(view, "raised"), minor_of(view, "remaining"), view.at("bids").as_int64()};
  }

  Deed place_bid(Caller& caller, std::size_t account, std::int64_t amount, bool fill) const {
    const Answer& answer =
        caller.send("/v1/loans/" + loan_ + "/bids", bid(investors_[account], amount, fill));
    BidPlaced done{account, amount, fill, answer.code()};
    if (done.refusal.empty()) {
      const auto event = event_of(answer);
      done.taken_from = minor_of(event, "from");
      done.taken = minor_of(event, "amount");
    }
    return done;
  }

  /// One thing at random, with what came back.
  Deed act(Caller& caller, std::mt19937& random) const {
    const std::size_t account = random() % investors_.size();
    const std::int64_t amount = 900 + static_cast<std::int64_t>(random() % 25'000);
    const json_body body{{"amount", text_of(amount)}};
    switch (random() % 8) {
      case 0:
        EXPECT_EQ(caller.send(investors_[account].path("/deposits"), body).status, 201);
        return Deposited{account, amount};
      case 1:
        return WithdrawalAsked{account, amount,
                               caller.send(investors_[account].path("/withdrawals"), body).code()};
      case 2:
      case 3:
        return read_account(caller, account);
      case 4:
        return read_loan(caller);
      default:
        return place_bid(caller, account, amount, random() % 2 == 0);
    }
  }

  /// All clients at once; `meanwhile` runs beside them.
  template <class Meanwhile>
  History record(unsigned seed, Meanwhile&& meanwhile) {
    std::array<History, clients> histories;
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < clients; ++i) {
        threads.emplace_back([this, seed, i, &history = histories[i]] {
          std::mt19937 random(seed * 100 + static_cast<unsigned>(i));
          for (std::size_t deed = 0; deed < deeds_each; ++deed) {
            const std::int64_t invoked = now();
            Deed done = act(callers_[i], random);
            history.push_back({std::move(done), invoked, now()});
          }
        });
      }
      meanwhile();
    }
    History whole;
    for (const History& history : histories) {
      whole.insert(whole.end(), history.begin(), history.end());
    }
    return whole;
  }

  static std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

  using json_body = boost::json::object;
  Platform platform_;
  std::optional<Market> market_;
  Member borrower_;
  std::array<Member, 2> investors_;
  std::deque<Caller> callers_;
  std::string loan_;
};

std::string describe(const History& history) {
  std::string text;
  for (const auto& [deed, invoked, responded] : history) {
    text += std::to_string(invoked) + ".." + std::to_string(responded) + " deed " +
            std::to_string(deed.index()) + "\n";
  }
  return text;
}

/// A read of a loan that nobody could have made.
bool plant_wrong_read(History& history) {
  for (Operation<Deed>& operation : history) {
    auto* const read = std::get_if<LoanRead>(&operation.action);
    if (read == nullptr) continue;
    read->remaining += 1;
    read->raised -= 1;
    return true;
  }
  return false;
}

TEST_F(Concurrency, BalancesAndWhatIsLeftOfALoanAreLinearizable) {
  int planted = 0;
  for (unsigned seed = 0; seed < 250; ++seed) {
    open_loan();
    const Books before = books();
    History history = record(seed, [] {});
    const auto verdict = check_linearizability(before, history, step);
    ASSERT_TRUE(verdict.holds) << "seed " << seed << ": " << verdict.explained << " of "
                               << history.size() << " explained\n"
                               << describe(history);
    if (seed % 10 == 0 && plant_wrong_read(history)) {
      ++planted;
      EXPECT_FALSE(check_linearizability(before, history, step).holds);
    }
  }
  EXPECT_GT(planted, 10);
  platform_.verify();
}

TEST_F(Concurrency, AKillInTheMiddleOfAHistoryDoesNotBreakIt) {
  std::mt19937 random(5);
  for (unsigned seed = 1000; seed < 1020; ++seed) {
    open_loan();
    const Books before = books();
    const History history = record(seed, [&] {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 6'000));
      platform_.kill();
      platform_.start();
    });
    const auto verdict = check_linearizability(before, history, step);
    ASSERT_TRUE(verdict.holds) << "seed " << seed << ": " << verdict.explained << " of "
                               << history.size() << " explained\n"
                               << describe(history);
  }
  platform_.verify();
}

}  // namespace
}  // namespace tributary::http_test
