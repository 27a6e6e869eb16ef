#include "verticals/clock/engine_work.hpp"

#include "base/assert.hpp"

namespace tributary::clock {

void EngineWork::list(const Shift& shift) {
  shift_ = shift;
  next_page_ = protocol::WorkPlace{};
}

void EngineWork::list(const Shift& shift, std::span<const LoanId> loans) {
  shift_ = shift;
  next_loans_.assign(loans.begin(), loans.end());
}

std::optional<protocol::WorkQuery> EngineWork::question() const {
  if (!next_page_ && next_loans_.empty()) return std::nullopt;
  protocol::WorkQuery query;
  query.on = shift_.day;
  query.remind_days = shift_.remind_days;
  if (next_page_) {
    query.after = *next_page_;
    query.loans = shift_.loans_a_page;
    query.any_hour = shift_.kinds == Kinds::any_hour();
  } else {
    query.loan = next_loans_.front();
  }
  return query;
}

void EngineWork::answer(const protocol::WorkView& view) {
  const auto keep = [&](const WorkItem& item) {
    tasks_.push_back(task_of(item, shift_.day, shift_.round, shift_.part_payments));
  };
  if (next_page_) {
    for (const WorkItem& item : view.items) keep(item);
    if (view.next) {
      ASSERT(view.next > *next_page_);
      next_page_ = view.next;
    } else {
      next_page_.reset();
    }
    return;
  }
  for (const WorkItem& item : view.items) keep(item);
  next_loans_.pop_front();
}

}  // namespace tributary::clock
