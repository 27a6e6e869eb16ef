#include "protocol/refusal_detail.hpp"

#include <gtest/gtest.h>

namespace tributary::protocol {
namespace {

TEST(RefusalDetail, IsToldInItsOwnUnits) {
  const auto amounts =
      detail_text(Refusal::insufficient_funds, RefusalDetail::of(Amount{-5}, Amount{1'000'000}));
  EXPECT_EQ(amounts.english, "What may be spent is 0.00, what is needed 10000.00");
  EXPECT_EQ(amounts.chinese, "可动用金额为 0.00，所需金额为 10000.00");
  EXPECT_EQ(amounts.limit, "0.00") << "nobody may spend less than nothing";
  const auto levels = detail_text(Refusal::vip_level_too_low, RefusalDetail::of_levels(3, 1));
  EXPECT_EQ(levels.english, "The listing needs VIP level 3, the investor has 1");
  EXPECT_EQ(levels.actual, "1");
}

/// An amount that would do, or that none would.
TEST(RefusalDetail, OfAWithdrawalBelowTheMinimumNamesWhatWouldDo) {
  const auto told = [](Amount least) {
    return detail_text(Refusal::withdrawal_below_minimum, RefusalDetail::of(least, Amount{500}));
  };
  EXPECT_EQ(
      told({300}).english,
      "The smallest withdrawal possible now is 3.00, and the fee comes on top; this one is 5.00");
  EXPECT_EQ(told({300}).chinese, "本次可提现的最低金额为 3.00，手续费另计；本次为 5.00");
  EXPECT_EQ(told({}).english,
            "The fee comes on top and would take all that is there: staff can pay it out without a "
            "fee");
  EXPECT_EQ(told({}).limit, "0.00");
}

/// The nearest date that would do, on either side.
TEST(RefusalDetail, OfAFirstDueDateNamesTheEarliestOrTheLatest) {
  const auto told = [](Date limit, Date actual) {
    return detail_text(Refusal::first_due_invalid, RefusalDetail::of(limit, actual));
  };
  EXPECT_EQ(told(Date{20'001}, Date{20'000}).english,
            "The first due date is 2024-10-05 at the earliest, the request has 2024-10-04");
  EXPECT_EQ(told(Date{20'000}, Date{20'001}).english,
            "The first due date is 2024-10-04 at the latest, the request has 2024-10-05");
  EXPECT_EQ(told(Date{20'000}, Date{20'001}).chinese,
            "首个还款日最晚为 2024-10-04，请求中为 2024-10-05");
}

/// What somebody pays, and what a listing asks of each who bids.
TEST(RefusalDetail, OfAPaymentTooSmallNamesTheLargestPartOrTheSmallestBid) {
  const auto told = [](Amount limit, Amount actual) {
    return detail_text(Refusal::payment_too_small_to_share, RefusalDetail::of(limit, actual));
  };
  EXPECT_EQ(told({500}, {600}).english,
            "The largest amount up to this one that can be shared is 5.00, the amount is 6.00");
  EXPECT_EQ(told({600}, {500}).english,
            "For every bid to get a cent of every payment, the minimum bid has to be 6.00; the "
            "listing has 5.00");
}

TEST(RefusalDetail, OfPrincipalsCountsThemOrAddsThemUp) {
  constexpr Refusal refusal = Refusal::principals_do_not_add_up;
  EXPECT_EQ(detail_text(refusal, RefusalDetail::of_counts(12, 11)).english,
            "There are 12 instalments, the request names the principal of 11");
  EXPECT_EQ(detail_text(refusal, RefusalDetail::of(Amount{1'200}, Amount{1'199})).english,
            "They have to come to 12.00; in the request they come to 11.99");
}

TEST(RefusalDetail, NamesTheBidThatIsInTheWay) {
  const auto text = detail_text(Refusal::bidder_blocked, RefusalDetail::of_bid(2, {12}));
  EXPECT_EQ(text.english, "It is bid 2 of account 12");
  EXPECT_EQ(text.chinese, "涉及投标 2，投标账户 12");
}

TEST(RefusalDetail, HasFiguresAloneWhereNoSentenceIsWritten) {
  const auto text =
      detail_text(Refusal::business_day_skipped, RefusalDetail::of(Date{20'000}, Date{20'001}));
  EXPECT_EQ(text.limit, "2024-10-04");
  EXPECT_EQ(text.actual, "2024-10-05");
  EXPECT_TRUE(text.english.empty() && text.chinese.empty());
}

TEST(RefusalDetail, IsEmptyWhereNothingWasMeasured) {
  const auto text = detail_text(Refusal::bid_below_minimum, {});
  EXPECT_TRUE(text.english.empty() && text.chinese.empty() && text.limit.empty());
}

}  // namespace
}  // namespace tributary::protocol
