#include <gtest/gtest.h>

#include "simulate/crowd_life.hpp"

/// The engine against the model: a crowd of nine sends what it likes, and each answer and every
/// cent has to be what the model says.
namespace tributary::simulation {
namespace {

class CrowdTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CrowdTest, GetsWhatTheModelSays) { CrowdLife(GetParam()).run(4'000); }

INSTANTIATE_TEST_SUITE_P(Seeds, CrowdTest, testing::Range<std::uint64_t>(1, 13));

/// A crowd that never gets far would prove little.
TEST(Crowd, DoesEverythingThereIsToDo) {
  std::array<int, std::variant_size_v<AnyCommand>> accepted{};
  std::set<Refusal> refused;
  int repaid = 0;
  for (std::uint64_t seed = 100; seed < 136; ++seed) {
    CrowdLife life(seed);
    life.run(8'000);
    for (std::size_t i = 0; i < accepted.size(); ++i) accepted[i] += life.accepted()[i];
    refused.insert(life.refused().begin(), life.refused().end());
    repaid += life.count(LoanState::repaid);
  }
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    EXPECT_GT(accepted[i], 5) << "command " << i;
  }
  EXPECT_GT(repaid, 20);
  // Only limits too large for this are not met.
  for (const RefusalText& text : refusal_texts()) {
    const bool out_of_reach = (text.refusal < Refusal::approval_invalid &&
                               text.refusal != Refusal::bank_reference_recorded) ||
                              text.refusal == Refusal::bid_count_reached ||
                              text.refusal == Refusal::balance_exceeds_limit ||
                              text.refusal == Refusal::capacity_reached;
    EXPECT_NE(refused.contains(text.refusal), out_of_reach) << text.name;
  }
}

}  // namespace
}  // namespace tributary::simulation
