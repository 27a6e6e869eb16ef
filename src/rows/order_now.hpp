#pragma once

#include <optional>

#include "rows/order.hpp"
#include "rows/writer.hpp"

namespace tributary::rows {

/// An order that this process gives by itself, and its outcome once it is durable. Not on the
/// writer's thread. Errors: what it is refused for; unavailable.
template <OrderStruct T>
Or<typename T::Answer> order_now(Writer& writer, const Orderer& by, const T& order) {
  Or<typename T::Answer> answer = std::unexpected(Refused(protocol::Refusal::unavailable));
  Order made;
  made.name = T::endpoint.name;
  made.by = by;
  made.decide = [&](Work& work) -> Or<Accepted> {
    answer = decide(work, order);
    if (!answer) return std::unexpected(answer.error());
    return Accepted();
  };
  const auto outcome = writer.submit_and_wait(std::move(made));
  if (answer && !(outcome && outcome->accepted)) {
    return std::unexpected(Refused(protocol::Refusal::unavailable));
  }
  return answer;
}

}  // namespace tributary::rows
