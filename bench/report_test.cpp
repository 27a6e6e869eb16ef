#include "bench/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "bench/goals.hpp"

namespace tributary::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Figure engine_figure() {
  return with_rounds({.key = "engine_bids_per_s",
                      .name = "engine alone",
                      .unit = "/s",
                      .counts = "one bid decided",
                      .loop = Loop::closed},
                     {{.value = 2e6, .latency = Latency{400, 900, 2'000, 30'000}},
                      {.value = 1e6, .latency = Latency{1, 2, 3, 4}},
                      {.value = 3e6, .latency = Latency{5, 6, 7, 8}}});
}

Report report_of(std::vector<Figure> figures, bool quick = false) {
  return {.machine = {.cores = 2, .processor = "Test CPU", .kernel = "Linux 6", .memory_gib = 4},
          .quick = quick,
          .figures = std::move(figures)};
}

TEST(Figure, TheMedianRoundStandsForAll) {
  const Figure figure = engine_figure();
  EXPECT_EQ(figure.value, 2e6);
  EXPECT_EQ(figure.least, 1e6);
  EXPECT_EQ(figure.most, 3e6);
  EXPECT_EQ(figure.rounds, 3U);
  EXPECT_EQ(figure.latency->p50_ns, 400U);
}

TEST(Figure, OfTwoRoundsTheLowerCounts) {
  EXPECT_EQ(with_rounds({}, {{.value = 9}, {.value = 4}}).value, 4);
}

TEST(Goals, MoreOrLessIsBetter) {
  const Goal more{"", 10, 20, true};
  EXPECT_EQ(reached(more, 9.9), Reached::nothing);
  EXPECT_EQ(reached(more, 10), Reached::floor);
  EXPECT_EQ(reached(more, 20), Reached::aim);
  const Goal less{"", 400, 160, false};
  EXPECT_EQ(reached(less, 401), Reached::nothing);
  EXPECT_EQ(reached(less, 400), Reached::floor);
  EXPECT_EQ(reached(less, 160), Reached::aim);
}

TEST(Report, FiguresSurviveTheWayBetweenProcesses) {
  Figure plain;
  plain.key = "restart_s";
  plain.server_us = 1.5;
  const std::vector<Figure> figures{engine_figure(), plain};
  const std::vector<Figure> read = figures_of(line_of(figures));
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(line_of(read), line_of(figures));
  EXPECT_EQ(read[0].loop, Loop::closed);
  EXPECT_EQ(read[0].latency->p99_9_ns, 2'000U);
  EXPECT_FALSE(read[1].latency);
  EXPECT_EQ(read[1].server_us, 1.5);
}

TEST(Report, JsonHasEachValueUnderItsKeyAndAllOfItBelow) {
  const auto object = json_of(report_of({engine_figure()}));
  EXPECT_EQ(object.at("engine_bids_per_s").as_double(), 2e6);
  EXPECT_EQ(object.at("machine").at("cores").to_number<int>(), 2);
  const auto& figure = object.at("figures").at(0);
  EXPECT_EQ(figure.at("counts").as_string(), "one bid decided");
  EXPECT_EQ(figure.at("loop").as_string(), "closed");
  EXPECT_EQ(figure.at("latency").at("p99_ns").to_number<int>(), 900);
  EXPECT_EQ(figure.at("reached").as_string(), "floor");
}

TEST(Report, TheTableShowsGoalsAndWhetherTheyAreReached) {
  const std::string text = text_of(report_of({engine_figure()}));
  EXPECT_THAT(text, HasSubstr("2 cores of Test CPU"));
  EXPECT_THAT(text, HasSubstr("2.00 M/s  1.00 M/s  2.50 M/s  floor"));
  EXPECT_THAT(text, HasSubstr("400 ns  900 ns  2.00 us  30.0 us  in process, closed"));
  EXPECT_THAT(text, HasSubstr("one bid decided; median of 3, 1.00 M/s to 3.00 M/s"));
}

TEST(Report, SmallSizesAreNotComparedWithGoals) {
  const Report quick = report_of({engine_figure()}, true);
  EXPECT_THAT(text_of(quick), HasSubstr("not to be compared"));
  EXPECT_THAT(text_of(quick), HasSubstr("2.50 M/s           400 ns"));
  EXPECT_FALSE(json_of(quick).at("figures").at(0).as_object().contains("reached"));
}

TEST(Report, ABusyMachineIsSaid) {
  Report report = report_of({});
  EXPECT_THAT(text_of(report), Not(HasSubstr("busy")));
  report.machine.load = 3;
  EXPECT_THAT(text_of(report), HasSubstr("busy"));
}

}  // namespace
}  // namespace tributary::bench
