#include "simulate/life.hpp"

#include <algorithm>
#include <utility>

#include "ring/platform_accounts.hpp"
#include "simulate/timekeeper.hpp"

namespace tributary::simulation {
namespace {

using namespace protocol;

constexpr money::Date first_day{19'722};  // 2023-12-31
constexpr Sender staff = Sender::staff(1);
constexpr std::uint64_t colleagues = 1'000'000;  ///< numbers of second people of a party
constexpr std::int64_t day_ms = 86'400'000;

PopulationOptions population_of(const LifeOptions& options) {
  return {.seed = options.seed,
          .members = options.members,
          .first_day = first_day,
          .last_day = first_day + options.days,
          .trouble = 6,
          .bank_takes_back = true};
}

/// Of people, who may be slow and impatient; what staff and timers send comes in order.
bool of_people(Sender sender) {
  return sender.actor.kind() == ActorKind::member || sender.actor.kind() == ActorKind::partner;
}

}  // namespace

Life::Life(const LifeOptions& options, std::unique_ptr<Vault> vault)
    : options_(options),
      dice_(~options.seed),
      world_(std::move(vault), options.world),
      population_(population_of(options)),
      crowd_(options.seed, Crowd::Days::as_they_come),
      accepted_(std::variant_size_v<AnyCommand>) {
  for (const FaultInfo& info : all_faults()) {
    const bool of_process = info.fault <= Fault::rebuild;
    if (of_process && options.faults.has(info.fault) && (options.on_disk || !info.needs_disk)) {
      strikes_possible_.push_back(info.fault);
    }
  }
  until_strike_ = 500;
}

void Life::run() {
  found();
  population_.found(*this);
  for (money::Date day = first_day; day <= first_day + options_.days; day = day + 1) {
    population_.live(day, *this);
    if (options_.progress) options_.progress(static_cast<std::uint64_t>(day - first_day));
  }
  take(Commit{});
  world_.finish();
}

void Life::found() {
  for (const Currency currency : {Currency::CNY, Currency::USD}) {
    for (const AccountKind kind : ring::platform_account_kinds) {
      // A platform without some accounts refuses differently: not all are there from the start.
      if (currency == Currency::CNY || dice_.one_in(2)) {
        send(staff, OpenAccount{platform_party, kind, currency});
      }
    }
  }
}

void Life::take(const Step& step) {
  ++steps_;
  if (options_.record != nullptr) *options_.record << text_of(step) << std::endl;
  world_.take(step);
}

bool Life::happens(Fault fault, std::uint64_t one_in) {
  return options_.faults.has(fault) && dice_.one_in(one_in);
}

void Life::at(Time time) {
  unanswered_.clear();
  if (happens(Fault::clock_back, 40)) take(At{{time.ms - dice_.between(1, 400 * day_ms)}});
  if (happens(Fault::clock_frozen, 40)) return;
  // An engine that was told a later time stays there: the days that follow are caught up in order.
  if (happens(Fault::clock_jump, 400)) time.ms += dice_.between(1, 3) * day_ms;
  if (happens(Fault::clock_wrong, 300)) decide_by_wrong_clock(time);
  take(At{time});
  set_time_back(time);
}

/// The guard has noticed it, and somebody has confirmed it all the same.
void Life::decide_by_wrong_clock(Time time) {
  time_is_ahead_ = true;
  take(At{{time.ms + dice_.between(1, 40) * day_ms}});
  for (std::uint64_t wishes = dice_.below(20); wishes > 0; --wishes) {
    const Wish wish = crowd_.next(world_.model());
    deliver({wish.sender, ++ids_, wish.command});
  }
}

/// As the timers say it, again and again, until the clock has passed the engine's time.
void Life::set_time_back(Time time) {
  if (time >= state().now) time_is_ahead_ = false;
  if (!time_is_ahead_) return;
  send_named(clock::timers_agent, "set-back:" + std::to_string(time.ms), SetTimeBack{time});
}

bool Life::send(Sender sender, const AnyCommand& command) {
  let_crowd_in();
  const Send send{sender, ++ids_, command};
  if (of_people(sender) && happens(Fault::late, 200)) {
    held_back_.push_back(send);
    return false;
  }
  const engine::Verdict verdict = deliver(send);
  disturb(send);
  if (!held_back_.empty() && dice_.one_in(100)) {
    const Send late = std::move(held_back_.back());
    held_back_.pop_back();
    deliver(late);
  }
  maybe_commit();
  return verdict.refusal == Refusal::none;
}

engine::Verdict Life::send_named(Sender sender, std::string_view id, const AnyCommand& command) {
  constexpr std::uint64_t named = std::uint64_t{1} << 63;  // apart from those that are counted
  const Send send{sender, base::hash_bytes(std::as_bytes(std::span(id))) | named, command};
  const engine::Verdict verdict = deliver(send);
  maybe_commit();
  return verdict;
}

/// A day may be without timers, or its beginning be lost in a crash; what was missed is caught up
/// first, day after day.
void Life::begin(money::Date day) {
  if (happens(Fault::days_missed, 25)) return;
  const money::Date last = state().days.today();
  for (money::Date due = state().days.begun() ? last + 1 : day; due <= day; due = due + 1) {
    begin_day(*this, due);
    if (due < day) work(due);
  }
}

void Life::work(money::Date day) {
  if (state().days.today() == day) run_timers(day);
}

/// The timers may stop anywhere, and be two.
void Life::run_timers(money::Date day) {
  const std::uint64_t strikes_before = strikes_;
  if (std::exchange(day_worked_, day) != day) strikes_before_day_ = strikes_;
  if (happens(Fault::timers_stopped, 8)) work_day(*this, day, "r1", dice_.below(40));
  const auto surprise = work_day(*this, day, "r1");
  // A crash may take what a thing that was listed depends on: also the beginning of the day, before
  // which a thing that was sent again stays refused under its id.
  if (surprise && strikes_ == strikes_before_day_) {
    throw Difference("the timers were sent to do what could not be done: " + *surprise);
  }
  if (!happens(Fault::timers_twice, 8)) return;
  take(Commit{});
  const std::uint64_t hash = state().hash.value();
  const std::uint64_t commands = world_.commands();
  begin_day(*this, day);
  work_day(*this, day, "r1");
  take(Commit{});
  // What was refused for want of money stays refused under its id. After a crash there may be
  // something to do that was lost.
  const bool nothing = commands == world_.commands() && hash == state().hash.value();
  require(nothing || strikes_ != strikes_before,
          "timers that ran a day a second time changed something");
}

engine::Verdict Life::deliver(const Send& send) {
  take(send);
  const engine::Verdict verdict = world_.verdict();
  if (verdict.kind == engine::Verdict::Kind::recorded) {
    unanswered_.push_back(send);
    if (verdict.refusal == Refusal::none) ++accepted_[send.command.index()];
  }
  return verdict;
}

/// What happens to messages on their way.
void Life::disturb(const Send& send) {
  constexpr std::size_t remembered = 64;
  if (recent_.size() < remembered) {
    recent_.push_back(send);
  } else if (dice_.one_in(4)) {
    recent_[dice_.below(remembered)] = send;
  }
  if (happens(Fault::duplicate, 100)) take(recent_[dice_.below(recent_.size())]);
  const bool of_bank = send.sender.actor.kind() == ActorKind::partner;
  if (of_bank && happens(Fault::bank_doubled, 20)) deliver({send.sender, ++ids_, send.command});
  if (std::holds_alternative<RequestWithdrawal>(send.command) && happens(Fault::bank_early, 8)) {
    const WithdrawalId newest{world_.state().withdrawals.next_id().value - 1};
    deliver({Sender::partner(1), ++ids_, CompleteWithdrawal{newest}});
  }
  if (happens(Fault::other_body, 300)) {
    Send other = recent_[dice_.below(recent_.size())];
    other.command = crowd_.next(world_.model()).command;
    take(other);
  }
  if (happens(Fault::other_caller, 300)) {
    Send other = send;
    // Another party, or another person of the same one: neither meets the first one's request ids.
    if (send.sender.party && dice_.one_in(2)) {
      other.sender.actor = ActorId::of(ActorKind::member, colleagues + send.sender.party.value);
    } else {
      other.sender = Sender::member(2 + dice_.below(9));
    }
    deliver(other);
  }
}

void Life::maybe_commit() {
  if (--until_commit_ == 0) {
    until_commit_ = 1 + dice_.below(dice_.one_in(3) ? 8 : 200);
    unanswered_.clear();
    take(Commit{});
  }
  if (strikes_possible_.empty() || until_strike_-- > 0) return;
  const engine::State& now = world_.state();
  const std::uint64_t by_size = 1'000 + 4 * now.ledger.accounts().size() + 60 * now.loans.size();
  const std::uint64_t every = options_.strike_every != 0 ? options_.strike_every : by_size;
  until_strike_ = dice_.below(2 * every);
  strike();
}

void Life::strike() {
  ++strikes_;
  take(Strike{strikes_possible_[dice_.below(strikes_possible_.size())], dice_.below(24)});
  send_lost_again();
}

/// Whoever got no answer asks again, under the same id; some do not, some in another order.
void Life::send_lost_again() {
  auto lost = std::exchange(unanswered_, {});
  if (options_.faults.has(Fault::reorder) && lost.size() > 1 && dice_.one_in(4)) {
    std::swap(lost[dice_.below(lost.size())], lost[dice_.below(lost.size())]);
  }
  for (const Send& send : lost) {
    if (!dice_.one_in(20)) deliver(send);
  }
}

/// Now and then somebody who tries anything at all.
void Life::let_crowd_in() {
  if (!dice_.one_in(12)) return;
  const Wish wish = crowd_.next(world_.model());
  deliver({wish.sender, ++ids_, wish.command});
}

std::unique_ptr<Vault> make_vault(bool on_disk, const std::filesystem::path& folder) {
  return on_disk ? make_disk_vault(folder) : make_memory_vault();
}

}  // namespace tributary::simulation
