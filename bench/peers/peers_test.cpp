#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "bench/peers/comparison.hpp"
#include "bench/peers/peers_report.hpp"

namespace tributary::bench::peers {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// What a peer may do wrong, as real ones did.
enum class Mistake : std::uint8_t {
  none,
  lost_update,   ///< what is left of a loan is read, and written over
  no_memory,     ///< a request that comes again is a new bid
  answers_first  ///< each hundredth bid is accepted, and then forgotten
};

/// A platform in a few lines, with a mistake on request. What goes wrong here does not wait for
/// luck, as it does in life.
class Memory {
 public:
  Memory(const Setting& setting, Mistake mistake)
      : setting_(setting),
        mistake_(mistake),
        left_(setting.loans, setting.loan_amount()),
        held_(setting.members),
        credited_(setting.members) {}

  Answer bid(const Bid& bid) {
    const std::lock_guard lock(mutex_);
    if (mistake_ != Mistake::no_memory && bids_.contains(bid.request)) return Answer::repeated;
    if (left_[bid.loan] < bid_amount.minor) return Answer::full;
    if (mistake_ == Mistake::answers_first && ++number_ % 100 == 0) return Answer::accepted;
    // Of two that read the same, the second writes what the first has written.
    const bool lost = mistake_ == Mistake::lost_update && ++number_ % 2 == 0;
    if (!lost) left_[bid.loan] -= bid_amount.minor;
    held_[bid.member] += bid_amount.minor;
    bids_.emplace(bid.request, bid);
    return Answer::accepted;
  }

  void pay(std::uint32_t loan, std::uint32_t period) {
    const std::lock_guard lock(mutex_);
    if (!periods_.emplace(loan, period).second && mistake_ != Mistake::no_memory) return;
    const Payout claim = payout_of_claim(period);
    for (std::uint32_t i = 0; i < setting_.room; ++i) {
      credited_[setting_.holder(loan, i)] += claim.principal + claim.interest - claim.fee;
      payout_books_.paid += claim.principal + claim.interest - claim.fee;
      payout_books_.fees += claim.fee;
      payout_books_.debited += claim.principal + claim.interest;
      ++payout_books_.payouts;
    }
  }

  BidBooks bid_books() const {
    BidBooks books;
    std::set<std::uint64_t> requests;
    std::vector<std::int64_t> bid_by(setting_.members);
    std::vector<std::int64_t> bid_on(setting_.loans);
    for (const auto& [request, bid] : bids_) {
      requests.insert(request);
      bid_by[bid.member] += bid_amount.minor;
      bid_on[bid.loan] += bid_amount.minor;
      books.bids_amount += bid_amount.minor;
      ++books.bids;
    }
    books.requests = requests.size();
    for (std::size_t i = 0; i < held_.size(); ++i) {
      books.held += held_[i];
      books.available += Setting::deposit - held_[i];
      books.members_off += held_[i] == bid_by[i] ? 0 : 1;
    }
    for (std::size_t i = 0; i < left_.size(); ++i) {
      books.taken += setting_.loan_amount() - left_[i];
      books.loans_over += bid_on[i] > setting_.loan_amount() ? 1 : 0;
    }
    return books;
  }

  PayoutBooks payout_books() const {
    PayoutBooks books = payout_books_;
    books.claims = periods_.size() * setting_.room;
    for (const std::int64_t credited : credited_) books.credited += credited;
    return books;
  }

 private:
  const Setting setting_;
  const Mistake mistake_;
  std::mutex mutex_;
  std::vector<std::int64_t> left_;
  std::vector<std::int64_t> held_;
  std::vector<std::int64_t> credited_;
  std::multimap<std::uint64_t, Bid> bids_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> periods_;
  PayoutBooks payout_books_;
  std::uint64_t number_ = 0;
};

class MemorySession final : public Session {
 public:
  explicit MemorySession(Memory& memory) : memory_(memory) {}
  Answer bid(const Bid& bid) override { return memory_.bid(bid); }
  void pay(std::uint32_t loan, std::uint32_t period) override { memory_.pay(loan, period); }

 private:
  Memory& memory_;
};

class MemoryPeer final : public Peer {
 public:
  MemoryPeer(const Setting& setting, Mistake mistake) : memory_(setting, mistake) {}
  std::unique_ptr<Session> open() override { return std::make_unique<MemorySession>(memory_); }
  BidBooks bid_books() override { return memory_.bid_books(); }
  PayoutBooks payout_books() override { return memory_.payout_books(); }

