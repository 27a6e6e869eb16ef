#pragma once

#include <algorithm>
#include <vector>

#include "engine/request_table.hpp"

namespace tributary::app {

/// How many requests the table has behind a sequence.
inline std::uint64_t count_behind(const engine::RequestTable& table, protocol::Sequence behind) {
  std::uint64_t count = 0;
  for (std::size_t part = 0; part < engine::RequestTable::part_count; ++part) {
    for (const protocol::KnownRequest& slot : table.part_slots(part)) {
      if (slot.sequence > behind) ++count;
    }
  }
  return count;
}

/// Calls `visit` for each request of the table behind a sequence, in ascending order of the keys.
/// The table's parts are ranges of keys, so one part is sorted at a time.
template <class Visit>
void for_each_in_order(const engine::RequestTable& table, protocol::Sequence behind,
                       Visit&& visit) {
  std::vector<protocol::KnownRequest> requests;
  for (std::size_t part = 0; part < engine::RequestTable::part_count; ++part) {
    requests.clear();
    for (const protocol::KnownRequest& slot : table.part_slots(part)) {
      if (slot.sequence > behind) requests.push_back(slot);
    }
    std::ranges::sort(requests, {}, &protocol::KnownRequest::key);
    for (const protocol::KnownRequest& request : requests) visit(request);
  }
}

}  // namespace tributary::app
