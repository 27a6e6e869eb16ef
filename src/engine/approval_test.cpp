#include "engine/approval.hpp"

#include <gtest/gtest.h>

#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using protocol::BeginBusinessDay;
using protocol::Sender;

Sender approved_by(Sender sender, Sender approver) {
  sender.approver = approver.actor;
  return sender;
}

class ApprovalTest : public testing::Test {
 protected:
  ApprovalTest() { platform_.at({20'000 * std::int64_t{86'400'000}}); }

  TestPlatform platform_;
  const BeginBusinessDay ahead_{{20'100}, Date{20'100}};
};

TEST_F(ApprovalTest, IsGivenByASecondPerson) {
  EXPECT_EQ(platform_.send(staff, ahead_), Refusal::approval_missing);
  EXPECT_EQ(platform_.send(approved_by(staff, staff), ahead_), Refusal::approved_by_oneself);
  EXPECT_EQ(platform_.send(protocol::timers_agent, ahead_), Refusal::approval_missing)
      << "no program confirms by itself";
  EXPECT_EQ(platform_.send(approved_staff, ahead_), Refusal::none);
  EXPECT_EQ(platform_.last().sender.approver, colleague.actor);
  EXPECT_EQ(audited(platform_.journal()), std::nullopt);
}

TEST_F(ApprovalTest, IsNotAskedForWhatCanBeUndone) {
  EXPECT_EQ(platform_.send(staff, BeginBusinessDay{{20'000}}), Refusal::none);
  EXPECT_EQ(platform_.send(approved_by(staff, staff), BeginBusinessDay{{20'001}}),
            Refusal::business_day_not_confirmed);
}

/// Who approved is no part of what was sent: a retry that bears another token, or none, is the same
/// request, and gets its first answer.
TEST_F(ApprovalTest, IsNoPartOfWhatWasSent) {
  EXPECT_EQ(platform_.send(staff, "a", ahead_).refusal, Refusal::approval_missing);
  const Verdict late = platform_.send(approved_staff, "a", ahead_);
  EXPECT_EQ(late.kind, Verdict::Kind::repeated) << "a refused request stays so under its id";
  EXPECT_EQ(platform_.send(approved_staff, "b", ahead_).refusal, Refusal::none);
  EXPECT_EQ(platform_.send(staff, "b", ahead_).kind, Verdict::Kind::repeated);
  EXPECT_EQ(platform_.send(approved_by(staff, Sender::staff(9)), "b", ahead_).kind,
            Verdict::Kind::repeated);
}

/// A token that was revoked meanwhile: whoever is told to try again under a new id, and does, pays
/// twice.
TEST_F(ApprovalTest, OfSomebodyWhoMayNotChangesNoAnswer) {
  const Sender by_stranger{staff.actor, {}, 0, protocol::no_suitable_approver};
  EXPECT_EQ(platform_.send(by_stranger, "a", ahead_).refusal, Refusal::approval_invalid);
  EXPECT_EQ(platform_.send(by_stranger, BeginBusinessDay{{20'000}}), Refusal::approval_invalid)
      << "also where none is needed: somebody believes that it is";
  EXPECT_EQ(platform_.send(approved_staff, "b", ahead_).refusal, Refusal::none);
  EXPECT_EQ(platform_.send(by_stranger, "b", ahead_).kind, Verdict::Kind::repeated);
  EXPECT_EQ(audited(platform_.journal()), std::nullopt);
}

}  // namespace
}  // namespace tributary::engine
