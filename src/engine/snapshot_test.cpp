#include "engine/snapshot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::amount;

constexpr std::uint64_t alice = 7;
constexpr std::uint64_t bob = 8;

/// One of everything: a running loan partly repaid, an open one with a maximum for each investor, a
/// failed one, one that the guarantor paid for, an open withdrawal, a reversed posting, a debt, a
/// closed account, a profile, a business day and a calendar.
class SnapshotTest : public testing::Test, protected TestMarket {
 protected:
  SnapshotTest() {
    const AccountId guarantor = open(9, AccountKind::guarantor_cash);
    must(protocol::SetRiskLevel{{alice}, 3});
    must(protocol::SetVipLevel{{alice}, 2});
    must(protocol::SetRelatedGroup{{alice}, 1});
    must(protocol::SetBorrowingCap{{alice}, amount("5.00"), Currency::USD});
    protocol::CreateListing guaranteed;
    guaranteed.guarantor_account = guarantor;
    guaranteed.fees = {{10'000}, {500}, {5'000}, {100'000}, {5'000}, {1'000}};
    running = listing(borrower, amount("1200.00"), guaranteed);
    bid(running, lender, amount("700.00"));
    bid(running, lender, amount("500.00"));
    settle(running, "2024-01-31");
    settle_compensated(guarantor);
    collect(running);
    protocol::CreateListing capped;
    capped.rules.investor_amount_max = amount("300.00");
    raising = listing(borrower, amount("1000.00"), capped);
    bid(raising, lender, amount("200.00"));
    must(protocol::ExtendListing{raising, {1'735'689'600'000}});  // 2025-01-01
    must(protocol::CancelListing{listing(borrower, amount("100.00")), "no longer wanted"});
    must(protocol::SetWithdrawalRules{Currency::USD, {{1}, {2}, 3}});
    must(protocol::RequestWithdrawal{lender, amount("10.00"), amount("1.00")});
    deposit(lender, amount("5.00"));
    must(protocol::BounceDeposit{{state().sequence}, ""});
    must(protocol::CloseAccount{open(10)});
    compensate();
    const AccountId debtor = investor(11, amount("3.00"));
    const protocol::PostingId bounced{state().sequence};
    must(protocol::TransferFunds{debtor, lender, amount("1.00"), ""});
    must(protocol::BounceDeposit{bounced, ""});
    must(protocol::SetCalendar{"", {money::day("2024-02-12")}, {money::day("2024-02-18")}});
    must(protocol::BeginBusinessDay{money::day("2024-06-15")});
    at({1'000});
  }

  void settle_compensated(AccountId guarantor) {
    deposit(guarantor, amount("500.00"));
    protocol::CreateListing wish;
    wish.guarantor_account = guarantor;
    wish.late.interest = {500};
    wish.late.compensator = protocol::Compensator::guarantor;
    wish.late.compensate_after_days = 10;
    compensated = listing(borrower, amount("1000.00"), wish);
    bid(compensated, lender, amount("1000.00"));
    settle(compensated, "2024-01-31");
  }
  void compensate() {
    must(protocol::RemindInstalment{compensated, 1, money::day("2024-02-20")});
    must(protocol::AssessLateInterest{compensated, money::day("2024-03-15")});
    must(protocol::CompensateLoan{compensated, money::day("2024-03-15")});
    must(protocol::CollectInstalment{compensated, 1, money::day("2024-03-15"), amount("10.00")});
  }

  AccountId lender = investor(alice, amount("3000.00"));
  AccountId borrower = investor(bob, amount("500.00"));
  LoanId running;
  LoanId raising;
  LoanId compensated;
};

TEST_F(SnapshotTest, ComesBackAsItWas) {
  const auto back = loaded(saved(state()));
  EXPECT_EQ(back->state().hash.value(), state().hash.value());
  EXPECT_EQ(back->state().sequence, state().sequence);
  EXPECT_EQ(back->state().now, state().now);
  EXPECT_EQ(back->state().requests.size(), state().requests.size());
  EXPECT_EQ(first_broken(back->state()), std::nullopt);
  EXPECT_EQ(saved(back->state()), saved(state()));
}

TEST_F(SnapshotTest, SavesAStateWithNothingInIt) {
  const Engine engine;
  const auto back = loaded(saved(engine.state()));
  EXPECT_EQ(back->state().hash.value(), engine.state().hash.value());
}

TEST_F(SnapshotTest, CountsAnewWhatTheBankHasOrdersFor) {
  must(protocol::SubmitWithdrawal{{1}});
  const auto back = loaded(saved(state()));
  const Standing& standing = state().ledger.standing(Currency::CNY);
  EXPECT_GT(standing.submitted, Amount{});
  EXPECT_EQ(back->state().ledger.standing(Currency::CNY), standing);
}

/// What the rest of the life becomes, as bytes.
std::vector<std::byte> go_on(TestMarket& market, AccountId lender, LoanId raising, LoanId running) {
  const std::size_t groups = market.journal().size();
  market.at({2'000});
  // Above what one investor may bid on it in all: the total so far came along.
  EXPECT_EQ(market.send(staff, protocol::PlaceBid{raising, lender, amount("200.00"), false, {}}),
            Refusal::bid_exceeds_investor_maximum);
  market.bid(raising, lender, amount("100.00"));
  market.collect(running);
  market.must(protocol::PrepayPrincipal{running, money::day("2024-04-02"), amount("100.00")});
  market.must(protocol::SubmitWithdrawal{{1}});
  market.must(protocol::CompleteWithdrawal{{1}});
  market.open(10);
  EXPECT_EQ(
      market.send(staff, protocol::OpenAccount{{alice}, AccountKind::member_cash, Currency::CNY}),
      Refusal::account_exists);
  const auto body = market.journal()[groups].body.view();
  return {body.begin(), body.end()};
}

TEST_F(SnapshotTest, GoesOnAsIfNothingHadBeen) {
  const auto snapshot = saved(state());
  const auto without = go_on(*this, lender, raising, running);
  const std::uint64_t hash = state().hash.value();
  replace(loaded(snapshot));
  // Ids go on from where they were, so that the bytes differ in nothing but them.
  const auto back = state().sequence;
  const auto with = go_on(*this, lender, raising, running);
  EXPECT_GT(state().sequence, back);
  EXPECT_EQ(with.size(), without.size());
  EXPECT_EQ(state().hash.value(), hash);
  EXPECT_EQ(first_broken(state()), std::nullopt);
}

/// Where a row lies in the bytes: rows go as they lie in memory.
template <class Row>
std::size_t place_of(const std::vector<std::byte>& bytes, const Row& row) {
  const auto* first = reinterpret_cast<const std::byte*>(&row);
  const auto at = std::search(bytes.begin(), bytes.end(), first, first + sizeof row);
  EXPECT_NE(at, bytes.end());
  return static_cast<std::size_t>(at - bytes.begin());
}

TEST_F(SnapshotTest, FindsAFlippedBitInAnyRow) {
  const auto bytes = saved(state());
  const Loan& loan = state().loans[running];
  const auto flipped = [&](std::string_view what, std::size_t at) {
    auto damaged = bytes;
    damaged[at] ^= std::byte{0x04};
    EXPECT_THROW(loaded(damaged), protocol::CodecError) << what << ", byte " << at;
  };
  const auto each_byte = [&](std::string_view what, const auto& row, std::size_t count) {
    const std::size_t at = place_of(bytes, row);
    for (std::size_t i = 0; i < count; ++i) flipped(what, at + i);
  };
  each_byte("account", state().ledger[lender], 22);  // all but the flag and what follows it
  const auto& postings = state().ledger.postings();
  ASSERT_GT(postings.first_number(), 1U) << "some have left";
  each_byte("posting", postings[postings.first_number()], 32);
  each_byte("party", state().parties[state().parties.find({alice})], 22);
  each_byte("withdrawal", *state().withdrawals.find({1}), 24);
  each_byte("claim", loan.claims[0], sizeof(Claim));
  // All but flags, and what fills the row up behind them.
  const auto each_byte_but = [&](std::string_view what, const auto& row, std::size_t first,
                                 std::size_t last) {
    const std::size_t at = place_of(bytes, row);
    for (std::size_t i = 0; i < sizeof row; ++i) {
      if (i < first || i >= last) flipped(what, at + i);
    }
  };
  for (const LoanId id : {running, compensated}) {
    for (const LoanPeriod& period : state().loans[id].periods) {
      each_byte_but("period", period, offsetof(LoanPeriod, overdue), offsetof(LoanPeriod, payer));
    }
  }
  each_byte_but("payment", state().loans[compensated].payments.at(0), offsetof(Payment, kind),
                offsetof(Payment, payer));
}

TEST_F(SnapshotTest, FindsAnotherContractInALoan) {
  const auto bytes = saved(state());
  base::ByteBuffer fields;
  protocol::encode(fields, state().loans[running]);
  const auto at =
      std::search(bytes.begin(), bytes.end(), fields.view().begin(), fields.view().end());
  ASSERT_NE(at, bytes.end());
  const auto first = static_cast<std::size_t>(at - bytes.begin());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto damaged = bytes;
    damaged[first + i] ^= std::byte{0x02};
    EXPECT_ANY_THROW(loaded(damaged)) << "byte " << i << " of " << fields.size();
  }
}

TEST_F(SnapshotTest, DoesNotComeBackFromAPart) {
  const auto bytes = saved(state());
  for (const std::size_t length : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_THROW(loaded(std::span(bytes).first(length)), std::out_of_range) << length;
  }
}

}  // namespace
}  // namespace tributary::engine
