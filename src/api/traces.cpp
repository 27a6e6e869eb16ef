#include "api/traces.hpp"

namespace tributary::api {

void Traces::note(std::string_view name, std::string_view who, std::string_view text, Time now) {
  std::string line(text);
  {
    const std::scoped_lock lock(mutex_);
    Place& place = place_of(std::string(name).append(" ").append(who), now);
    if (place.written != Time{} && now - place.written < quiet) {
      ++place.left_out;
      return;
    }
    if (place.left_out > 0) {
      line.append(" (").append(std::to_string(place.left_out)).append(" more since the last line)");
    }
    place = {.written = now, .left_out = 0};
  }
  write_(name, line);
}

std::size_t Traces::places() const {
  const std::scoped_lock lock(mutex_);
  return places_.size();
}

/// Needs: the lock.
Traces::Place& Traces::place_of(const std::string& key, Time now) {
  const auto found = places_.find(key);
  if (found != places_.end()) return found->second;
  if (places_.size() >= places_max && now - swept_ >= quiet) {
    swept_ = now;
    std::erase_if(places_, [&](const auto& entry) { return now - entry.second.written >= quiet; });
  }
  return places_.size() < places_max ? places_[key] : others_;
}

}  // namespace tributary::api
