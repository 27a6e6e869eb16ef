#include "verticals/clock/orders.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "api/reply.hpp"
#include "api/time_text.hpp"
#include "protocol/codec.hpp"
#include "protocol/undo.hpp"
#include "vertical/mailbox.hpp"
#include "verticals/clock/answers.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

constexpr std::int32_t days_ahead_max = 3 * 366;
/// By so much one person alone moves the time ahead.
constexpr std::int64_t clock_ahead_ms_max = 3'600'000;

NotDone wrong(std::string_view member, std::string expected) {
  return {api::render(http::BindError{.reason = http::BindReason::out_of_range,
                                      .path = std::string(member),
                                      .expected = std::move(expected)}),
          Outcome::refused};
}

bool names_its_thing(const RetryWish& wish) {
  // A bounce goes on by itself, and names a posting.
  if (wish.kind == WorkKind::continue_bounce) return false;
  const bool of_account = wish.kind == WorkKind::collect_receivable;
  const bool of_period =
      wish.kind == WorkKind::collect_instalment || wish.kind == WorkKind::remind_instalment;
  return wish.loan.has_value() != of_account && wish.account.has_value() == of_account &&
         wish.period.has_value() == of_period &&
         (!wish.amount || wish.kind == WorkKind::collect_instalment);
}

http::Response refuse_with(Refusal refusal, const std::string& english,
                           const std::string& chinese) {
  return api::render(refusal, {english, chinese});
}

/// `to` may be the business day, which is worked once more, or any later one up to today. All else
/// is confirmed by naming it, and even so never as far as a typed century.
std::optional<http::Response> check_day(const RunWish& wish, Date day, Date today) {
  const bool begun = day != Date{};
  if (begun && wish.to < day) {
    return refuse_with(Refusal::business_day_goes_back, "the business day is " + to_string(day),
                       "当前营业日为 " + to_string(day));
  }
  const Date last = (begun ? day : today) + days_ahead_max;
  if (wish.to > last) {
    return refuse_with(Refusal::date_not_reached, "days are begun up to " + to_string(last),
                       "营业日最多开始至 " + to_string(last));
  }
  const bool is_usual = wish.to == today || (begun && (wish.to == day || wish.to < today));
  if (wish.confirmed_on ? *wish.confirmed_on == wish.to : is_usual) return std::nullopt;
  const auto [english, chinese] = api::words_of_unconfirmed(wish.to, wish.confirmed_on);
  return refuse_with(Refusal::business_day_not_confirmed,
                     "today is " + to_string(today) + "; " + english,
                     "今天是 " + to_string(today) + "；" + chinese);
}

std::string id_of(std::string_view what, protocol::RequestKey key) {
  std::ostringstream id;
  id << what << ':' << std::hex << std::setfill('0') << std::setw(16) << key.high << std::setw(16)
     << key.low;
  return std::move(id).str();
}

/// As the engine holds it against who sends such things by themselves: the journal knows the timers
/// as the sender of what somebody orders.
Refusal against_approver(const Orderer& by) {
  if (by.approver == protocol::no_suitable_approver) return Refusal::approval_invalid;
  if (!by.approver) return Refusal::approval_missing;
  return by.approver == by.actor ? Refusal::approved_by_oneself : Refusal::none;
}

NotDone refused(Refusal against) { return {api::render(against), Outcome::refused}; }

bool can_be_undone(const TimerCommand& command) {
  return std::visit(
      []<class Command>(const Command&) {
        return protocol::undo_of<Command>() == protocol::Undo::possible;
      },
      command);
}

/// What a wish is on a business day.
TimerCommand command_of(const RetryWish& wish, Date day) {
  WorkItem item;
  item.kind = wish.kind;
  item.loan = wish.loan.value_or(LoanId{});
  item.account = wish.account.value_or(AccountId{});
  item.period = wish.period.value_or(0);
  item.due = day;
  TimerCommand command = task_of(item, day, "", PartPayments::never).command;
  if (auto* collect = std::get_if<protocol::CollectInstalment>(&command)) {
    collect->amount = wish.amount;
  }
  return command;
}

base::ByteBuffer framed(const TimerCommand& command) {
  base::ByteBuffer bytes;
  std::visit([&](const auto& sent) { protocol::encode_framed(bytes, sent); }, command);
  return bytes;
}

/// The business day that a framed command names; day zero for one that is the same on any day.
Date day_of(std::span<const std::byte> command) {
  Date day;
  protocol::Reader in(command);
  protocol::visit_frame<protocol::Commands>(protocol::read_frame(in), [&](const auto& sent) {
    if constexpr (requires { day = sent.on; }) day = sent.on;
  });
  return day;
}

Outcome outcome_of(Refusal refusal) {
  return refusal == Refusal::none ? Outcome::accepted : Outcome::refused;
}

NotDone other_time(const ClockView& clock) {
  std::string time;
  api::append_time(time, clock.shows);
  return {refuse_with(Refusal::clock_shows_another_time,
                      "it shows " + time + ": if that is not what a watch says, set it right",
                      "时钟显示 " + time + "：如与实际时间不符，请先校正时钟"),
          Outcome::refused};
}

