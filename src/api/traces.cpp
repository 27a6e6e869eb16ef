#include "api/traces.hpp"

#include <vector>

namespace tributary::api {

namespace {

std::string words_of(std::uint64_t left_out) {
  return " (" + std::to_string(left_out) + " more since the last line)";
}

}  // namespace

void Traces::note(std::string_view name, std::string_view who, std::string_view text, Time now) {
  std::string line(text);
  {
    const std::scoped_lock lock(mutex_);
    Place& place = place_of({std::string(name), std::string(who)}, now);
    if (place.written != Time{} && now - place.written < quiet) {
      ++place.left_out;
      return;
    }
    if (place.left_out > 0) line += words_of(place.left_out);
    place = {.written = now, .left_out = 0};
  }
  write_(name, line);
}

void Traces::tell(Time now) {
  std::vector<std::pair<std::string, std::string>> lines;
  {
    const std::scoped_lock lock(mutex_);
    const auto settle = [&](const Key& key, Place& place) {
      if (place.left_out == 0 || now - place.written < quiet) return;
      lines.emplace_back(key.first, key.second + words_of(place.left_out));
      place = {.written = now, .left_out = 0};
    };
    for (auto& [key, place] : places_) settle(key, place);
    settle({"left_out", "lines about others"}, others_);
  }
  for (const auto& [name, text] : lines) write_(name, text);
}

std::size_t Traces::places() const {
  const std::scoped_lock lock(mutex_);
  return places_.size();
}

/// Needs: the lock.
Traces::Place& Traces::place_of(const Key& key, Time now) {
  const auto found = places_.find(key);
  if (found != places_.end()) return found->second;
  if (places_.size() >= places_max && now - swept_ >= quiet) {
    swept_ = now;
    std::erase_if(places_, [&](const auto& entry) { return now - entry.second.written >= quiet; });
  }
  return places_.size() < places_max ? places_[key] : others_;
}

}  // namespace tributary::api
