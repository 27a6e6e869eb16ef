#include "verticals/books/totals.hpp"

#include <gtest/gtest.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace tributary::books {
namespace {

TEST(Totals, BeginWithNothing) {
  Totals totals;
  EXPECT_EQ(totals.loans_settled, 0U);
  EXPECT_EQ(totals.reserve_coverage_ppm, 0U);
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<protocol::LoanState>>(
      [&](auto state) { EXPECT_EQ(totals.loans.of(state.value), 0U) << state.name; });
}

TEST(Totals, CountLoansByTheirState) {
  LoanCounts counts;
  ++counts.of(protocol::LoanState::open);
  ++counts.of(protocol::LoanState::written_off);
  EXPECT_EQ(counts.open, 1U);
  EXPECT_EQ(counts.written_off, 1U);
}

}  // namespace
}  // namespace tributary::books
