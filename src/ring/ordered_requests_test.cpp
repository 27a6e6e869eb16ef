#include "ring/ordered_requests.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace tributary::ring {
namespace {

TEST(OrderedRequests, AreThoseBehindASequenceByTheirKeys) {
  constexpr protocol::Sequence last = 5'000;
  engine::RequestTable table(last);
  for (protocol::Sequence sequence = 1; sequence <= last; ++sequence) {
    table.insert({{base::mix(sequence), sequence}, sequence, sequence});
  }
  for (const protocol::Sequence behind : {0U, 1U, 4'999U, 5'000U}) {
    const auto ordered = ordered_behind(table, behind);
    EXPECT_EQ(ordered.size(), last - behind);
    EXPECT_TRUE(std::ranges::is_sorted(ordered, {}, &protocol::KnownRequest::key));
    for (const auto& request : ordered) {
      EXPECT_GT(request.sequence, behind);
      EXPECT_EQ(request.key.low, request.sequence);
    }
  }
}

}  // namespace
}  // namespace tributary::ring
