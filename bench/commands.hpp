#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_buffer.hpp"
#include "base/hash.hpp"
#include "protocol/record.hpp"
#include "protocol/request_digest.hpp"

namespace tributary::bench {

inline constexpr auto sender = protocol::Sender::staff(1);

/// Commands as they reach the engine: framed bytes, each with the key and digest of its request.
/// Made before the clock runs.
class CommandList {
 public:
  /// `first_request`: two lists for the same engine must not use a number twice.
  explicit CommandList(std::uint64_t first_request) : first_request_(first_request) {}

  template <class Command>
  void add(const Command& command) {
    starts_.push_back(bytes_.size());
    protocol::encode_framed(bytes_, command);
    digests_.push_back(protocol::request_digest(command));
  }

  std::size_t size() const { return starts_.size(); }
  std::span<const std::byte> command(std::size_t i) const {
    const std::size_t end = i + 1 < size() ? starts_[i + 1] : bytes_.size();
    return bytes_.view(starts_[i], end - starts_[i]);
  }
  /// Spread as a digest is.
  protocol::RequestKey key(std::size_t i) const {
    const std::uint64_t request = first_request_ + i;
    return {base::mix(request), base::mix(~request)};
  }
  protocol::Request request(std::size_t i) const {
    return {key(i), sender, digests_[i], command(i)};
  }

 private:
  std::uint64_t first_request_;
  base::ByteBuffer bytes_;
  std::vector<std::size_t> starts_;
  std::vector<std::uint64_t> digests_;
};

}  // namespace tributary::bench
