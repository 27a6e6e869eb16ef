#include "verticals/clock/task.hpp"

#include "base/assert.hpp"

namespace tributary::clock {

namespace {

TimerCommand command_of(const WorkItem& item, Date day, PartPayments parts) {
  switch (item.kind) {
    case WorkKind::open_listing:
      return protocol::OpenListing{item.loan};
    case WorkKind::fail_listing:
      return protocol::FailListing{item.loan};
    case WorkKind::remind_instalment:
      return protocol::RemindInstalment{item.loan, item.period, day};
    case WorkKind::assess_late_interest:
      return protocol::AssessLateInterest{item.loan, day};
    case WorkKind::collect_instalment: {
      protocol::CollectInstalment collect{item.loan, item.period, day, std::nullopt};
      const bool in_part = parts == PartPayments::when_overdue && item.due < day &&
                           Amount{} < item.available && item.available < item.amount;
      if (in_part) collect.amount = item.available;
      return collect;
    }
    case WorkKind::compensate_loan:
      return protocol::CompensateLoan{item.loan, day};
    case WorkKind::write_off_loan:
      return protocol::WriteOffLoan{item.loan, day};
    case WorkKind::collect_receivable:
      return protocol::CollectReceivable{item.account};
    case WorkKind::continue_bounce:
      return protocol::ContinueBounce{item.posting};
  }
  ASSERT(false);
}

}  // namespace

std::string_view word_of(WorkKind kind) {
  switch (kind) {
    case WorkKind::open_listing:
      return "open";
    case WorkKind::fail_listing:
      return "fail";
    case WorkKind::remind_instalment:
      return "remind";
    case WorkKind::assess_late_interest:
      return "assess";
    case WorkKind::collect_instalment:
      return "collect";
    case WorkKind::compensate_loan:
      return "compensate";
    case WorkKind::write_off_loan:
      return "write-off";
    case WorkKind::collect_receivable:
      return "collect-receivable";
    case WorkKind::continue_bounce:
      return "continue-bounce";
  }
  ASSERT(false);
}

std::string task_id(const TaskKey& key, Date day, std::string_view round) {
  std::string id(word_of(key.kind));
  if (key.loan) id += ":loan-" + std::to_string(key.loan.value);
  if (!key.loan) id += ":account-" + std::to_string(key.account.value);
  if (key.posting) id += ":posting-" + std::to_string(key.posting.value);
  if (key.payment) id += ":payment-" + std::to_string(key.payment.value);
  if (key.period != 0) id += ":period-" + std::to_string(key.period);
  if (key.kind == WorkKind::remind_instalment) return id + ":" + to_string(key.due);
  return id.append(":").append(to_string(day)).append(":").append(round);
}

std::string begin_id(Date day, Date before) {
  const std::string id = "begin:" + to_string(day);
  return before == Date{} ? id + ":first" : id + ":after-" + to_string(before);
}

Task task_of(const WorkItem& item, Date day, std::string_view round, PartPayments parts) {
  // Late interest is assessed anew from an earlier period when its payment was taken back.
  const bool of_period = item.kind == WorkKind::collect_instalment ||
                         item.kind == WorkKind::remind_instalment ||
                         item.kind == WorkKind::assess_late_interest;
  const TaskKey key{item.kind,
                    item.due,
                    item.loan,
                    item.loan ? AccountId{} : item.account,
                    of_period ? item.period : 0,
                    item.posting,
                    item.payment};
  return {key,          task_id(key, day, round), command_of(item, day, parts),
          item.amount,  item.available,           item.claims,
          item.currency};
}

}  // namespace tributary::clock
