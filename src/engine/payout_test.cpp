#include "engine/payout.hpp"

#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "engine/limits.hpp"
#include "engine/test_market.hpp"
#include "money/claim_share.hpp"
#include "money/fee.hpp"

namespace tributary::engine {
namespace {

using money::amount;
using protocol::CollectInstalment;

protocol::CreateListing wish_of(money::Method method, std::int32_t periods) {
  protocol::CreateListing wish;
  wish.terms.method = method;
  wish.terms.periods = periods;
  wish.terms.annual_rate = {96'000};
  return wish;
}

TEST(Payout, GivesEachHolderTheirIntervalOfThePayment) {
  TestMarket market;
  const AccountId borrower = market.investor(8, amount("100.00"));
  const AccountId one = market.investor(11, amount("333.33"));
  const AccountId two = market.investor(12, amount("333.33"));
  const AccountId three = market.investor(13, amount("333.34"));
  auto wish = wish_of(money::Method::interest_only, 12);
  wish.rules = {amount("333.33"), {1}, {}, {}, false, 0, 0, {}};
  wish.fees.interest = {100'000};
  const LoanId loan = market.listing(borrower, amount("1000.00"), wish);
  market.bid(loan, one, amount("333.33"));
  market.bid(loan, two, amount("333.33"));
  market.bid(loan, three, amount("333.34"));
  market.settle(loan, "2024-01-10");
  market.collect(loan);
  // 8.00 of interest, cut at 2.66664 and 5.33328: 2.67, 2.66 and 2.67, less a tenth rounded down.
  EXPECT_EQ(market.balance(one), amount("2.41"));
  EXPECT_EQ(market.balance(two), amount("2.40"));
  EXPECT_EQ(market.balance(three), amount("2.41"));
  const AccountId fees = market.state().ledger.platform(AccountKind::interest_fee, Currency::CNY);
  EXPECT_EQ(market.balance(fees), amount("0.78"));
}

/// What a claim is paid net of fees, by the law alone.
Amount net_payout(const PaidTotals& before, const PaidTotals& after, Amount from, Amount to,
                  Amount principal, Rate fee) {
  const auto total = [&](const PaidTotals& paid) {
    const Amount interest = money::share(paid.interest, from, to, principal);
    return money::share(paid.principal, from, to, principal) + interest +
           money::share(paid.compensation, from, to, principal) +
           money::share(paid.late_interest, from, to, principal) - money::fee(interest, fee);
  };
  return total(after) - total(before);
}

TEST(Payout, NeverTakesBackFromAnybodyWhereItCanBeShared) {
  base::Dice dice(5);
  int shared = 0;
  int too_small = 0;
  int would_take_back = 0;
  for (int i = 0; i < 200'000; ++i) {
    const Amount principal{dice.between(2, dice.one_of<std::int64_t>({20, 1000, 1'000'000}))};
    const Amount from{dice.between(0, principal.minor - 1)};
    const Amount to{dice.between(from.minor + 1, principal.minor)};
    const Rate fee{dice.one_of<std::int64_t>({0, 100'000, 500'000, 1'000'000})};
    const auto some = [&] {
      return dice.one_in(3) ? Amount{}
                            : Amount{dice.between(0, (2 * principal.minor) >> dice.below(20))};
    };
    const PaidTotals before{some(), some(), some(), some()};
    const PaidTotals payment{some(), some(), some(), some()};
    const PaidTotals after{before.principal + payment.principal, before.interest + payment.interest,
                           before.compensation + payment.compensation,
                           before.late_interest + payment.late_interest};
    const Amount paid = net_payout(before, after, from, to, principal, fee);
    const bool can = can_be_shared(payment, to - from, principal, fee);
    (can ? shared : too_small) += 1;
    if (paid < Amount{}) ++would_take_back;
    ASSERT_TRUE(paid >= Amount{} || !can)
        << paid.minor << " to [" << from.minor << ", " << to.minor << ") of " << principal.minor;
  }
  EXPECT_GT(shared, 1000);
  EXPECT_GT(too_small, 1000);
  EXPECT_GT(would_take_back, 100) << "or the law would be needless";
}

TEST(Payout, CanAlwaysBeMadeToOneHolderOfAll) {
  EXPECT_TRUE(can_be_shared({{1}, {1}, {1}, {}}, {500}, {500}, {100'000}));
  EXPECT_FALSE(can_be_shared({{1}, {1}, {1}, {}}, {499}, {500}, {100'000}));
  EXPECT_TRUE(can_be_shared(PaidTotals{}, {1}, {500}, {100'000}));
}

/// Of a period that late interest may come to, a part leaves a cent for each holder.
TEST(Payout, TakesTheLargestPartThatCanBeShared) {
  TestMarket market;
  const AccountId borrower = market.investor(8, amount("1000.00"));
  const AccountId lender = market.investor(11, amount("10000.00"));
  auto wish = wish_of(money::Method::interest_only, 12);
  wish.late.interest = {500};
  const LoanId loan = market.listing(borrower, amount("10000.00"), wish);
  for (int i = 0; i < 100; ++i) market.bid(loan, lender, amount("100.00"));
  market.settle(loan, "2024-01-10");  // 80.00 a month, 0.80 for each of a hundred claims
  const auto part = [&](std::string_view sum) {
    return market.send(staff, CollectInstalment{loan, 1, money::day("2024-02-10"), amount(sum)});
  };
  const auto paid = [&] { return market.state().loans[loan].paid.interest; };
  EXPECT_EQ(part("0.99"), Refusal::none) << "a cent for all but one";
  EXPECT_EQ(paid(), amount("0.99"));
  EXPECT_EQ(part("79.00"), Refusal::none);
  EXPECT_EQ(paid(), amount("79.00")) << "1.00 has to be left";
  EXPECT_EQ(part("0.99"), Refusal::payment_too_small_to_share);
  EXPECT_EQ(part("1.00"), Refusal::none);
  EXPECT_EQ(market.state().loans[loan].next_period(), 2U);
}

TEST(Payout, ReachesAllIsWhatThePayoutsAre) {
  base::Dice dice(20'240'131);
  int reached = 0;
  int missed = 0;
  for (int round = 0; round < 20'000; ++round) {
    Loan loan;
    for (std::uint64_t claims = 1 + dice.below(6); claims > 0; --claims) {
      loan.principal += Amount{dice.between(1, dice.one_in(3) ? 3 : 500)};
      loan.claims.push_back({loan.principal, {1}});
    }
    if (dice.one_in(2)) loan.fees.interest = {dice.between(0, 1'000'000)};
    const auto some = [&] {
      return dice.one_in(3) ? Amount{} : Amount{dice.between(0, 900) >> dice.below(9)};
    };
    const PaidTotals before{some(), some(), some(), some()};
    const PaidTotals after{before.principal + some(), before.interest + some(),
                           before.compensation + some(), before.late_interest + some()};
    const Amount least{dice.between(0, 1)};
    bool all = true;
    for_each_payout(loan, loan.claims, before, after, [&](const Claim&, Amount gross, Amount fee) {
      all = all && gross - fee >= least;
    });
    (all ? reached : missed) += 1;
    ASSERT_EQ(reaches_all(loan, before, after, least), all) << round;
  }
  EXPECT_GT(reached, 1'000);
  EXPECT_GT(missed, 1'000);
}

/// Interest of a fraction of a cent a month: with the last instalment two holders' rounded totals
/// fall back, and the fee on them with it.
TEST(Payout, GivesAFeeBackWhereRoundedInterestFallsBack) {
  TestMarket market;
  const AccountId borrower = market.investor(8, amount("1000.00"));
  const AccountId lender = market.investor(11, amount("10000.00"));
  auto wish = wish_of(money::Method::equal_principal, 12);
  wish.terms.annual_rate = {1'500};
  wish.fees.interest = {300'000};
  wish.rules.bid_amount_step = amount("1.00");
  const LoanId loan = market.listing(borrower, amount("1403.00"), wish);
  for (const std::string_view sum : {"228.00", "295.00", "320.00", "263.00", "297.00"}) {
    market.bid(loan, lender, amount(sum));
  }
  market.settle(loan, "2024-01-10");
  for (int period = 1; period < 12; ++period) market.collect(loan);
  const AccountId fees = market.state().ledger.platform(AccountKind::interest_fee, Currency::CNY);
  const Amount earned = market.balance(fees);
  EXPECT_GT(earned, Amount{});
  const CollectInstalment last{loan, 12, market.state().loans[loan].periods[11].due, std::nullopt};
  market.must(protocol::TransferFunds{fees, lender, earned, ""});
  EXPECT_EQ(market.send(staff, last), Refusal::insufficient_funds);
  market.must(protocol::TransferFunds{lender, fees, earned, ""});
  EXPECT_EQ(market.must(last).interest_fee, Amount{-1});
  EXPECT_EQ(market.balance(fees), earned - Amount{1});
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
}

/// As many claims as a loan may have, settled and paid in one step each.
TEST(Payout, ReachesAsManyClaimsAsALoanMayHave) {
  TestMarket market;
  constexpr auto claims = static_cast<std::int64_t>(limits::claims_per_loan_max);
  std::vector<AccountId> lenders;
  for (std::uint64_t party = 100; party < 150; ++party) {
    lenders.push_back(market.investor(party, amount("100000.00")));
  }
  const AccountId borrower = market.investor(8, amount("1000000.00"));
  auto wish = wish_of(money::Method::annuity, 3);
  wish.rules.bid_amount_min = amount("10.00");
  wish.rules.bid_amount_step = {1};
  wish.fees.interest = {100'000};
  const LoanId loan = market.listing(borrower, {1001 * claims + 5000}, wish);
  for (std::int64_t i = 0; i + 1 < claims; ++i) {
    market.bid(loan, lenders[static_cast<std::size_t>(i) % lenders.size()], {1000 + i % 3});
  }
  // The last claim has to complete the loan.
  EXPECT_EQ(market.send(staff, protocol::PlaceBid{loan, lenders[0], {1000}, false, {}}),
            Refusal::bid_count_reached);
  market.bid(loan, lenders[0], market.state().loans[loan].remaining());
  EXPECT_EQ(market.state().loans[loan].claims.size(), limits::claims_per_loan_max);
  market.settle(loan, "2024-01-31");
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
  for (int period = 1; period <= 3; ++period) market.collect(loan);
  EXPECT_EQ(market.state().loans[loan].state, protocol::LoanState::repaid);
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
  EXPECT_EQ(replayed(market.journal())->state().hash.value(), market.state().hash.value());
}

TEST(Payout, IsTakenBackToTheCent) {
  base::Dice dice(11);
  TestMarket market;
  std::vector<AccountId> lenders;
  for (std::uint64_t party = 10; party < 16; ++party) {
    lenders.push_back(market.investor(party, amount("100000.00")));
  }
  const AccountId borrower = market.investor(9, amount("100000.00"));
  std::vector<LoanId> loans;  // settled before time goes on
  for (int round = 0; round < 40; ++round) {
    protocol::CreateListing wish;
    wish.fees.interest = {dice.between(0, 300'000)};
    wish.fees.service_per_period = {dice.between(0, 5'000)};
    const LoanId loan = market.listing(borrower, amount("5000.00"), wish);
    while (market.state().loans[loan].remaining() != Amount{}) {
      market.send(staff, protocol::PlaceBid{loan,
                                            dice.one_of<AccountId>(
                                                {lenders[0], lenders[1], lenders[2], lenders[3]}),
                                            {10'000 * dice.between(1, 10)},
                                            true,
                                            {}});
    }
    market.settle(loan, "2024-01-10");
    loans.push_back(loan);
  }
  for (const LoanId loan : loans) {
    std::vector<Amount> before;
    for (std::uint64_t id = 1; id <= market.state().ledger.accounts().size(); ++id) {
      before.push_back(market.balance({id}));
    }
    const Amount part{dice.between(10'000, 40'000)};
    const std::uint32_t period = 1;
    const Date due = market.state().loans[loan].periods[0].due;
    ASSERT_EQ(market.send(staff, protocol::CollectInstalment{loan, period, due, part}),
              Refusal::none);
    const protocol::PostingId first{market.state().sequence};
    market.collect(loan);
    const protocol::PostingId second{market.state().sequence};
    market.must(protocol::ReversePayment{loan, second, due, ""});
    market.must(protocol::ReversePayment{loan, first, due, ""});
    for (std::uint64_t id = 1; id <= before.size(); ++id) {
      ASSERT_EQ(market.balance({id}), before[id - 1]) << "account " << id;
    }
    ASSERT_EQ(market.state().loans[loan].paid, PaidTotals{});
    ASSERT_EQ(first_broken(market.state()), std::nullopt);
  }
}

}  // namespace
}  // namespace tributary::engine
