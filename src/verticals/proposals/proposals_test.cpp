#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vertical/test_line.hpp"
#include "verticals/proposals/clerk.hpp"
#include "verticals/proposals/lists.hpp"

namespace tributary::proposals {
namespace {

using protocol::Permission;
using protocol::Sender;
using testing::ElementsAre;

const Sender wang = Sender::staff(7);
const Sender li = Sender::staff(8);

class ProposalsTest : public vertical::TestLine {
 protected:
  ProposalsTest() : TestLine(schema(), agents::make_agent<Clerk>()) {}

  template <rows::OrderStruct T>
  rows::Or<ProposalView> order(const Sender& by, const T& given,
                               api::Permissions may = api::bit_of(Permission::adjust),
                               std::optional<std::uint64_t> if_match = {}) {
    return TestLine::order(
        rows::Orderer{.sender = by, .address = {}, .if_match = if_match, .permissions = may},
        given);
  }
  static ProposeCommand write_off(std::uint64_t loan) {
    ProposeCommand order;
    order.command.write_off_loan = protocol::WriteOffLoan{{loan}, {19'700}};
    order.reason = protocol::Note{"sold to a collector"};
    return order;
  }
  ProposalView now_of(ProposalId proposal) {
    return ask([&](vertical::Asked& asked) { return get_proposal(asked, proposal, {}).value(); });
  }
  ProposalsPage listed(const ProposalsQuery& query) {
    return ask([&](vertical::Asked& asked) { return list_proposals(asked, query).value(); });
  }
  std::vector<ProposalId> proposals(const ProposalsQuery& query) {
    std::vector<ProposalId> found;
    const ProposalsPage page = listed(query);
    for (const ProposalView& line : page.lines) found.push_back(line.proposal);
    return found;
  }
};

INSTANTIATE_TEST_SUITE_P(Each, ProposalsTest, store::each_backend(), store::name_of_backend);

TEST_P(ProposalsTest, SendsExactlyWhatWasProposedInBothNames) {
  const ProposalView made = order(wang, write_off(17)).value();
  EXPECT_EQ(made.state, ProposalState::open);
  EXPECT_EQ(made.lapses.ms, now() + open_for_ms);
  let_agents_work();
  EXPECT_THAT(sent, testing::IsEmpty());
  const ProposalView approved = order(li, ApproveProposal{made.proposal}).value();
  EXPECT_EQ(approved.state, ProposalState::approved);
  EXPECT_EQ(approved.decided_by, li.actor);
  let_agents_work();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent.front().sender, (Sender{wang.actor, {}, made.proposal.value, li.actor}));
  EXPECT_EQ(sent.front().key,
            protocol::request_key(Sender::agent(Clerk::number).actor,
                                  "proposal:" + std::to_string(made.proposal.value)));
  base::ByteBuffer expected;
  protocol::encode_framed(expected, *write_off(17).command.write_off_loan);
  EXPECT_THAT(sent.front().command, testing::ElementsAreArray(expected.view()));
  const ProposalView ended = now_of(made.proposal);
  EXPECT_EQ(ended.state, ProposalState::refused);
  EXPECT_EQ(ended.refusal, "request_id_reused");
  EXPECT_EQ(ended.version, 3U);
}

TEST_P(ProposalsTest, NeedsASecondPersonWhoMay) {
  const ProposalView made = order(wang, write_off(17)).value();
  const ApproveProposal approve{made.proposal};
  EXPECT_EQ(order(wang, approve).error().code(), "proposal_is_your_own");
  EXPECT_EQ(order(li, approve, api::bit_of(Permission::move_cash)).error().code(),
            "proposal_command_not_yours");
  EXPECT_EQ(order(wang, write_off(17), api::bit_of(Permission::run_days)).error().code(),
            "proposal_command_not_yours");
  EXPECT_EQ(order(li, ApproveProposal{ProposalId{5}}).error().code(), "proposal_not_found");
  EXPECT_EQ(now_of(made.proposal).state, ProposalState::open);
}

TEST_P(ProposalsTest, IsOfOneCommand) {
  ProposeCommand order_of_none;
  EXPECT_EQ(order(wang, order_of_none).error().code(), "proposal_not_one_command");
  ProposeCommand order_of_two = write_off(17);
  order_of_two.command.begin_business_day = protocol::BeginBusinessDay{};
  EXPECT_EQ(order(wang, order_of_two).error().code(), "proposal_not_one_command");
}

TEST_P(ProposalsTest, IsDecidedOnceAndAsItWasSeen) {
  const ProposalView made = order(wang, write_off(17)).value();
  const auto adjust = api::bit_of(Permission::adjust);
  EXPECT_EQ(order(li, ApproveProposal{made.proposal}, adjust, 2).error().code(), "row_changed");
  EXPECT_TRUE(order(li, ApproveProposal{made.proposal}, adjust, 1));
  EXPECT_EQ(order(li, ApproveProposal{made.proposal}).error().code(), "proposal_not_open");
  EXPECT_EQ(order(wang, DeclineProposal{made.proposal}).error().code(), "proposal_not_open");
  let_agents_work();
  EXPECT_EQ(sent.size(), 1U);
}

TEST_P(ProposalsTest, IsWithdrawnByItsProposerAndDeclinedByOthers) {
  const ProposalView first = order(wang, write_off(17)).value();
  const ProposalView second = order(wang, write_off(18)).value();
  EXPECT_EQ(order(wang, DeclineProposal{first.proposal})->state, ProposalState::withdrawn);
  EXPECT_EQ(order(li, DeclineProposal{second.proposal, protocol::Note{"no"}})->state,
            ProposalState::declined);
  EXPECT_EQ(now_of(second.proposal).answer, "no");
  let_agents_work();
  EXPECT_THAT(sent, testing::IsEmpty());
}

TEST_P(ProposalsTest, LapsesWhenNobodyDecides) {
  const ProposalView made = order(wang, write_off(17)).value();
  let_agents_work();
  set_clock(now() + open_for_ms - 1);
  let_agents_work();
  EXPECT_EQ(now_of(made.proposal).state, ProposalState::open);
  set_clock(now() + 1);
  EXPECT_EQ(order(li, ApproveProposal{made.proposal}).error().code(), "proposal_not_open");
  let_agents_work();
  EXPECT_EQ(now_of(made.proposal).state, ProposalState::lapsed);
  EXPECT_THAT(sent, testing::IsEmpty());
}

TEST_P(ProposalsTest, SendsNothingThatNobodyAgreedOn) {
  engine_answer = {.refusal = protocol::Refusal::unavailable};
  const ProposalView agreed = order(wang, write_off(17)).value();
  const ProposalView open = order(wang, write_off(18)).value();
  order(li, ApproveProposal{agreed.proposal}).value();
  let_agents_work();
  sent.clear();
  // As if it had been approved.
  restart_agent_after(
      "UPDATE agent_command SET subject = 'proposal:" + std::to_string(open.proposal.value) + "'");
  let_agents_work();
  EXPECT_THAT(sent, testing::IsEmpty());
  EXPECT_EQ(agent_status().foreign, "proposal:" + std::to_string(open.proposal.value));
  restart_agent_after(
      "UPDATE agent_command SET subject = 'proposal:" + std::to_string(agreed.proposal.value) +
      "', sender_approver = " + std::to_string(wang.actor.value));
  let_agents_work();
  EXPECT_THAT(sent, testing::IsEmpty());
}

TEST_P(ProposalsTest, AnApprovedOneWhoseCommandIsGoneIsSentAgain) {
  engine_answer = {.refusal = protocol::Refusal::unavailable};
  const ProposalView made = order(wang, write_off(17)).value();
  order(li, ApproveProposal{made.proposal}).value();
  let_agents_work();
  engine_answer = {.refusal = protocol::Refusal::request_id_reused};
  restart_agent_after("DELETE FROM agent_command");
  let_agents_work();
  EXPECT_EQ(now_of(made.proposal).state, ProposalState::approved);
  set_clock(now() + open_for_ms);
  let_agents_work();
  EXPECT_EQ(now_of(made.proposal).state, ProposalState::refused);
}

TEST_P(ProposalsTest, AreListedNewestFirstByState) {
  std::vector<ProposalId> made;
  for (std::uint64_t loan = 1; loan <= 4; ++loan) {
    set_clock(now() + 1);
    made.push_back(order(wang, write_off(loan))->proposal);
  }
  order(li, DeclineProposal{made[2]}).value();
  ProposalsQuery query;
  query.limit = api::PageLimit{3};
  EXPECT_THAT(proposals(query), ElementsAre(made[3], made[2], made[1]));
  query.cursor = listed(query).next_cursor;
  EXPECT_THAT(proposals(query), ElementsAre(made[0]));
  ProposalsQuery open;
  open.state = ProposalState::open;
  EXPECT_THAT(proposals(open), ElementsAre(made[3], made[1], made[0]));
}

}  // namespace
}  // namespace tributary::proposals
