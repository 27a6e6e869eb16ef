#include "rows/writer.hpp"

#include <algorithm>
#include <future>
#include <iterator>

#include "base/thread_name.hpp"

namespace tributary::rows {

Writer::Writer(std::string url, std::span<const Schema> schemas, RowsWorld world, Options options)
    : options_(options),
      committer_(std::move(url), schemas, std::move(world)),
      digest_key_(committer_.state().digest_key) {}

Writer::~Writer() { stop(); }

void Writer::on_change(std::string_view table, std::function<void(const Keys&)> call) {
  listeners_.emplace(table, std::move(call));
}

void Writer::start() {
  thread_ = std::thread([this] { run(); });
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Writer::submit(Order order, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= options_.orders_max) return false;
    waiting_.push_back({std::move(order), std::move(done)});
  }
  asked_.notify_one();
  return true;
}

std::optional<Outcome> Writer::submit_and_wait(Order order) {
  std::promise<Outcome> told;
  if (!submit(std::move(order), [&](Outcome&& outcome) { told.set_value(std::move(outcome)); })) {
    return std::nullopt;
  }
  return told.get_future().get();
}

void Writer::run() {
  base::name_thread("rows");
  std::vector<Waiting> group;
  while (take(group)) commit(group);
}

/// Waits for orders and takes those of the next group; false when there are none and no more come.
bool Writer::take(std::vector<Waiting>& group) {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  const std::size_t count = std::min(waiting_.size(), options_.orders_of_group_max);
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  group.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return !group.empty();
}

void Writer::commit(std::vector<Waiting>& group) {
  std::vector<Order> orders;
  orders.reserve(group.size());
  for (Waiting& waiting : group) orders.push_back(std::move(waiting.order));
  std::vector<Outcome> outcomes = committer_.commit(orders);
  tell_listeners();
  ++figures_.groups;
  for (std::size_t i = 0; i < group.size(); ++i) {
    count(outcomes[i]);
    group[i].done(std::move(outcomes[i]));
  }
}

void Writer::tell_listeners() {
  if (committer_.take_surprise()) {
    for (const auto& [table, call] : listeners_) call({});
  }
  std::map<std::string_view, Keys> changed;
  for (const ChangedRow& row : committer_.changed_rows()) changed[row.table].push_back(row.key);
  for (const auto& [table, keys] : changed) {
    const auto [from, to] = listeners_.equal_range(table);
    for (auto listener = from; listener != to; ++listener) listener->second(keys);
  }
}

void Writer::tell_what_was_left_out() {
  committer_.traces().tell(std::chrono::steady_clock::now());
}

void Writer::count(const Outcome& outcome) {
  if (outcome.failed) {
    ++figures_.unavailable;
  } else if (outcome.repeated) {
    ++figures_.repeated;
  } else if (outcome.accepted) {
    ++figures_.accepted;
  } else {
    ++figures_.refused;
  }
}

}  // namespace tributary::rows
