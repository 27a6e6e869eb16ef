#include "command_line/quota_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace tributary::command_line {
namespace {

using api::Pace;
using api::QuotaTable;

QuotaTable read(std::initializer_list<std::string_view> wishes) {
  std::vector<std::string_view> words;
  for (const std::string_view wish : wishes) words.insert(words.end(), {"--quota", wish});
  base::Flags flags(words);
  const QuotaTable quotas = read_quotas(flags);
  flags.finish();
  return quotas;
}

TEST(QuotaFlags, EachKindIsSetByItself) {
  const QuotaTable quotas = read({"member=1/2/3/4/5", "staff=none", "address=6/7/8"});
  EXPECT_EQ(quotas.member, (api::Quota{Pace::a_second(1, 2), 3, 4, Pace::a_second(5, 100)}));
  EXPECT_EQ(quotas.staff, std::nullopt);
  EXPECT_EQ(quotas.partner, QuotaTable{}.partner);
  ASSERT_TRUE(quotas.address);
  EXPECT_EQ(quotas.address->requests, Pace::a_second(6, 7));
  EXPECT_EQ(quotas.address->wrong_tokens, Pace::a_second(8, 80));
}

TEST(QuotaFlags, EveryKindMayHaveNone) {
  const QuotaTable quotas = read({"member=none", "staff=none", "partner=none", "address=none"});
  EXPECT_FALSE(quotas.member || quotas.staff || quotas.partner || quotas.address);
}

TEST(QuotaFlags, TheLastOfAKindCounts) {
  EXPECT_EQ(read({"member=none", "member=1/2/3/4/5"}).member->in_flight, 3U);
  EXPECT_FALSE(read({"member=1/2/3/4/5", "member=none"}).member);
}

TEST(QuotaFlags, WhatIsNotUnderstoodIsSaid) {
  for (const char* wish :
       {"", "member", "member=", "member=1/2/3/4", "member=1/2/3/4/5/6", "member=1/2/3/4/0",
        "member=1/2/3/4/x", "member=1/2/3/4/-1", "member=1/2/3/4/5 ", "guest=1/2/3/4/5",
        "address=1/2/3/4/5", "member=9999999999/2/3/4/5", "member=1000001/2/3/4/5",
        "address=", "address=0/2/3", "None"}) {
    EXPECT_THROW(read({wish}), base::FlagError) << wish;
  }
  EXPECT_NO_THROW(read({"member=1000000/1000000/1000000/1000000/1000000", "partner=1/1/1/1/1"}));
}

TEST(QuotaFlags, ARoleIsNoKindAndIsToldToWhichItBelongs) {
  try {
    read({"investor=none"});
    FAIL();
  } catch (const base::FlagError& error) {
    EXPECT_THAT(error.what(),
                testing::StartsWith("--quota needs member, staff or "
                                    "partner=RATE/BURST/IN_FLIGHT/STREAMS/REFUSED, "
                                    "address=RATE/BURST/WRONG_TOKENS, or KIND=none, with whole "
                                    "numbers above 0, not 'investor=none'; "
                                    "member: investor, borrower, guarantor; staff: "));
    EXPECT_THAT(error.what(), testing::EndsWith("; partner: channel"));
  }
}

}  // namespace
}  // namespace tributary::command_line
