#include "app/rooms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/verticals.hpp"

namespace tributary::app {
namespace {

using testing::ElementsAre;

struct Figures final : vertical::MetricSink {
  void gauge(const char* name, const char*, double) override { names.emplace_back(name); }
  void counters(const char*, const char*) override {}
  void counter(std::initializer_list<Label>, std::uint64_t) override {}
  std::vector<std::string> names;
};

/// Notes what becomes of it.
class NotedRoom final : public vertical::Room {
 public:
  NotedRoom(std::string name, std::vector<std::string>& notes)
      : name_(std::move(name)), notes_(notes) {}
  void add_routes(http::Router&, const api::Authenticate&) override { note("routes"); }
  void start() override { note("starts"); }
  void stop() override { note("stops"); }
  std::vector<std::string> warnings() const override { return {name_ + " is late"}; }
  void tell_figures(vertical::MetricSink& sink) const override { sink.gauge(name_.c_str(), "", 1); }

 private:
  void note(const char* what) { notes_.push_back(name_ + " " + what); }
  const std::string name_;
  std::vector<std::string>& notes_;
};

TEST(Rooms, AreEachToldOfWhatComes) {
  std::vector<std::string> notes;
  const auto open = [&](const char* name) -> vertical::Open {
    return [&notes, name](const vertical::House& house) {
      notes.push_back(name + std::string(" opens at ") + std::to_string(house.started_at));
      return std::make_unique<NotedRoom>(name, notes);
    };
  };
  vertical::House house;
  house.started_at = 7;
  Rooms rooms({open("points"), open("contracts")}, house);
  http::Router router;
  const api::Authenticate nobody([](std::string_view) -> std::optional<api::Caller> { return {}; });
  rooms.add_routes(router, nobody);
  rooms.start();
  rooms.stop();
  EXPECT_THAT(notes, ElementsAre("points opens at 7", "contracts opens at 7", "points routes",
                                 "contracts routes", "points starts", "contracts starts",
                                 "points stops", "contracts stops"));
  EXPECT_THAT(rooms.warnings(), ElementsAre("points is late", "contracts is late"));
  Figures figures;
  rooms.tell_figures(figures);
  EXPECT_THAT(figures.names, ElementsAre("points", "contracts"));
}

/// A follower's tables and its place in them are found by its name.
TEST(Verticals, HaveFollowersWithNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const auto& follower : make_followers()) {
    EXPECT_TRUE(names.insert(std::string(follower->name())).second) << follower->name();
  }
  EXPECT_FALSE(names.empty());
}

}  // namespace
}  // namespace tributary::app
