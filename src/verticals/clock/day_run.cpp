#include "verticals/clock/day_run.hpp"

#include "base/assert.hpp"
#include "verticals/clock/engine_work.hpp"

namespace tributary::clock {

DayRun::DayRun(Shift shift, WorkSources sources)
    : shift_(std::move(shift)), sources_(std::move(sources)) {
  list_everything();
}

WorkSources DayRun::engine_work() {
  WorkSources sources;
  sources.push_back(std::make_unique<EngineWork>());
  return sources;
}

std::optional<Step> DayRun::next() {
  while (state_ != State::done && asked_ == nullptr) {
    if (state_ == State::listing) {
      if (auto question = ask()) return question;
      enter_list();
      continue;
    }
    if (!waiting_.empty() && group_ == group_of(waiting_.begin()->first)) {
      const TaskKey& first = waiting_.begin()->first;
      const bool alone = depends_on_balance(first);
      if (!has_room_for(waiting_.begin()->second, alone)) return std::nullopt;
      if (!alone || fresh_ == first) return send_first();
      fresh_ = first;
      changed_.insert(first.loan);
      list_changed_loans();
      continue;
    }
    if (!in_flight_.empty()) return std::nullopt;
    group_.reset();
    const bool has_more = !changed_.empty() || !waiting_.empty() || sent_since_list_;
    if (overtaken_ || !has_more) {
      state_ = State::done;
    } else if (!changed_.empty()) {
      list_changed_loans();
    } else if (waiting_.empty() || is_to_be_listed_anew()) {
      list_everything();
    } else {
      group_ = group_of(waiting_.begin()->first);
    }
  }
  return std::nullopt;
}

void DayRun::answered(const protocol::WorkView& view) {
  ASSERT(asked_ != nullptr);
  std::exchange(asked_, nullptr)->answer(view);
  if (view.business_day > shift_.day) {
    overtaken_ = true;
    waiting_.clear();
    waiting_of_loan_.clear();
  }
}

void DayRun::came_out(const TaskKey& key, Came came) {
  const auto sent = in_flight_.find(key);
  ASSERT(sent != in_flight_.end());
  claims_in_flight_ -= sent->second;
  in_flight_.erase(sent);
  ++finished_;
  if (changes_what_follows(key, came)) changed_.insert(key.loan);
}

void DayRun::look_again(Kinds kinds) {
  ASSERT(done());
  shift_.kinds = kinds;
  if (!overtaken_) list_everything();
}

std::optional<Step> DayRun::ask() {
  for (const auto& source : sources_) {
    if (const auto question = source->question()) {
      asked_ = source.get();
      return *question;
    }
  }
  return std::nullopt;
}

/// Takes what was listed in: what was tried in this round is not tried again, and what waits of a
/// loan gives way to what its new list says.
void DayRun::enter_list() {
  for (const auto& source : sources_) {
    for (Task& task : source->take()) {
      // A bounce goes on whenever it does: the day was not begun for it.
      if (!planned_ && task.key.kind != WorkKind::continue_bounce) plan_.add(task);
      if (overtaken_ || !shift_.kinds.has(task.key.kind) || tried_.contains(task.key)) continue;
      const TaskKey key = task.key;
      if (!waiting_.insert_or_assign(key, std::move(task)).second) continue;
      ++listed_;
      if (key.loan) waiting_of_loan_[key.loan.value].push_back(key);
    }
  }
  planned_ = true;
  state_ = State::working;
}

/// What waits gives way to what is due now: a bounce may go on from another payment.
void DayRun::list_everything() {
  sent_since_list_ = false;
  listed_ -= waiting_.size();
  waiting_.clear();
  waiting_of_loan_.clear();
  Shift shift = shift_;
  if (!planned_) shift.kinds = Kinds::all();  // the plan says all
  for (const auto& source : sources_) source->list(shift);
  state_ = State::listing;
}

void DayRun::list_changed_loans() {
  for (const LoanId loan : changed_) {
    const auto keys = waiting_of_loan_.find(loan.value);
    if (keys == waiting_of_loan_.end()) continue;
    for (const TaskKey& key : keys->second) listed_ -= waiting_.erase(key);
    waiting_of_loan_.erase(keys);
  }
  const std::vector<LoanId> loans(changed_.begin(), changed_.end());
  changed_.clear();
  for (const auto& source : sources_) source->list(shift_, loans);
  state_ = State::listing;
}

Task DayRun::send_first() {
  auto first = waiting_.extract(waiting_.begin());
  const TaskKey& key = first.key();
  if (const auto keys = waiting_of_loan_.find(key.loan.value); keys != waiting_of_loan_.end()) {
    std::erase(keys->second, key);
    if (keys->second.empty()) waiting_of_loan_.erase(keys);
  }
  tried_.insert(key);
  in_flight_.emplace(key, first.mapped().claims);
  claims_in_flight_ += first.mapped().claims;
  sent_since_list_ = true;
  return std::move(first.mapped());
}

bool DayRun::has_room_for(const Task& task, bool alone) const {
  if (in_flight_.empty()) return true;
  return !alone && in_flight_.size() < shift_.in_flight_max &&
         claims_in_flight_ + task.claims <= shift_.claims_in_flight_max;
}

/// Whether other things are due of the loan than its list said: of a late one the next period may
/// be, and what waits may be due no more.
bool DayRun::changes_what_follows(const TaskKey& key, Came came) const {
  const bool paid =
      key.kind == WorkKind::collect_instalment || key.kind == WorkKind::compensate_loan;
  if (!paid || came == Came::refused) return false;
  return key.due < shift_.day || waiting_of_loan_.contains(key.loan.value);
}

/// What is compensated, and what is written off because it is not, depends on what payers have when
/// everything is collected that can be: some of it is theirs. So who begins there and who came here
/// find the same.
bool DayRun::is_to_be_listed_anew() const {
  return sent_since_list_ && waiting_.begin()->first.kind >= WorkKind::compensate_loan;
}

/// Whether the command says how much, or is not sent where the payer lacks it: that follows from
/// what the account has when all before it is decided, or two who run this round would not say the
/// same.
bool DayRun::depends_on_balance(const TaskKey& key) const {
  if (key.kind == WorkKind::compensate_loan) return true;
  return shift_.part_payments == PartPayments::when_overdue &&
         key.kind == WorkKind::collect_instalment && key.due < shift_.day;
}

}  // namespace tributary::clock
