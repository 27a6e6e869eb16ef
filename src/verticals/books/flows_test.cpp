#include "verticals/books/flows.hpp"

#include <gtest/gtest.h>

namespace tributary::books {
namespace {

PaidTotals paid(std::int64_t principal) { return {{principal}, {}, {}, {}}; }

TEST(PaidDays, ComeAndGoWithTheirPayments) {
  using Days = std::vector<PaidDay>;
  Days days;
  const std::vector<Days> then{
      {{{1}, paid(100), {1}}},
      {{{1}, paid(150), {3}}},
      {{{1}, paid(150), {3}}, {{2}, paid(250), {7}}},
      {{{1}, paid(150), {3}}, {{2}, paid(250), {7}}, {{5}, paid(300), {15}}},
  };
  add_payment(days, {1}, paid(100), {1});
  EXPECT_EQ(days, then[0]);
  add_payment(days, {1}, paid(150), {2});
  EXPECT_EQ(days, then[1]) << "a day of two payments";
  add_payment(days, {2}, paid(250), {4});
  EXPECT_EQ(days, then[2]);
  add_payment(days, {5}, paid(300), {8});
  EXPECT_EQ(days, then[3]);

  EXPECT_EQ(take_off_payment(days, paid(250), {8}), Date{5});
  EXPECT_EQ(days, then[2]);
  EXPECT_EQ(take_off_payment(days, paid(150), {4}), Date{2});
  EXPECT_EQ(days, then[1]);
  EXPECT_EQ(take_off_payment(days, paid(100), {2}), Date{1});
  EXPECT_EQ(days, then[0]);
  EXPECT_EQ(take_off_payment(days, {}, {1}), Date{1});
  EXPECT_TRUE(days.empty());
  EXPECT_THROW(take_off_payment(days, {}, {}), BooksDamaged);
}

}  // namespace
}  // namespace tributary::books
