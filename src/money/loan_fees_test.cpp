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

/// One fee for both: 0.50 at 1 % is half a cent, and half of that each would be none.
TEST(LoanFees, DueWithAnInstalmentAreOneFee) {
  const LoanFees fees{.service_per_period = percent("0.5"), .guarantee_per_period = percent("0.5")};
  EXPECT_EQ(fee_per_period(fees, amount("0.50")), Amount{1});
  EXPECT_EQ(fee_per_period({.guarantee_per_period = percent("0.3464")}, amount("297.36")),
            amount("1.03"));
}

TEST(LoanFees, DueWithAnInstalmentAreTheGuarantorsByTheirRates) {
  const LoanFees fees{.service_per_period = percent("1"), .guarantee_per_period = percent("0.5")};
  EXPECT_EQ(guarantee_part(fees, amount("15.00")), amount("5.00"));
  EXPECT_EQ(guarantee_part(fees, amount("7.00")), amount("2.33"));
  EXPECT_EQ(guarantee_part(fees, amount("8.00")), amount("2.67"));
  // Half up: half a cent of one is the guarantor's.
  const LoanFees halves{.service_per_period = percent("1"), .guarantee_per_period = percent("1")};
  EXPECT_EQ(guarantee_part(halves, Amount{1}), Amount{1});
  EXPECT_EQ(guarantee_part({.service_per_period = percent("1")}, amount("7.00")), Amount{});
  EXPECT_EQ(guarantee_part({.guarantee_per_period = percent("1")}, amount_max), amount_max);
}

TEST(LoanFees, AreSharesFromNothingToAll) {
  EXPECT_TRUE(are_shares({}));
  LoanFees together{.service_per_period = percent("60"), .guarantee_per_period = percent("40")};
  EXPECT_TRUE(are_shares(together));
  together.guarantee_per_period.ppm += 1;
  EXPECT_FALSE(are_shares(together));
  EXPECT_TRUE(are_shares({percent("100"), percent("100"), percent("100"), percent("100"),
                          percent("100"), percent("100")}));
  for (Rate LoanFees::* fee : {&LoanFees::service, &LoanFees::service_per_period,
                               &LoanFees::guarantee, &LoanFees::interest, &LoanFees::prepayment,
                               &LoanFees::reserve, &LoanFees::guarantee_per_period}) {
    for (const Rate wrong : {Rate{-1}, Rate{1'000'001}}) {
      LoanFees fees;
      fees.*fee = wrong;
      EXPECT_FALSE(are_shares(fees));
    }
  }
}

}  // namespace
}  // namespace tributary::money
