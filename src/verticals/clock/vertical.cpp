#include "verticals/clock/vertical.hpp"

#include "verticals/clock/calendar_setter.hpp"
#include "verticals/clock/figures.hpp"
#include "verticals/clock/routes.hpp"
#include "verticals/clock/settings.hpp"

namespace tributary::clock {

namespace {

class ClockRoom final : public vertical::Room {
 public:
  ClockRoom(const vertical::House& house, Settings settings)
      : house_(house),
        settings_(std::move(settings)),
        plans_(house.platform_file),
        timers_(make_timers()),
        calendar_setter_(*house.ring, settings_.timer_options.calendar,
                         [this] { return calendar_in_force(); }),
        office_(office_world()) {}
  ~ClockRoom() override { stop(); }

  void add_routes(http::Router& router, const api::Authenticate& authenticate) override {
    clock::add_routes(router, office_, authenticate);
  }
  void start() override {
    office_.start();
    if (timers_) {
      timers_->start();
    } else {
      calendar_setter_.start(house_.started_at == 0);
    }
  }
  void stop() override {
    if (timers_) timers_->stop();
    calendar_setter_.stop();
    office_.stop();
  }
  std::vector<std::string> warnings() const override {
    if (!timers_) return {};
    const auto trouble = timers_->trouble();
    return trouble ? std::vector{*trouble} : std::vector<std::string>{};
  }
  void tell_figures(vertical::MetricSink& sink) const override {
    clock::tell_figures(timers_ ? timers_->view() : TimersView{}, sink);
  }

 private:
  std::unique_ptr<Timers> make_timers();
  Office::World office_world();
  std::optional<CalendarInForce> calendar_in_force() const;

  const vertical::House house_;
  const Settings settings_;
  PlanStore plans_;
  const std::unique_ptr<Timers> timers_;  ///< nothing where they are not wanted
  CalendarSetter calendar_setter_;        ///< of use where there are none
  Office office_;
};

std::unique_ptr<Timers> ClockRoom::make_timers() {
  if (!settings_.timers) return nullptr;
  Timers::Options options = settings_.timer_options;
  options.timetable.offset = house_.offset;
  options.timetable.catch_up_days = house_.catch_up_days;
  Timers::World world;
  world.ring = house_.ring;
  world.clock = house_.clock.now;
  world.calendar = [this] { return calendar_in_force(); };
  world.keep_plan = [this](Date day, const auto& plan) { plans_.keep(day, plan); };
  return std::make_unique<Timers>(std::move(world), std::move(options));
}

/// Known once the read models are where the journal was when the platform started.
std::optional<CalendarInForce> ClockRoom::calendar_in_force() const {
  const std::string url = house_.read_models.url();
  if (url.empty() || house_.read_models.sequence() < house_.started_at) return std::nullopt;
  store::Database database(url, {.access = store::Access::read_only});
  return read_calendar(database);
}

Office::World ClockRoom::office_world() {
  Office::World world;
  world.house = house_;
  world.timers = timers_.get();
  world.plans = &plans_;
  world.shift.remind_days = settings_.timer_options.remind_days;
  return world;
}

vertical::Open read(base::Flags& flags) {
  return [settings = read_settings(flags)](const vertical::House& house) {
    return std::make_unique<ClockRoom>(house, settings);
  };
}

std::unique_ptr<follow::Follower> make_follower() { return std::make_unique<Diary>(); }

}  // namespace

vertical::Vertical make_vertical() {
  return {.synopsis = flags_synopsis,
          .usage = flags_usage,
          .read = read,
          .make_follower = make_follower,
          .routes = query_routes,
          .compare = nullptr};
}

}  // namespace tributary::clock
