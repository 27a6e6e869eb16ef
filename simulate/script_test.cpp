#include <gtest/gtest.h>

#include "simulate/crowd.hpp"
#include "simulate/shrink.hpp"

namespace tributary::simulation {
namespace {

TEST(Script, ReadsWhatItWrites) {
  Crowd crowd(7);
  Model model;
  for (int i = 0; i < 2'000; ++i) {
    const Wish wish = crowd.next(model);
    const std::string line = text_of(Send{wish.sender, 17, wish.command});
    const Steps read = steps_of(line + "\n");
    ASSERT_EQ(read.size(), 1U);
    ASSERT_EQ(text_of(read[0]), line);
  }
}

TEST(Script, IsForPeople) {
  PlaceBid bid;
  bid.loan = {3};
  bid.account = {12};
  bid.amount = {10'000};
  EXPECT_EQ(text_of(Send{Sender::staff(1), 17, bid}),
            "staff/1 17 place_bid loan=3 account=12 amount=10000");
  CreateListing listing;
  listing.borrower_account = {4};
  listing.title.text = "Tea house, 20 % more";
  listing.terms.method = money::Method::bullet;
  EXPECT_EQ(text_of(Send{Sender::agent(2), 1, listing}),
            "agent/2 1 create_listing borrower_account=4 title=Tea%20house%2c%2020%20%25%20more "
            "terms.method=bullet");
  EXPECT_EQ(text_of(Strike{Fault::torn_write, 5}), "strike torn-write 5");
  EXPECT_EQ(text_of(At{{1'706'662'800'000}}), "at 2024-01-31T01:00:00.000Z");
}

TEST(Script, NamesTheLineThatIsNone) {
  EXPECT_EQ(steps_of("# a comment\n\ncommit\n").size(), 1U);
  for (const char* wrong :
       {"commit\nstaff/1 x place_bid", "commit\nstaff/1 1 place_bet",
        "commit\nstaff/1 1 place_bid colour=red", "commit\nstrike flood 1", "commit\nat noon"}) {
    try {
      steps_of(wrong);
      FAIL() << wrong;
    } catch (const std::invalid_argument& fault) {
      EXPECT_TRUE(std::string(fault.what()).starts_with("line 2: ")) << fault.what();
    }
  }
}

TEST(Shrink, LeavesWhatFails) {
  Steps steps(500, Commit{});
  steps[77] = Strike{Fault::crash, 1};
  steps[311] = Strike{Fault::crash, 2};
  const auto fails = [](const StepRefs& tried) {
    int strikes = 0;
    for (const Step* step : tried) strikes += std::holds_alternative<Strike>(*step);
    return strikes == 2;
  };
  EXPECT_EQ(shrink(steps, fails, [](std::size_t) { return true; }).size(), 2U);
  int tries = 3;
  EXPECT_GT(shrink(steps, fails, [&](std::size_t) { return --tries > 0; }).size(), 60U);
}

}  // namespace
}  // namespace tributary::simulation
