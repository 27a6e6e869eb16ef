#include "verticals/clock/orders.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "api/reply.hpp"
#include "http/json_write.hpp"
#include "protocol/codec.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

constexpr std::int32_t days_ahead_max = 3 * 366;

using Outcome = Ordered::Outcome;

Ordered wrong(std::string_view member, std::string expected) {
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

Date present_day(Office::Desk& desk) {
  return ask_and_wait(*desk.world.ring, timers_agent, {{}, {}, 1, 0}, desk.stopping).business_day;
}

std::optional<http::Response> check_day(const RunWish& wish, Date day) {
  if (day == Date{}) return std::nullopt;
  if (wish.to < day) {
    const std::string text = to_string(day);
    const std::string english = "the business day is " + text;
    const std::string chinese = "当前营业日为 " + text;
    return api::render(Refusal::business_day_goes_back, {english, chinese});
  }
  if (wish.to - day <= days_ahead_max) return std::nullopt;
  const std::string last = to_string(day + days_ahead_max);
  const std::string english = "days are begun up to " + last;
  const std::string chinese = "营业日最多开始至 " + last;
  return api::render(Refusal::date_not_reached, {english, chinese});
}

std::string retry_id(protocol::RequestKey key) {
  std::ostringstream id;
  id << "retry:" << std::hex << std::setfill('0') << std::setw(16) << key.high << std::setw(16)
     << key.low;
  return std::move(id).str();
}

/// What a wish is on a business day, framed.
base::ByteBuffer command_of(const RetryWish& wish, Date day) {
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

http::Response answer_of(const std::string& id, protocol::Sequence sequence, Refusal refusal) {
  RetryView view{id, sequence, std::nullopt, std::nullopt};
  if (refusal != Refusal::none) {
    view.refusal = protocol::text_of(refusal).name;
    view.reason = protocol::text_of(refusal).english;
  }
  http::Response response;
  http::write_json(response.body, view);
  return response;
}

}  // namespace

/// What a run sends has ids of its own, by day and round, so it does nothing twice whoever orders
/// it. The key is for the answer: a run that is known is not begun again, however far it is.
Ordered run_days(Office::Desk& desk, protocol::RequestKey key, const RunWish& wish) {
  if (desk.world.timers == nullptr) {
    return {api::render(Refusal::unavailable,
                        {"the timers do not run in this process", "本进程未运行定时任务"})};
  }
  const auto round = static_cast<std::uint32_t>(wish.round.value_or(Round{1}).value);
  std::optional<RunView> run = desk.world.timers->ordered(key);
  const bool is_of_before = run.has_value();
  if (!is_of_before) {
    if (auto against = check_day(wish, present_day(desk))) {
      return {std::move(*against), Outcome::refused};
    }
    run = desk.world.timers->run_to(key, wish.to, round);
  }
  if (!run) return {api::render(Refusal::overloaded)};
  if (run->to != wish.to || run->round != "m" + std::to_string(round)) {
    return {api::render(Refusal::request_id_reused), Outcome::refused};
  }
  Ordered ordered{{.status = 202}, is_of_before ? Outcome::unknown : Outcome::accepted};
  http::write_json(ordered.response.body, *run);
  return ordered;
}

/// The command goes out under an id made of the order's key, so that the engine itself knows an
/// order that came before, on whichever day. What it was is read in the journal then.
Ordered retry_item(Office::Desk& desk, protocol::RequestKey key, const RetryWish& wish) {
  if (!names_its_thing(wish)) {
    return wrong("kind", "a loan, for instalments with the period; an account for receivables");
  }
  const std::string id = retry_id(key);
  const base::ByteBuffer command = command_of(wish, present_day(desk));
  const Ring::Outcome outcome =
      send_and_wait(*desk.world.ring, timers_agent, id, command.view(), desk.stopping);
  if (outcome.sequence == 0) return {api::render(outcome.refusal)};  // It was not even recorded.
  if (!outcome.is_of_before()) {
    return {answer_of(id, outcome.sequence, outcome.refusal), outcome_of(outcome.refusal)};
  }

  const auto first = find_and_wait(*desk.world.ring, outcome.sequence, desk.stopping);
  if (!first) return {api::render(Refusal::unavailable)};
  const base::ByteBuffer same = command_of(wish, day_of(first->command));
  if (!std::ranges::equal(same.view(), first->command)) {
    return {api::render(Refusal::request_id_reused), Outcome::refused};
  }
  return {answer_of(id, outcome.sequence, first->refusal)};
}

}  // namespace tributary::clock
