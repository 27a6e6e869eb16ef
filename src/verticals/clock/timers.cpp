#include "verticals/clock/timers.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/thread_name.hpp"
#include "protocol/codec.hpp"

namespace tributary::clock {

using SteadyClock = std::chrono::steady_clock;
using protocol::Refusal;

namespace {

constexpr std::size_t plans_waiting_max = 400;  ///< of days whose plans could not be kept
constexpr std::size_t orders_max = 16;          ///< that wait, and that are shown
constexpr std::size_t order_keys_max = 4096;    ///< that are known when they come again
constexpr int late_after_intervals = 3;
constexpr std::int64_t minute_ms = 60'000;

template <class Command>
base::ByteBuffer framed(const Command& command) {
  base::ByteBuffer bytes;
  protocol::encode_framed(bytes, command);
  return bytes;
}

}  // namespace

Timers::Timers(World world, Options options)
    : world_(std::move(world)), options_(std::move(options)), alive_at_(SteadyClock::now()) {
  view_.state = TimersState::starting;
}

Timers::~Timers() { stop(); }

void Timers::start() {
  thread_ = std::thread([this] { run(); });
}

void Timers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::optional<RunView> Timers::run_to(protocol::RequestKey key, const Wish& wish) {
  const std::lock_guard lock(mutex_);
  if (auto first = find_order(key)) return first;
  if (orders_.size() >= orders_max) return std::nullopt;
  orders_.push_back({++last_order_, wish.to, "m" + std::to_string(wish.round),
                     wish.confirmed_on.has_value(), wish.approver});
  RunView view;
  view.run = last_order_;
  view.to = wish.to;
  view.round = orders_.back().round;
  view.confirmed_on = wish.confirmed_on;
  view_.runs.insert(view_.runs.begin(), view);
  if (view_.runs.size() > orders_max + 1) view_.runs.pop_back();
  ordered_.emplace(key, view);
  ordered_keys_.push_back(key);
  if (ordered_keys_.size() > order_keys_max) {
    ordered_.erase(ordered_keys_.front());
    ordered_keys_.pop_front();
  }
  wake_.notify_all();
  return view;
}

std::optional<RunView> Timers::ordered(protocol::RequestKey key) const {
  const std::lock_guard lock(mutex_);
  return find_order(key);
}

std::optional<RunView> Timers::find_order(protocol::RequestKey key) const {
  const auto order = ordered_.find(key);
  if (order == ordered_.end()) return std::nullopt;
  return order->second;
}

TimersView Timers::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

std::optional<std::string> Timers::trouble() const {
  const std::lock_guard lock(mutex_);
  if (view_.state == TimersState::stopped) {
    ASSERT(view_.reason);
    return "timers: stopped (" + *view_.reason + ")";
  }
  if (view_.fault) return "timers: retrying (" + *view_.fault + ")";
  const auto silent = SteadyClock::now() - alive_at_;
  if (silent <= late_after_intervals * options_.list_every) return std::nullopt;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silent).count();
  return "timers: late (nothing ran for " + std::to_string(seconds) + " s)";
}

void Timers::run() {
  base::name_thread("timers");
  while (!stopping_) {
    try {
      tick();
    } catch (const Stopping&) {
      return;
    } catch (const std::exception& fault) {
      base::log_warning("timers_retry", fault.what());
      change_view([&](TimersView& view) { view.fault = fault.what(); });
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, options_.wake_every, [this] { return stopping_ || !orders_.empty(); });
  }
}

void Timers::tick() {
  if (!world_.clock()) return stop_until_confirmed("the machine's clock is in doubt");
  keep_plans();
  set_calendar();
  move_due_dates(*world_.ring, stopping_);
  while (const auto order = take_order()) fulfil(*order);
  follow_clock();
  change_view([&](TimersView& view) {
    view.fault.reset();
    if (const auto now = world_.clock()) view.last_run = now;
  });
}

/// Once, as soon as it is known which one is in force: another start has the same to say, mostly.
void Timers::set_calendar() {
  if (calendar_is_set_) return;
  const auto in_force = world_.calendar();
  if (!in_force) return;
  calendar_is_set_ = put_into_force(*world_.ring, options_.calendar, *in_force, stopping_);
}

