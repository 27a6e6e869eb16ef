#include "api/time_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tributary::api {
namespace {

using protocol::Time;

std::string text_of(Time time) {
  std::string text;
  append_time(text, time);
  return text;
}

/// Seconds since the epoch by `date -u -d TEXT +%s` (GNU coreutils 9.1).
TEST(TimeText, WritesMillisecondsInUtc) {
  EXPECT_EQ(text_of({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text_of({1'706'689'800'007}), "2024-01-31T08:30:00.007Z");
  EXPECT_EQ(text_of({1'709'251'199'999}), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(text_of({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(text_of({253'402'300'799'000}), "9999-12-31T23:59:59.000Z");
}

TEST(TimeText, ReadsAnyOffset) {
  for (const char* text : {"2024-01-31T08:30:00Z", "2024-01-31T16:30:00+08:00",
                           "2024-01-31T02:30:00.0-06:00", "2024-01-31T14:00:00.000+05:30"}) {
    EXPECT_EQ(parse_time(text), Time{1'706'689'800'000}) << text;
  }
  EXPECT_EQ(parse_time("2024-01-31T08:30:00.5Z"), Time{1'706'689'800'500});
  EXPECT_EQ(parse_time("2024-01-31T08:30:00.05Z"), Time{1'706'689'800'050});
}

TEST(TimeText, RefusesEverythingElse) {
  for (const char* text :
       {"", "2024-01-31", "2024-01-31T08:30:00", "2024-01-31 08:30:00Z", "2024-01-31T08:30Z",
        "2024-02-30T08:30:00Z", "2024-01-31T24:00:00Z", "2024-01-31T08:60:00Z",
        "2016-12-31T23:59:60Z", "2024-01-31T08:30:00.Z", "2024-01-31T08:30:00.0001Z",
        "2024-01-31T08:30:00+8", "2024-01-31T08:30:00+08:00Z", "2024-01-31T08:30:00z",
        "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2024-01-31T08:30:00+24:00",
        "2024-01-31T08:30:00Z ", "1706689800000"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

RC_GTEST_PROP(TimeText, ReadsWhatItWrites, ()) {
  const Time time{*rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000)};
  RC_ASSERT(parse_time(text_of(time)) == time);
}

}  // namespace
}  // namespace tributary::api
