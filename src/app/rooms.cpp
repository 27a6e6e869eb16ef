#include "app/rooms.hpp"

#include <algorithm>
#include <iterator>

namespace tributary::app {

Rooms::Rooms(const std::vector<vertical::Open>& open, const vertical::House& house) {
  for (const vertical::Open& open_room : open) {
    rooms_.push_back(open_room(house));
    if (api::CallerSource* const callers = rooms_.back()->callers()) callers_.push_back(callers);
  }
}

std::optional<api::Caller> Rooms::find_caller(std::string_view bearer) const {
  for (api::CallerSource* const source : callers_) {
    if (auto caller = source->find(bearer)) return caller;
  }
  return std::nullopt;
}

/// Whoever knows more than that it is unknown.
api::Stranger Rooms::explain_stranger(std::string_view bearer) const {
  for (api::CallerSource* const source : callers_) {
    const api::Stranger stranger = source->explain(bearer);
    if (stranger.why != api::AuthFailure::unknown_token) return stranger;
  }
  return {};
}

bool Rooms::lives(std::uint64_t token) const {
  return std::ranges::any_of(callers_, [&](auto* source) { return source->lives(token); });
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
