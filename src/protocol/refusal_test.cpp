#include "protocol/refusal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace tributary::protocol {
namespace {

/// The numbers that journals keep, written a second time. The compiler sees when one is missing.
int number_for_ever(Refusal refusal) {
  switch (refusal) {
    case Refusal::none:
      return 0;
    case Refusal::malformed_request:
      return 1;
    case Refusal::unauthenticated:
      return 2;
    case Refusal::forbidden:
      return 3;
    case Refusal::not_found:
      return 4;
    case Refusal::method_not_allowed:
      return 5;
    case Refusal::payload_too_large:
      return 6;
    case Refusal::request_id_missing:
      return 7;
    case Refusal::request_id_invalid:
      return 8;
    case Refusal::request_id_reused:
      return 9;
    case Refusal::overloaded:
      return 10;
    case Refusal::unavailable:
      return 11;
    case Refusal::not_yet_visible:
      return 12;
    case Refusal::too_many_requests:
      return 13;
    case Refusal::posting_not_found:
      return 100;
    case Refusal::posting_already_reversed:
      return 101;
    case Refusal::payment_not_last:
      return 102;
    case Refusal::account_not_found:
      return 110;
    case Refusal::account_not_yours:
      return 111;
    case Refusal::account_closed:
      return 112;
    case Refusal::account_kind_unsuitable:
      return 113;
    case Refusal::account_owner_unsuitable:
      return 114;
    case Refusal::account_exists:
      return 115;
    case Refusal::account_not_empty:
      return 116;
    case Refusal::account_in_use:
      return 117;
    case Refusal::same_account:
      return 118;
    case Refusal::currency_differs:
      return 119;
    case Refusal::platform_account_missing:
      return 120;
    case Refusal::nothing_owed:
      return 121;
    case Refusal::withdrawal_not_found:
      return 130;
    case Refusal::withdrawal_already_completed:
      return 131;
    case Refusal::withdrawal_already_released:
      return 132;
    case Refusal::withdrawal_already_submitted:
      return 133;
    case Refusal::withdrawal_not_submitted:
      return 134;
    case Refusal::business_day_goes_back:
      return 140;
    case Refusal::business_day_skipped:
      return 141;
    case Refusal::calendar_invalid:
      return 142;
    case Refusal::loan_not_found:
      return 200;
    case Refusal::loan_not_in_review:
      return 201;
    case Refusal::loan_not_approved:
      return 202;
    case Refusal::loan_not_scheduled:
      return 203;
    case Refusal::loan_full:
      return 204;
    case Refusal::loan_not_open:
      return 205;
    case Refusal::loan_not_full:
      return 206;
    case Refusal::loan_already_settled:
      return 207;
    case Refusal::listing_ended:
      return 208;
    case Refusal::listing_opens_later:
      return 209;
    case Refusal::listing_still_open:
      return 210;
    case Refusal::listing_closed:
      return 211;
    case Refusal::nothing_raised:
      return 212;
    case Refusal::listing_times_invalid:
      return 213;
    case Refusal::reminder_not_due:
      return 214;
    case Refusal::nothing_overdue:
      return 215;
    case Refusal::late_interest_already_assessed:
      return 216;
    case Refusal::loan_not_repaying:
      return 220;
    case Refusal::period_not_found:
      return 221;
    case Refusal::period_already_paid:
      return 222;
    case Refusal::earlier_period_unpaid:
      return 223;
    case Refusal::date_goes_back:
      return 224;
    case Refusal::instalment_not_due:
      return 225;
    case Refusal::due_instalments_unpaid:
      return 226;
    case Refusal::date_not_reached:
      return 227;
    case Refusal::date_passed:
      return 228;
    case Refusal::late_interest_not_assessed:
      return 229;
    case Refusal::party_blocked:
      return 230;
    case Refusal::bid_on_own_loan:
      return 231;
    case Refusal::bid_on_related_loan:
      return 232;
    case Refusal::newcomers_only:
      return 233;
    case Refusal::vip_level_too_low:
      return 234;
    case Refusal::access_code_wrong:
      return 235;
    case Refusal::risk_level_too_low:
      return 236;
    case Refusal::amount_not_positive:
      return 240;
    case Refusal::amount_exceeds_limit:
      return 241;
    case Refusal::bid_below_minimum:
      return 242;
    case Refusal::bid_off_step:
      return 243;
    case Refusal::bid_exceeds_maximum:
      return 244;
    case Refusal::bid_exceeds_investor_maximum:
      return 245;
    case Refusal::bid_exceeds_remaining_amount:
      return 246;
    case Refusal::bid_leaves_too_little:
      return 247;
    case Refusal::bid_count_reached:
      return 248;
    case Refusal::amount_exceeds_due:
      return 249;
    case Refusal::amount_exceeds_outstanding:
      return 250;
    case Refusal::loan_terms_invalid:
      return 251;
    case Refusal::first_due_invalid:
      return 252;
    case Refusal::bid_rules_inconsistent:
      return 253;
    case Refusal::payment_too_small_to_share:
      return 254;
    case Refusal::fees_exceed_principal:
      return 255;
    case Refusal::borrowing_exceeds_cap:
      return 256;
    case Refusal::insufficient_funds:
      return 257;
    case Refusal::balance_exceeds_limit:
      return 258;
    case Refusal::capacity_reached:
      return 259;
    case Refusal::compensation_not_agreed:
      return 260;
    case Refusal::compensation_not_due:
      return 261;
    case Refusal::write_off_not_due:
      return 262;
    case Refusal::late_rules_invalid:
      return 263;
  }
  return -1;
}

TEST(Refusal, KeepsItsNumber) {
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_EQ(static_cast<int>(text.refusal), number_for_ever(text.refusal)) << text.name;
  }
}

TEST(Refusal, HasItsTexts) {
  for (int number = 1; number < 1000; ++number) {
    const auto refusal = static_cast<Refusal>(number);
    EXPECT_EQ(is_known(refusal), number_for_ever(refusal) > 0) << number;
    if (!is_known(refusal)) continue;
    const RefusalText& text = text_of(refusal);
    EXPECT_EQ(text.refusal, refusal);
    EXPECT_FALSE(text.english.empty()) << number;
    EXPECT_FALSE(text.english.ends_with('.')) << text.name;
    EXPECT_FALSE(text.chinese.empty()) << text.name;
    EXPECT_TRUE(text.status >= 400 && text.status < 600) << text.name;
  }
  EXPECT_FALSE(is_known(Refusal::none));
}

TEST(Refusal, IsNamedOnceInWordsOfTheCode) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_TRUE(names.insert(text.name).second) << text.name;
    EXPECT_TRUE(sentences.insert(text.english).second) << text.english;
    EXPECT_TRUE(sentences.insert(text.chinese).second) << text.chinese;
    EXPECT_TRUE(std::ranges::all_of(text.name, [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_';
    })) << text.name;
  }
}

TEST(RefusalDeathTest, HasNoTextForWhatDoesNotExist) {
  EXPECT_DEATH(text_of(Refusal::none), "ASSERT failed");
  EXPECT_DEATH(text_of(static_cast<Refusal>(99)), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::protocol
