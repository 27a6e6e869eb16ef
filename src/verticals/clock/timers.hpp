#pragma once

#include <deque>
#include <map>
#include <thread>

#include "base/byte_buffer.hpp"
#include "vertical/mailbox.hpp"
#include "vertical/ring.hpp"
#include "verticals/clock/calendar_setting.hpp"
#include "verticals/clock/day_run.hpp"
#include "verticals/clock/run_view.hpp"
#include "verticals/clock/timetable.hpp"

namespace tributary::clock {

using vertical::Mailbox;
using vertical::Stopping;

/// Runs what is due, when it is due, on a thread of its own.
class Timers {
 public:
  struct Options {
    Timetable timetable;
    PartPayments part_payments = PartPayments::when_overdue;
    std::uint16_t remind_days = 3;
    std::uint16_t loans_kept_days = 400;  ///< after their end: so long they can be taken back
    std::size_t in_flight_max = 8;
    /// So many missing days are worked by themselves after a start, and `catch_up_days` later: at a
    /// start nothing tells a wrong clock from a long stop, and nothing done on a day is undone.
    std::int32_t days_unasked_at_start = 1;
    std::chrono::milliseconds wake_every{1'000};
    std::chrono::milliseconds list_every{5'000};  ///< listings, within a round
    CalendarWish calendar;
  };

  /// What the timers need of the world around them.
  struct World {
    Ring* ring = nullptr;
    std::function<std::optional<Time>()> clock;  ///< nothing while it is in doubt
    /// Nothing as long as it is not known.
    std::function<std::optional<CalendarInForce>()> calendar;
    std::function<void(Date, const std::vector<PlannedKind>&)> keep_plan;
  };

  Timers(World world, Options options);
  ~Timers();  ///< Stops.

  void start();
  /// What was sent is decided; the rest is found again by the next start.
  void stop();

  /// What somebody orders by hand.
  struct Wish {
    Date to;
    std::uint32_t round = 1;             ///< the same one again does nothing twice
    std::optional<Date> confirmed_on{};  ///< `to` again: days that are not present ones may begin
    protocol::ActorId approver{};        ///< of those days
  };

  /// Begins the days up to `to` and works them, each before the next, beside the clock. Any thread;
  /// the run as it was ordered, for a key that is known the first one; nothing when too many wait.
  std::optional<RunView> run_to(protocol::RequestKey key, const Wish& wish);
  /// Any thread. The run of a key, as it was ordered; forgotten when the process ends, or when
  /// thousands came after it.
  std::optional<RunView> ordered(protocol::RequestKey key) const;

  /// Any thread.
  TimersView view() const;
  /// Any thread. What an operator has to know: stopped, late; nothing when all is well.
  std::optional<std::string> trouble() const;

  /// All that is due now, on the caller's thread; `start` does it again and again.
  void tick();

 private:
  struct Order {
    std::uint64_t number = 0;
    Date to;
    std::string round;
    bool confirmed = false;
    protocol::ActorId approver;
  };

  void run();
  void set_calendar();
  void follow_clock();
  Due due_now(Time now, Date business_day) const;
  void stop_until_confirmed(std::string reason);
  void fulfil(const Order& order);
  void work_round(const Due& due);
  void work_once(Date day, const std::string& round, std::uint64_t order);
  void begin(Date day, Date before, const Order* order);
  Date business_day();
  protocol::WorkView look();
  void drive(DayRun& day_run, std::uint64_t order);
  void perform(const Step& step, DayRun& day_run, const std::shared_ptr<Mailbox>& mailbox);
  void keep_plan(Date day, const Plan& plan);
  void keep_plans();
  Ring::Outcome call(std::string_view id, const base::ByteBuffer& command,
                     protocol::ActorId approver = {});
  Shift shift_of(Date day, std::string round, Kinds kinds) const;

  std::optional<RunView> find_order(protocol::RequestKey key) const;  ///< Needs: the mutex.
  std::optional<Order> take_order();
  template <class Change>
  void change_view(Change&& change);
  template <class Change>
  void change_run(std::uint64_t order, Change&& change);
  void publish(const DayRun& day_run, std::uint64_t order);

  const World world_;
  const Options options_;

  // Of the thread alone.
  std::unique_ptr<DayRun> round_;  ///< of the clock; kept until the next, so as not to try twice
  std::chrono::steady_clock::time_point listed_at_;
  bool calendar_is_set_ = false;
  bool has_caught_up_ = false;  ///< since the start, with the clock's day
  Date planned_;                ///< the last day whose plan was taken
  std::map<Date, std::vector<PlannedKind>> plans_to_keep_;
  Worked worked_;         ///< since the start
  Worked worked_of_run_;  ///< by the present one

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  TimersView view_;
  std::chrono::steady_clock::time_point alive_at_;
  std::deque<Order> orders_;
  std::uint64_t last_order_ = 0;
  std::map<protocol::RequestKey, RunView> ordered_;
  std::deque<protocol::RequestKey> ordered_keys_;  ///< the oldest first
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::clock