void Timers::follow_clock() {
  for (;;) {
    const auto now = world_.clock();
    if (!now) return stop_until_confirmed("the machine's clock is in doubt");
    const protocol::WorkView seen = look();
    const Due due = due_now(*now, seen.business_day);
    const Date today = local_time(*now, options_.timetable.offset).date;
    change_view([&](TimersView& view) { view.today = today; });
    switch (due.what) {
      case Due::What::stop:
        return stop_until_confirmed("the clock says " + to_string(today) +
                                    ", the business day is " + to_string(seen.business_day) +
                                    ": if the clock is right, work the days up to it by `tributary "
                                    "day-end --to " +
                                    to_string(today) + "`");
      case Due::What::begin:
        begin(due.day, {}, nullptr);
        break;
      case Due::What::finish:
        work_round(due);
        begin(due.day + 1, due.day, nullptr);
        break;
      case Due::What::work:
        has_caught_up_ = true;
        change_view([](TimersView& view) {
          view.state = TimersState::following;
          view.reason.reset();
        });
        return work_round(due);
    }
  }
}

Due Timers::due_now(Time now, Date business_day) const {
  Timetable table = options_.timetable;
  if (!has_caught_up_) {
    table.catch_up_days = std::min(table.catch_up_days, options_.days_unasked_at_start);
  }
  return due_at(table, now, business_day);
}

void Timers::stop_until_confirmed(std::string reason) {
  bool is_new = false;
  change_view([&](TimersView& view) {
    is_new = view.state != TimersState::stopped;
    view.state = TimersState::stopped;
    view.reason = reason;
  });
  if (is_new) base::log_error("timers_stopped", reason);
}

/// The days up to the order's, each worked before the next begins.
void Timers::fulfil(const Order& order) {
  worked_of_run_ = {};
  change_run(order.number, [](RunView& run) { run.state = RunState::running; });
  try {
    Date day = business_day();
    if (day == Date{}) {
      begin(order.to, {}, &order);
      day = order.to;
    }
    if (order.to < day) throw std::runtime_error("the business day is " + to_string(day));
    work_once(day, order.round, order.number);
    while (day < order.to) {
      begin(day + 1, day, &order);
      day = day + 1;
      work_once(day, order.round, order.number);
    }
    change_run(order.number, [](RunView& run) { run.state = RunState::done; });
  } catch (const std::exception& fault) {
    change_run(order.number, [&](RunView& run) {
      run.state = RunState::failed;
      run.fault = fault.what();
    });
  }
}

/// The clock's round. Within it, listings that open or close meanwhile are looked for again.
void Timers::work_round(const Due& due) {
  const auto now = SteadyClock::now();
  const bool same = round_ && round_->done() && round_->shift().day == due.day &&
                    round_->shift().round == due.round;
  if (same) {
    if (due.what == Due::What::finish || now - listed_at_ < options_.list_every) return;
    round_->look_again(Kinds::any_hour());
  } else {
    round_ = std::make_unique<DayRun>(shift_of(due.day, due.round, due.kinds));
    worked_of_run_ = {};
  }
  listed_at_ = now;
  drive(*round_, 0);
}

void Timers::work_once(Date day, const std::string& round, std::uint64_t order) {
  DayRun day_run(shift_of(day, round, Kinds::all()));
  drive(day_run, order);
}

/// Somebody else may have begun it: what counts is what the day is afterwards. An id that was
/// refused once, because its day had not come, stays refused: the day begins under another one.
void Timers::begin(Date day, Date before, const Order* order) {
  const bool confirmed = order != nullptr && order->confirmed;
  const protocol::ActorId approver = confirmed ? order->approver : protocol::ActorId{};
  const auto command = framed(protocol::BeginBusinessDay{
      day, confirmed ? std::optional(day) : std::nullopt, options_.loans_kept_days});
  const std::string id = begin_id(day, before) + (confirmed ? ":confirmed" : "");
  call(id, command, approver);
  if (business_day() >= day) return;
  const auto now = world_.clock();
  if (!now) throw std::runtime_error("the machine's clock is in doubt");
  call(id + ":again-" + std::to_string(now->ms / minute_ms), command, approver);
  if (business_day() < day) throw std::runtime_error(to_string(day) + " cannot be begun");
}

Date Timers::business_day() { return look().business_day; }

protocol::WorkView Timers::look() {
  protocol::WorkView seen = ask_and_wait(*world_.ring, timers_agent, {{}, {}, 0, 0}, stopping_);
  change_view([&](TimersView& view) {
    view.business_day.reset();
    if (seen.business_day != Date{}) view.business_day = seen.business_day;
  });
  return seen;
}

