#include "money/loan_fees.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

TEST(LoanFees, AreWithheldRoundedHalfUp) {
  const LoanFees fees{{30'000}, {}, {5'000}, {}, {}, {10'000}};
  EXPECT_EQ(fees_withheld(fees, {150}).service, Amount{5});    // 4.5
  EXPECT_EQ(fees_withheld(fees, {150}).guarantee, Amount{1});  // 0.75
  EXPECT_EQ(fees_withheld(fees, {150}).reserve, Amount{2});    // 1.5
  EXPECT_EQ(fees_withheld(fees, {150}).total(), Amount{8});
}

TEST(LoanFees, AreDueWithEachInstalmentRoundedHalfUp) {
  // By hand: 297.36 * 0.3464 % = 1.03005504; 0.50 * 1 % is half a cent.
  EXPECT_EQ(fee_per_period({.service_per_period = percent("0.3464")}, amount("297.36")),
            amount("1.03"));
  EXPECT_EQ(fee_per_period({.service_per_period = percent("1")}, amount("0.50")), Amount{1});
  EXPECT_EQ(fee_per_period({}, amount_max), Amount{});
}

TEST(LoanFees, AreSharesFromNothingToAll) {
  EXPECT_TRUE(are_shares({}));
  EXPECT_TRUE(are_shares({percent("100"), percent("100"), percent("100"), percent("100"),
                          percent("100"), percent("100")}));
  for (Rate LoanFees::* fee :
       {&LoanFees::service, &LoanFees::service_per_period, &LoanFees::guarantee,
        &LoanFees::interest, &LoanFees::prepayment, &LoanFees::reserve}) {
    for (const Rate wrong : {Rate{-1}, Rate{1'000'001}}) {
      LoanFees fees;
      fees.*fee = wrong;
      EXPECT_FALSE(are_shares(fees));
    }
  }
}

}  // namespace
}  // namespace tributary::money