 private:
  Memory memory_;
};

Form form(const std::string& key, Mistake mistake = Mistake::none) {
  return {.key = key,
          .name = "<" + key + ">",
          .durability = "nothing",
          .works = {Work::bids, Work::rush, Work::mix, Work::payout},
          .connections = {1, 3},
          .start = [mistake](const Place&, const Setting& setting) {
            return std::make_unique<MemoryPeer>(setting, mistake);
          }};
}

Scale small() {
  using std::chrono::milliseconds;
  return {.members = 100,
          .people = 150,
          .mix_loans = 200,
          .hot_loans = 2'000,
          .loan_room = 20'000,
          .payout_loans = 2,
          .warm_up = milliseconds(50),
          .measured = milliseconds(50),
          .tried = milliseconds(2)};
}

std::vector<std::string> faults(Mistake mistake, Work work) {
  return run_trial(form("memory", mistake), work, 3, small(), {}).faults;
}

constexpr Setting setting{.members = 10, .loans = 3, .room = 4};

TEST(BidOrder, AHotLoanIsFilledAndTheNextBegins) {
  BidOrder order(BidOrder::Kind::hot, setting);
  for (std::uint32_t i = 0; i < setting.loans * setting.room; ++i) {
    const Bid bid = order.next();
    EXPECT_EQ(bid.loan, i / setting.room);
    EXPECT_EQ(bid.member, i % setting.members);
    EXPECT_EQ(bid.request, order.issued());
  }
  EXPECT_DEATH(order.next(), "");
}

TEST(BidOrder, AMixIsTheSameEachTimeAndTouchesEveryLoan) {
  const BidOrder order(BidOrder::Kind::mixed, setting);
  std::set<std::uint32_t> loans;
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_EQ(order.bid(i).member, order.bid(i).member);
    EXPECT_LT(order.bid(i).member, setting.members);
    loans.insert(order.bid(i).loan);
  }
  EXPECT_EQ(loans.size(), setting.loans);
}

