#include "verticals/books/claim.hpp"

#include <gtest/gtest.h>

#include "verticals/books/bid_interest.hpp"

namespace tributary::books {
namespace {

TEST(Parts, AddUpEachOfThem) {
  boost::mp11::mp_for_each<rows::column::Members<Parts>>([](auto member) {
    SCOPED_TRACE(member.name);
    Parts one;
    one.*member.pointer = {7};
    EXPECT_EQ(one.sum(), Amount{7});
    Parts two = one;
    two += one;
    EXPECT_EQ(two.sum(), Amount{14});
    EXPECT_EQ(two.*member.pointer, Amount{14});
    EXPECT_EQ(two - one, one);
    EXPECT_EQ((-one).*member.pointer, Amount{-7});
  });
}

/// By ten a thousand a day: from the day on which the bid was placed, or those before it.
TEST(BidInterest, IsThatOfTheDayOfTheBid) {
  BidInterest interest;
  interest.terms.annual_rate = {365'000};
  interest.terms.basis = money::Basis::act_365;
  interest.settled_on = {20'010};
  EXPECT_EQ(interest.of(0, {1'000}), Amount{}) << "no day is told";
  interest.days = {{1, {20'000}}, {3, {20'005}}};
  const std::vector<Amount> earned{{}, {10}, {10}, {5}, {5}};
  for (std::uint32_t bid = 0; bid < earned.size(); ++bid) {
    EXPECT_EQ(interest.of(bid, {1'000}), earned[bid]) << bid;
  }
}

}  // namespace
}  // namespace tributary::books
