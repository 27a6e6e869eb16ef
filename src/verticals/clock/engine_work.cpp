#include "verticals/clock/engine_work.hpp"

#include "base/assert.hpp"

namespace tributary::clock {

void EngineWork::list(const Shift& shift) {
  shift_ = shift;
  next_page_ = LoanId{};
}

void EngineWork::list(const Shift& shift, std::span<const LoanId> loans) {
  shift_ = shift;
  next_loans_.assign(loans.begin(), loans.end());
}

std::optional<protocol::WorkQuery> EngineWork::question() const {
  if (next_page_) {
    return protocol::WorkQuery{shift_.day, *next_page_, shift_.loans_a_page, shift_.remind_days};
  }
  if (next_loans_.empty()) return std::nullopt;
  return protocol::WorkQuery{shift_.day, {next_loans_.front().value - 1}, 1, shift_.remind_days};
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
  // A loan that ended meanwhile is passed over by the engine: the next one is not what was meant.
  for (const WorkItem& item : view.items) {
    if (item.loan == next_loans_.front()) keep(item);
  }
  next_loans_.pop_front();
}

}  // namespace tributary::clock
