#include "api/traces.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tributary::api {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Traces::Time start{1h};

TEST(Traces, TheFirstThenOneAMinuteWithThoseLeftOut) {
  std::vector<std::string> lines;
  Traces traces([&](std::string_view, std::string_view text) { lines.emplace_back(text); });
  for (int i = 0; i < 1'000; ++i) traces.note("auth_failed", "192.0.2.1", "line", start);
  traces.note("auth_failed", "192.0.2.2", "other", start);
  traces.note("limit_reached", "192.0.2.1", "bound", start);
  traces.note("auth_failed", "192.0.2.1", "line", start + 59s);
  traces.note("auth_failed", "192.0.2.1", "line", start + 60s);
  EXPECT_THAT(lines, ElementsAre("line", "other", "bound", "line (1000 more since the last line)"));
}

TEST(Traces, WhatWasLeftOutIsSaidWhenNothingMoreComes) {
  std::vector<std::string> lines;
  Traces traces([&](std::string_view name, std::string_view text) {
    lines.push_back(std::string(name).append(": ").append(text));
  });
  for (int i = 0; i < 10; ++i) traces.note("auth_failed", "unknown_token from a", "line", start);
  traces.tell(start + 59s);
  EXPECT_EQ(lines.size(), 1U);
  traces.tell(start + 60s);
  traces.tell(start + 200s);
  EXPECT_THAT(lines, ElementsAre("auth_failed: line",
                                 "auth_failed: unknown_token from a (9 more since the last line)"));
}

TEST(Traces, ManySourcesAreBoundedToo) {
  std::size_t lines = 0;
  Traces traces([&](std::string_view, std::string_view) { ++lines; });
  for (std::size_t i = 0; i < 3 * Traces::places_max; ++i) {
    traces.note("auth_failed", std::to_string(i), "line", start);
  }
  EXPECT_EQ(traces.places(), Traces::places_max);
  EXPECT_EQ(lines, Traces::places_max + 1);
  traces.note("auth_failed", "new", "line", start + 1min);
  EXPECT_EQ(traces.places(), 1U);
}

}  // namespace
}  // namespace tributary::api
