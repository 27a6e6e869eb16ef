#include "app/rooms.hpp"

#include <algorithm>
#include <iterator>

namespace tributary::app {

Rooms::Rooms(const std::vector<vertical::Open>& open, const vertical::House& house) {
  for (const vertical::Open& open_room : open) rooms_.push_back(open_room(house));
}

void Rooms::add_routes(http::Router& router, const api::Authenticate& authenticate) {
  for (const auto& room : rooms_) room->add_routes(router, authenticate);
}

void Rooms::start() {
  for (const auto& room : rooms_) room->start();
}

void Rooms::stop() {
  for (const auto& room : rooms_) room->stop();
}

std::vector<std::string> Rooms::warnings() const {
  std::vector<std::string> all;
  for (const auto& room : rooms_) std::ranges::move(room->warnings(), std::back_inserter(all));
  return all;
}

void Rooms::tell_figures(vertical::MetricSink& sink) const {
  for (const auto& room : rooms_) room->tell_figures(sink);
}

}  // namespace tributary::app
