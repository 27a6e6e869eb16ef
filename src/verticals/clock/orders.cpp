#include "verticals/clock/orders.hpp"

#include <algorithm>

#include "api/reply.hpp"
#include "http/json_write.hpp"
#include "protocol/codec.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

constexpr std::int32_t days_ahead_max = 3 * 366;
constexpr std::uint32_t round_max = 99;

http::Response wrong(std::string_view member, std::string expected) {
  return api::render(http::BindError{.reason = http::BindReason::out_of_range,
                                     .path = std::string(member),
                                     .expected = std::move(expected)});
}

bool names_its_thing(const RetryWish& wish) {
  const bool of_account = wish.kind == WorkKind::collect_receivable;
  const bool of_period =
      wish.kind == WorkKind::collect_instalment || wish.kind == WorkKind::remind_instalment;
  return wish.loan.has_value() != of_account && wish.account.has_value() == of_account &&
         wish.period.has_value() == of_period &&
         (!wish.amount || wish.kind == WorkKind::collect_instalment);
}

Date present_day(Office::Desk& desk) {
  return ask_and_wait(*desk.world.ring, timers_caller, {{}, {}, 1, 0}, desk.stopping).business_day;
}

}  // namespace

http::Response run_days(Office::Desk& desk, const RunWish& wish) {
  if (desk.world.timers == nullptr) {
    return api::render(Refusal::unavailable, "the timers do not run in this process");
  }
  const std::uint32_t round = wish.round.value_or(1);
  if (round == 0 || round > round_max) return wrong("round", "1 to 99");
  const Date day = present_day(desk);
  if (day != Date{} && wish.to < day) return api::render(Refusal::business_day_goes_back);
  if (day != Date{} && wish.to - day > days_ahead_max) {
    return wrong("to", "a day up to " + to_string(day + days_ahead_max));
  }
  const auto number = desk.world.timers->run_to(wish.to, round);
  if (!number) return api::render(Refusal::overloaded);
  const TimersView view = desk.world.timers->view();
  http::Response response{.status = 202};
  http::write_json(response.body, *std::ranges::find(view.runs, *number, &RunView::run));
  return response;
}

http::Response retry_item(Office::Desk& desk, const RetryWish& wish) {
  if (!names_its_thing(wish)) {
    return wrong("kind", "a loan, for instalments with the period; an account for receivables");
  }
  const Date day = present_day(desk);
  WorkItem item;
  item.kind = wish.kind;
  item.loan = wish.loan.value_or(LoanId{});
  item.account = wish.account.value_or(AccountId{});
  item.period = wish.period.value_or(0);
  item.due = day;
  // A reminder has one id for ever: what was sent is not sent again.
  Task task = task_of(item, day, "", PartPayments::never);
  const std::uint32_t before = count_retries(desk.database, day, task.key);
  task = task_of(item, day, "retry-" + std::to_string(before + 1), PartPayments::never);
  if (auto* collect = std::get_if<protocol::CollectInstalment>(&task.command)) {
    collect->amount = wish.amount;
  }
  base::ByteBuffer bytes;
  std::visit([&](const auto& command) { protocol::encode_framed(bytes, command); }, task.command);
  const Ring::Outcome outcome =
      send_and_wait(*desk.world.ring, timers_caller, task.id, bytes.view(), desk.stopping);
  RetryView view{task.id, outcome.sequence, outcome.repeated, std::nullopt, std::nullopt};
  if (outcome.refusal != Refusal::none) {
    view.refusal = protocol::text_of(outcome.refusal).name;
    view.reason = protocol::text_of(outcome.refusal).english;
  }
  http::Response response;
  http::write_json(response.body, view);
  return response;
}

}  // namespace tributary::clock
