#pragma once

#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

#include "engine/request_table.hpp"

namespace tributary::ring {

/// The requests of a table behind a sequence, in ascending order of the keys. Keys are digests: cut
/// into ranges they fill evenly, each range is short enough to be sorted where it lies.
inline std::vector<protocol::KnownRequest> ordered_behind(const engine::RequestTable& table,
                                                          protocol::Sequence behind) {
  using protocol::KnownRequest;
  constexpr std::size_t ranges = 4096;
  const auto range_of = [](const KnownRequest& request) {
    return request.key.high >> (64 - std::countr_zero(ranges));
  };
  const auto visit = [&](auto&& take) {
    table.requests().for_each_chunk([&](std::span<const KnownRequest> chunk) {
      const auto first = std::ranges::upper_bound(chunk, behind, {}, &KnownRequest::sequence);
      std::for_each(first, chunk.end(), take);
    });
  };

  std::vector<std::size_t> ends(ranges + 1);
  visit([&](const KnownRequest& request) { ++ends[range_of(request) + 1]; });
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<KnownRequest> requests(ends.back());
  visit([&](const KnownRequest& request) { requests[ends[range_of(request)]++] = request; });
  auto begin = requests.begin();
  for (std::size_t range = 0; range < ranges; ++range) {
    const auto end = requests.begin() + static_cast<std::ptrdiff_t>(ends[range]);
    std::sort(begin, end, [](const auto& a, const auto& b) { return a.key < b.key; });
    begin = end;
  }
  return requests;
}

}  // namespace tributary::ring
