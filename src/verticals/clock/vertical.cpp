#include "verticals/clock/vertical.hpp"

#include "verticals/clock/calendar_setter.hpp"
#include "verticals/clock/diary.hpp"
#include "verticals/clock/figures.hpp"
#include "verticals/clock/pages.hpp"
#include "verticals/clock/routes.hpp"
#include "verticals/clock/settings.hpp"
#include "verticals/clock/watch.hpp"

namespace tributary::clock {

namespace {

class ClockRoom final : public vertical::Room {
 public:
  ClockRoom(const vertical::House& house, Settings settings)
      : house_(house),
        settings_(std::move(settings)),
        plans_(house.rows_url, *house.rows),
        timers_(make_timers()),
        calendar_setter_(*house.ring, settings_.timer_options.calendar,
                         [this] { return calendar_in_force(); }),
        world_{.house = house_,
               .timers = timers_.get(),
               .plans = &plans_,
               .shift = {.remind_days = settings_.timer_options.remind_days}},
        waiting_desk_("clock_desk", {.url = house_.read_models.url, .durable = house_.durable},
                      {.threads = 1,
                       .look_again = std::chrono::milliseconds(5),
                       .keep_up = std::chrono::seconds(1)}) {}
  ~ClockRoom() override { stop(); }

  void add_routes(http::Router& router, const api::Authenticate& authenticate) override {
    vertical::add_routes(router, routes(),
                         {.authenticate = authenticate,
                          .desk = house_.desk,
                          .world = &world_,
                          .waiting_desk = &waiting_desk_});
  }
  void start() override {
    waiting_desk_.start();
    if (timers_) {
      timers_->start();
      watch_.emplace(*timers_);
    } else {
      calendar_setter_.start(house_.started_at == 0);
    }
  }
  void stop() override {
    watch_.reset();
    if (timers_) timers_->stop();
    calendar_setter_.stop();
    world_.stopping = true;
    waiting_desk_.stop();
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
  std::optional<CalendarInForce> calendar_in_force() const;

  const vertical::House house_;
  const Settings settings_;
  PlanStore plans_;
  const std::unique_ptr<Timers> timers_;  ///< nothing where they are not wanted
  CalendarSetter calendar_setter_;        ///< of use where there are none
  World world_;
  vertical::ReadingDesk waiting_desk_;  ///< for what waits for the engine
  std::optional<Watch> watch_;
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
          .schema = schema,
          .routes = [] { return vertical::described(routes()); },
          .compare = nullptr};
}

}  // namespace tributary::clock
