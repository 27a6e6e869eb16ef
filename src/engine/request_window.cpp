#include "engine/request_window.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace tributary::engine {

RequestWindow::RequestWindow() { set_generation_size(requests_per_generation); }

void RequestWindow::set_generation_size(std::size_t requests) {
  generation_size_ = requests;
  if (!generations_.empty() && youngest().table.size() == 0) generations_.pop_back();
  if (generations_.empty()) begin_generation();
}

std::size_t RequestWindow::size() const {
  std::size_t sum = 0;
  for (const auto& generation : generations_) sum += generation->table.size();
  return sum;
}

const protocol::KnownRequest* RequestWindow::find(protocol::RequestKey key) const {
  for (const auto& generation : std::views::reverse(generations_)) {
    if (const auto* known = generation->table.find(key)) return known;
  }
  return nullptr;
}

void RequestWindow::begin_generation() {
  generations_.push_back(std::make_unique<Generation>(generation_size_));
}

void RequestWindow::insert(const protocol::KnownRequest& request) {
  const RequestTable& table = youngest().table;
  if (table.is_full() || table.size() >= generation_size_) begin_generation();
  Generation& generation = youngest();
  if (generation.table.size() == 0) generation.first = request.sequence;
  generation.table.insert(request);
  generation.last = request.sequence;
}

void RequestWindow::insert_beside(const protocol::KnownRequest& request) {
  ASSERT(youngest().last == request.sequence);
  youngest().table.insert(request);
}

RequestWindow::Generations RequestWindow::forget(protocol::Sequence kept_through) {
  const auto is_kept = [&](const auto& generation) { return generation->last <= kept_through; };
  const auto end = std::ranges::find_if_not(generations_.begin(), generations_.end() - 1, is_kept);
  if (end == generations_.begin()) return {};
  forgotten_through_ = (*std::prev(end))->last;
  Generations forgotten(std::make_move_iterator(generations_.begin()),
                        std::make_move_iterator(end));
  generations_.erase(generations_.begin(), end);
  return forgotten;
}

void RequestWindow::remember_again(Generations older) {
  if (older.empty()) return;
  ASSERT(older.back()->last == forgotten_through_);
  forgotten_through_ = older.front()->first - 1;
  generations_.insert(generations_.begin(), std::make_move_iterator(older.begin()),
                      std::make_move_iterator(older.end()));
}

void RequestWindow::restore(protocol::Sequence forgotten_through, Generations generations) {
  ASSERT(size() == 0 && !generations.empty());
  forgotten_through_ = forgotten_through;
  generations_ = std::move(generations);
}

}  // namespace tributary::engine
