#include "bench/peers/work.hpp"

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace tributary::bench::peers {

Bid BidOrder::bid(std::uint64_t number) const {
  const std::uint64_t request = number + 1;
  if (kind_ == Kind::mixed) {
    return {request, static_cast<std::uint32_t>(base::mix(request) % setting_.loans),
            static_cast<std::uint32_t>(base::mix(~request) % setting_.members)};
  }
  const std::uint64_t loan = number / setting_.room;
  ASSERT(loan < setting_.loans);
  return {request, static_cast<std::uint32_t>(loan),
          static_cast<std::uint32_t>(number % setting_.members)};
}

Payout payout_of_claim(std::uint32_t period) {
  constexpr std::int64_t periods = 12;
  constexpr std::int64_t rate_ppm = 96'000;
  constexpr std::int64_t divisor = 1'000'000 * periods;
  const std::int64_t amount = bid_amount.minor;
  const std::int64_t repaid_before = amount * (period - 1) / periods;
  const std::int64_t interest =
      ((amount - repaid_before) * rate_ppm + divisor / 2) / divisor;  // half up
  return {amount * period / periods - repaid_before, interest, interest / 10};
}

}  // namespace tributary::bench::peers