RetryView view_of(const std::string& id, protocol::Sequence sequence, Refusal refusal) {
  RetryView view{id, sequence, std::nullopt, std::nullopt};
  if (refusal != Refusal::none) {
    view.refusal = protocol::text_of(refusal).name;
    view.reason = protocol::text_of(refusal).english;
  }
  return view;
}

}  // namespace

/// What a run sends has ids of its own, by day and round, so it does nothing twice whoever orders
/// it. The key is for the answer: a run that is known is not begun again, however far it is.
Ordered<RunView> run_days(Asked& asked, const Orderer& by, const RunWish& wish) {
  if (asked.world.timers == nullptr) {
    return NotDone{api::render(Refusal::unavailable,
                               {"the timers do not run in this process", "本进程未运行定时任务"})};
  }
  const auto round = static_cast<std::uint32_t>(wish.round.value_or(Round{1}).value);
  std::optional<RunView> run = asked.world.timers->ordered(by.key);
  const bool is_of_before = run.has_value();
  if (!is_of_before) {
    const auto today = asked.world.house.today();
    if (!today) return NotDone{api::render(Refusal::clock_not_confirmed)};
    if (auto against = check_day(wish, look(asked.world).business_day, *today)) {
      return NotDone{std::move(*against), Outcome::refused};
    }
    const Refusal against = against_approver(by);
    const bool needed = wish.confirmed_on || against == Refusal::approval_invalid;
    if (needed && against != Refusal::none) return refused(against);
    run = asked.world.timers->run_to(by.key, {wish.to, round, wish.confirmed_on, by.approver});
  }
  if (!run) return NotDone{api::render(Refusal::overloaded)};
  if (run->to != wish.to || run->round != "m" + std::to_string(round) ||
      run->confirmed_on != wish.confirmed_on) {
    return refused(Refusal::request_id_reused);
  }
  return {*run, is_of_before ? Outcome::unknown : Outcome::accepted};
}

/// Where the engine's time is ahead, the look at it is the first thing that the clock counts for.
/// Where the clock is far ahead it takes two: listings fail and days begin by it.
Ordered<ClockView> confirm_clock(Asked& asked, const Orderer& by, const ClockWish& wish) {
  const ClockView before = clock_of(asked.world);
  if (!asked.world.house.clock.is_shown(wish.time)) return other_time(before);
  const Refusal against = against_approver(by);
  const bool is_far =
      before.in_doubt && before.shows.ms - before.engine_time.ms > clock_ahead_ms_max;
  const bool needed = is_far || against == Refusal::approval_invalid;
  if (needed && against != Refusal::none) return refused(against);
  if (!asked.world.house.clock.confirm(wish.time)) return other_time(before);
  return {clock_of(asked.world), Outcome::accepted};
}

protocol::Permission permission_of(const RetryWish& wish) {
  return std::visit([]<class Command>(const Command&) { return Command::endpoint.permission; },
                    command_of(wish, Date{}));
}

/// The command goes out under an id made of the order's key, so that the engine itself knows an
/// order that came before, on whichever day. What it was is read in the journal then.
Ordered<RetryView> retry_item(Asked& asked, const Orderer& by, const RetryWish& wish) {
  if (!names_its_thing(wish)) {
    return wrong("kind", api::expected_in_both(
                             "a loan, for instalments with the period; an account for receivables",
                             "借款编号，各期操作另加期次；应收款项则为账户编号"));
  }
  const std::string id = id_of("retry", by.key);
  const TimerCommand command = command_of(wish, look(asked.world).business_day);
  protocol::Sender sender = timers_agent;
  const Refusal against = can_be_undone(command) ? Refusal::none : against_approver(by);
  // With an approver who is none it goes out all the same: an order of before keeps its answer.
  if (against != Refusal::none && against != Refusal::approval_invalid) return refused(against);
  if (!can_be_undone(command)) sender.approver = by.approver;
  const Ring::Outcome outcome = vertical::send_and_wait(
      *asked.world.house.ring, sender, id, framed(command).view(), asked.world.stopping);
  if (outcome.sequence == 0)
    return NotDone{api::render(outcome.refusal)};  // It was not even recorded.
  if (!outcome.is_of_before()) {
    return {view_of(id, outcome.sequence, outcome.refusal), outcome_of(outcome.refusal)};
  }

  const auto first =
      vertical::find_and_wait(*asked.world.house.ring, outcome.sequence, asked.world.stopping);
  if (!first) return NotDone{api::render(Refusal::unavailable)};
  const base::ByteBuffer same = framed(command_of(wish, day_of(first->command)));
  if (!std::ranges::equal(same.view(), first->command)) {
    return refused(Refusal::request_id_reused);
  }
  return {view_of(id, outcome.sequence, first->refusal), Outcome::unknown};
}

}  // namespace tributary::clock
