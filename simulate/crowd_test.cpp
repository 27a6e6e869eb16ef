#include <gtest/gtest.h>

#include "simulate/crowd_life.hpp"
#include "simulate/model_bid_interest.hpp"

/// The engine against the model: a crowd of nine sends what it likes, and each answer and every
/// cent has to be what the model says.
namespace tributary::simulation {
namespace {

class CrowdTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CrowdTest, GetsWhatTheModelSays) { CrowdLife(GetParam()).run(4'000); }

INSTANTIATE_TEST_SUITE_P(Seeds, CrowdTest, testing::Range<std::uint64_t>(1, 13));

/// How many loans, or payments of them, were of a kind that a product makes.
struct OfProducts {
  int bids_of_several_days = 0;  ///< that earned until the settlement
  int earning_beside_voided = 0;
  int stepped = 0;  ///< with principals that the listing named
  int stepped_in_proportion = 0;
  int guaranteed = 0;  ///< instalments with a part for the guarantor
  int guaranteed_in_parts = 0;
  int guarantee_taken_back = 0;

  void count(const Model& model) {
    for (const ModelLoan& loan : model.loans) {
      if (loan.periods.empty()) continue;  // it was never settled
      const bool earning = loan.rules.interest_from == InterestFrom::bid &&
                           bid_interest(loan, loan.settled_on) != Amount{};
      const auto days = bid_days_told(loan).size();
      bids_of_several_days += earning && days > 1;
      earning_beside_voided += earning && days > 1 && loan.bid_days.size() > loan.bids.size();
      Amount named;
      for (const Amount principal : loan.principals) named += principal;
      stepped += loan.principals.size() > 1;
      stepped_in_proportion += loan.principals.size() > 1 && named != loan.principal;
      for (const ModelPayment& payment : loan.payments) {
        if (payment.guarantee == Amount{}) continue;
        ++guaranteed;
        guarantee_taken_back += payment.reversed;
        const bool is_whole = payment.kind != PaymentKind::instalment ||
                              payment.period >= loan.periods.size() ||
                              payment.parts.fee == loan.periods[payment.period].owed.fee;
        guaranteed_in_parts += !is_whole;
      }
    }
  }
};

/// A crowd that never gets far would prove little.
TEST(Crowd, DoesEverythingThereIsToDo) {
  std::array<int, std::variant_size_v<AnyCommand>> accepted{};
  std::set<Refusal> refused;
  int repaid = 0;
  OfProducts products;
  for (std::uint64_t seed = 100; seed < 136; ++seed) {
    CrowdLife life(seed);
    life.run(8'000);
    for (std::size_t i = 0; i < accepted.size(); ++i) accepted[i] += life.accepted()[i];
    refused.insert(life.refused().begin(), life.refused().end());
    repaid += life.count(LoanState::repaid);
    products.count(life.model());
  }
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    EXPECT_GT(accepted[i], 5) << "command " << i;
  }
  EXPECT_GT(repaid, 20);
  EXPECT_GT(products.bids_of_several_days, 10);
  EXPECT_GT(products.earning_beside_voided, 2);
  EXPECT_GT(products.stepped, 20);
  EXPECT_GT(products.stepped_in_proportion, 5);
  EXPECT_GT(products.guaranteed, 20);
  EXPECT_GT(products.guaranteed_in_parts, 10);
  EXPECT_GT(products.guarantee_taken_back, 10);
  // Only limits too large for this are not met.
  for (const RefusalText& text : refusal_texts()) {
    const bool out_of_reach = (text.refusal < Refusal::approval_invalid &&
                               text.refusal != Refusal::bank_reference_recorded) ||
                              text.refusal == Refusal::bid_count_reached ||
                              text.refusal == Refusal::balance_exceeds_limit ||
                              text.refusal == Refusal::part_prepayments_reached ||
                              text.refusal == Refusal::capacity_reached;
    EXPECT_NE(refused.contains(text.refusal), out_of_reach) << text.name;
  }
}

}  // namespace
}  // namespace tributary::simulation