void Timers::drive(DayRun& day_run, std::uint64_t order) {
  const auto mailbox = std::make_shared<Mailbox>();
  while (!day_run.done()) {
    while (const auto step = day_run.next()) perform(*step, day_run, mailbox);
    if (day_run.plan() != nullptr) keep_plan(day_run.shift().day, *day_run.plan());
    publish(day_run, order);
    if (!day_run.done()) mailbox->read(stopping_);
  }
}

void Timers::perform(const Step& step, DayRun& day_run, const std::shared_ptr<Mailbox>& mailbox) {
  if (const auto* question = std::get_if<protocol::WorkQuery>(&step)) {
    world_.ring->ask(timers_agent, *question, [&day_run, mailbox](const protocol::Answer& answer) {
      mailbox->put([&day_run, answer] { day_run.answered(std::get<protocol::WorkView>(answer)); });
    });
    return;
  }
  const Task& task = std::get<Task>(step);
  const base::ByteBuffer bytes =
      std::visit([](const auto& command) { return framed(command); }, task.command);
  world_.ring->send(timers_agent, task.id, bytes.view(),
                    [this, &day_run, mailbox, key = task.key](const Ring::Outcome& outcome) {
                      mailbox->put([this, &day_run, key, outcome] {
                        if (outcome.refusal == Refusal::clock_not_confirmed) {
                          throw std::runtime_error("the machine's clock is in doubt");
                        }
                        const Came came = came_of(outcome);
                        worked_.count(key.kind, came);
                        worked_of_run_.count(key.kind, came);
                        day_run.came_out(key, came);
                      });
                    });
}

void Timers::keep_plan(Date day, const Plan& plan) {
  if (day <= planned_) return;
  planned_ = day;
  plans_to_keep_[day] = plan.rows();
  if (plans_to_keep_.size() > plans_waiting_max) plans_to_keep_.erase(plans_to_keep_.begin());
  keep_plans();
}

/// For a comparison later: that it cannot be kept now is no reason not to pay people.
void Timers::keep_plans() {
  try {
    while (!plans_to_keep_.empty()) {
      const auto oldest = plans_to_keep_.begin();
      world_.keep_plan(oldest->first, oldest->second);
      plans_to_keep_.erase(oldest);
    }
  } catch (const std::exception& fault) {
    base::log_warning("plan_not_kept", std::string("it is tried again: ") + fault.what());
  }
}

Ring::Outcome Timers::call(std::string_view id, const base::ByteBuffer& command,
                           protocol::ActorId approver) {
  protocol::Sender sender = timers_agent;
  sender.approver = approver;
  return send_and_wait(*world_.ring, sender, id, command.view(), stopping_);
}

Shift Timers::shift_of(Date day, std::string round, Kinds kinds) const {
  Shift shift;
  shift.day = day;
  shift.round = std::move(round);
  shift.kinds = kinds;
  shift.part_payments = options_.part_payments;
  shift.remind_days = options_.remind_days;
  shift.in_flight_max = options_.in_flight_max;
  return shift;
}

std::optional<Timers::Order> Timers::take_order() {
  const std::lock_guard lock(mutex_);
  if (orders_.empty()) return std::nullopt;
  Order order = std::move(orders_.front());
  orders_.pop_front();
  return order;
}

template <class Change>
void Timers::change_view(Change&& change) {
  const std::lock_guard lock(mutex_);
  change(view_);
  alive_at_ = SteadyClock::now();
}

/// The run of an order, or the clock's. One that is forgotten is not shown any more.
template <class Change>
void Timers::change_run(std::uint64_t order, Change&& change) {
  change_view([&](TimersView& view) {
    if (order == 0) {
      if (!view.clock_run) view.clock_run.emplace();
      return change(*view.clock_run);
    }
    const auto run = std::ranges::find(view.runs, order, &RunView::run);
    if (run != view.runs.end()) change(*run);
  });
}

void Timers::publish(const DayRun& day_run, std::uint64_t order) {
  change_run(order, [&](RunView& run) {
    if (order == 0) run.state = day_run.done() ? RunState::done : RunState::running;
    run.round = day_run.shift().round;
    run.day = day_run.shift().day;
    run.listed = day_run.listed();
    run.finished = day_run.finished();
    run.worked = worked_of_run_.rows();
  });
  change_view([&](TimersView& view) { view.worked = worked_.rows(); });
}

}  // namespace tributary::clock
