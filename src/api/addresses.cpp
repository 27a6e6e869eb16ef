#include "api/addresses.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>
#include <span>
#include <string>

#include "base/hash.hpp"

namespace tributary::api {

namespace {

constexpr std::chrono::seconds sweep_every{1};

std::uint64_t key_of_v4(const unsigned char* bytes) {
  std::uint32_t address = 0;
  std::memcpy(&address, bytes, sizeof address);
  return std::uint64_t{1} << 32 | address;  // no prefix that is routed begins with so many zeros
}

}  // namespace

std::uint64_t Addresses::key_of(std::string_view peer) {
  const std::string text(peer);
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return key_of_v4(bytes.data());
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::memcmp(bytes.data(), mapped.data(), mapped.size()) == 0) {
      return key_of_v4(bytes.data() + mapped.size());
    }
    std::uint64_t network = 0;
    std::memcpy(&network, bytes.data(), sizeof network);
    return network;
  }
  return base::hash_bytes(std::as_bytes(std::span(peer)));
}

Addresses::Verdict Addresses::ask(std::string_view peer, Bucket::Time now) {
  const std::scoped_lock lock(mutex_);
  Bucket& bucket = place_of(peer, now).requests;
  if (bucket.take(now, quota_.requests)) return {};
  return {false, bucket.wait(now, quota_.requests)};
}

Addresses::Verdict Addresses::guess(std::string_view peer, Bucket::Time now) {
  const std::scoped_lock lock(mutex_);
  Place& place = place_of(peer, now);
  if (!place.requests.take(now, quota_.requests)) {
    return {false, place.requests.wait(now, quota_.requests)};
  }
  if (place.wrong_tokens.take(now, quota_.wrong_tokens)) return {};
  return {false, place.wrong_tokens.wait(now, quota_.wrong_tokens)};
}

std::size_t Addresses::places() const {
  const std::scoped_lock lock(mutex_);
  return places_.size();
}

/// Needs: the lock.
Addresses::Place& Addresses::place_of(std::string_view peer, Bucket::Time now) {
  const std::uint64_t key = key_of(peer);
  const auto found = places_.find(key);
  if (found != places_.end()) return found->second;
  if (places_.size() >= places_max && now - swept_ >= sweep_every) {
    swept_ = now;
    std::erase_if(places_, [&](const auto& entry) { return entry.second.is_unused(now); });
  }
  return places_.size() < places_max ? places_[key] : others_;
}

}  // namespace tributary::api