TEST(Setting, PartsHoldWhatTheLoanHolds) {
  Setting split{.members = 1, .loans = 1, .room = 10'007, .parts = 16};
  std::int64_t sum = 0;
  for (std::uint32_t part = 0; part < split.parts; ++part) sum += split.part_amount(part);
  EXPECT_EQ(sum, split.loan_amount());
}

TEST(PayoutOfClaim, TwelvePeriodsRepayTheClaim) {
  std::int64_t principal = 0;
  for (std::uint32_t period = 1; period <= 12; ++period) {
    principal += payout_of_claim(period).principal;
  }
  EXPECT_EQ(principal, bid_amount.minor);
  EXPECT_EQ(payout_of_claim(1).interest, 80);  // 100.00 x 9.6 % / 12
  EXPECT_EQ(payout_of_claim(12).interest, 7);  // 8.34 x 9.6 % / 12 = 0.0667
  EXPECT_EQ(payout_of_claim(1).fee, 8);
}

class EveryWork : public testing::TestWithParam<Work> {};
INSTANTIATE_TEST_SUITE_P(Peers, EveryWork,
                         testing::Values(Work::bids, Work::rush, Work::mix, Work::payout));

TEST_P(EveryWork, APeerThatDoesItRightHasNoFaults) {
  const Trial trial = run_trial(form("memory"), GetParam(), 3, small(), {});
  EXPECT_THAT(trial.faults, IsEmpty());
}

TEST_P(EveryWork, ADoneRequestThatIsDoneAgainIsSeen) {
  EXPECT_THAT(faults(Mistake::no_memory, GetParam()), Not(IsEmpty()));
}

TEST(Check, ALostUpdateIsSeenThoughItIsFast) {
  EXPECT_THAT(faults(Mistake::lost_update, Work::bids), Contains(HasSubstr("taken from loans: ")));
}

TEST(Check, ALoanThatTakesMoreThanItsRoomIsSeen) {
  const std::vector<std::string> found = faults(Mistake::lost_update, Work::rush);
  EXPECT_THAT(found, Contains("a bid on a full loan was accepted"));
  EXPECT_THAT(found, Contains(HasSubstr("loans oversold: ")));
}

TEST(Check, ABidThatWasAcceptedAndIsNotThereIsSeen) {
  EXPECT_THAT(faults(Mistake::answers_first, Work::mix), Contains(HasSubstr("bids written: ")));
}

TEST(Check, EachNumberOfTheBooksCounts) {
  const std::int64_t amount = 7 * bid_amount.minor;
  const BidBooks right{.bids = 7,
                       .requests = 7,
                       .bids_amount = amount,
                       .available = Setting::deposit * setting.members - amount,
                       .held = amount,
                       .taken = amount};
  EXPECT_THAT(faults_of(right, setting, 7), IsEmpty());
  EXPECT_THAT(faults_of(right, setting, 8), Not(IsEmpty()));
  const auto wrong = [&](auto member) {
    BidBooks books = right;
    ++(books.*member);
    return !faults_of(books, setting, 7).empty();
  };
  EXPECT_TRUE(wrong(&BidBooks::bids));
  EXPECT_TRUE(wrong(&BidBooks::requests));
  EXPECT_TRUE(wrong(&BidBooks::bids_amount));
  EXPECT_TRUE(wrong(&BidBooks::available));
  EXPECT_TRUE(wrong(&BidBooks::held));
  EXPECT_TRUE(wrong(&BidBooks::taken));
  EXPECT_TRUE(wrong(&BidBooks::members_off));
  EXPECT_TRUE(wrong(&BidBooks::loans_over));
}

Row row(Work work, bool ours, const std::string& key, double value) {
  Row made{.work = work, .ours = ours, .key = key, .name = key};
  made.figure = with_rounds({.unit = std::string(unit_of(work))}, {{.value = value}});
  return made;
}

TEST(Times, MoreBidsAndLessTimeAreBothBetter) {
  EXPECT_EQ(times(row(Work::bids, true, "tributary", 60), row(Work::bids, false, "a", 3)), 20);
  EXPECT_EQ(times(row(Work::rush, true, "tributary", 3), row(Work::rush, false, "a", 60)), 20);
}

TEST(Targets, AreReachedAgainstTheBestThatIsRight) {
  std::vector<Row> rows{row(Work::bids, true, "tributary", 60),
                        row(Work::bids, false, "classic_decr", 3),
                        row(Work::bids, false, "classic_cas", 2),
                        row(Work::bids, false, "classic_fast_and_wrong", 50)};
  rows.back().faults = {"loans oversold: 1, expected 0"};
  const Target target = targets_of(rows).front();
  EXPECT_EQ(target.key, "bids_times_classic");
  EXPECT_EQ(target.reached, 20);
  EXPECT_EQ(target.beside, "classic_decr");
}

/// Ours, one that is right, one that is not, and one that does not start.
std::vector<Row> compared(std::vector<Work> works) {
  Form ours = form("tributary");
  ours.ours = true;
  Form broken = form("broken");
  broken.start = [](const Place&, const Setting&) -> std::unique_ptr<Peer> {
    throw std::runtime_error("no such server");
  };
  const Wanted wanted{.forms = {ours, form("right"), form("wrong", Mistake::lost_update), broken},
                      .works = std::move(works),
                      .scale = small(),
                      .rounds = 3};
  return compare(wanted, {}, [](auto&&...) {});
}

TEST(Compare, FormsTakeTurnsAndEachSaysHowItWent) {
  const std::vector<Row> rows = compared({Work::bids, Work::payout});
  ASSERT_EQ(rows.size(), 8);
  EXPECT_TRUE(rows[1].right());
  EXPECT_EQ(rows[1].figure.rounds, 3);
  EXPECT_EQ(rows[1].tried.size(), 2);
  EXPECT_TRUE(rows[2].measured());
  EXPECT_FALSE(rows[2].right());
  EXPECT_FALSE(rows[3].measured());
  EXPECT_EQ(rows[3].failure, "no such server");
}

TEST(Report, AFastWrongPeerIsShownAsWrong) {
  const PeersReport report{.rounds = 3, .rows = compared({Work::bids})};
  const std::string text = text_of(report, small());
  EXPECT_THAT(text, HasSubstr("WRONG: taken from loans: "));
  EXPECT_THAT(text, HasSubstr("<broken>: failed: no such server"));
  const auto json = json_of(report);
  EXPECT_EQ(json.at("rows").as_array().size(), report.rows.size());
  EXPECT_EQ(text_of(report_of(json), small()), text);
  const std::string chart = chart_of(report);
  EXPECT_THAT(chart, HasSubstr("&lt;right&gt;"));
  EXPECT_THAT(chart, Not(HasSubstr("wrong")));
  EXPECT_THAT(chart, Not(HasSubstr("broken")));
}

}  // namespace
}  // namespace tributary::bench::peers
