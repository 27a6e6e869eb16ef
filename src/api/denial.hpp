#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>

#include "api/permissions.hpp"
#include "base/by_enum.hpp"
#include "http/message.hpp"
#include "protocol/refusal.hpp"

namespace tributary::api {

/// A bound of one caller, or of one address.
enum class Limit : std::uint8_t { requests, in_flight, streams, refusals, address, password };
BOOST_DESCRIBE_ENUM(Limit, requests, in_flight, streams, refusals, address, password)
inline constexpr std::size_t limits_count = base::places_of<Limit>;

/// Why a request goes no further than the edge.
struct Denial {
  protocol::Refusal refusal = protocol::Refusal::none;
  Limit limit = Limit::requests;     ///< of `too_many_requests`: which one was reached
  std::chrono::nanoseconds wait{0};  ///< of `too_many_requests`: until it may succeed
  Permissions lacks{};               ///< of `forbidden`: one of these is needed

  Denial(protocol::Refusal why) : refusal(why) {}
  Denial(Limit reached, std::chrono::nanoseconds until)
      : refusal(protocol::Refusal::too_many_requests), limit(reached), wait(until) {}
};

/// The problem (RFC 9457) of a denial; with `Retry-After` and the member `limit` where it names
/// one.
http::Response render(const Denial&);

}  // namespace tributary::api
