#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agents/worker.hpp"
#include "rows/test_rows.hpp"
#include "store/test_databases.hpp"
#include "verticals/proposals/clerk.hpp"
#include "verticals/proposals/lists.hpp"

namespace tributary::proposals {
namespace {

using protocol::Permission;
using protocol::Sender;
using testing::ElementsAre;

constexpr std::int64_t monday_ms = 1'700'000'000'000;
const Sender wang = Sender::staff(7);
const Sender li = Sender::staff(8);

/// Proposals in rows, their clerk, and an engine that answers as it is told to.
class ProposalsTest : public store::EachBackend {
 protected:
  struct Sent {
    protocol::RequestKey key;
    Sender sender;
    rows::Bytes command;
  };

  void SetUp() override {
    EachBackend::SetUp();
    if (url_.empty()) return;
    std::array schemas{schema(), agents::schema()};
    writer_.emplace(url_, schemas,
                    rows::RowsWorld{.clock = [this] { return protocol::Time{now_ms_}; },
                                    .shown = [this] { return protocol::Time{now_ms_}; },
                                    .journal_end = [] { return rows::JournalEnd(); },
                                    .chance = base::draw});
    writer_->start();
    agents::World world{
        .journal_url = {},
        .rows_url = url_,
        .rows = &*writer_,
        .send =
            [this](const protocol::RequestKey& key, const Sender& sender,
                   std::span<const std::byte> command, const agents::Answered& answered) {
              sent_.push_back({key, sender, {command.begin(), command.end()}});
              answered({.refusal = refusal_});
            },
        .clock = [this] { return protocol::Time{now_ms_}; }};
    clerk_.emplace(agents::make_agent<Clerk>(), std::move(world), [] {});
  }
  void TearDown() override {
    clerk_.reset();
    if (writer_) writer_->stop();
  }

  template <rows::OrderStruct T>
  rows::Or<ProposalView> order(const Sender& by, const T& given,
                               api::Permissions may = api::bit_of(Permission::adjust),
                               std::optional<std::uint64_t> if_match = {}) {
    return rows::order_now(
        *writer_, {.sender = by, .address = {}, .if_match = if_match, .permissions = may}, given);
  }
  static ProposeCommand write_off(std::uint64_t loan) {
    ProposeCommand order;
    order.command.write_off_loan = protocol::WriteOffLoan{{loan}, {19'700}};
    order.reason = protocol::Note{"sold to a collector"};
    return order;
  }
  void work() {
    for (int rounds = 0; rounds < 5; ++rounds) clerk_->round({});
  }
  ProposalView now(ProposalId proposal) {
    vertical::Connection connection(url_, vertical::place_of_rows);
    vertical::Reading reading(connection);
    const api::Caller caller;
    vertical::Asked asked{reading, caller};
    return get_proposal(asked, proposal, {}).value();
  }

  std::int64_t now_ms_ = monday_ms;
  protocol::Refusal refusal_ = protocol::Refusal::request_id_reused;
  std::vector<Sent> sent_;
  std::optional<rows::Writer> writer_;
  std::optional<agents::Worker> clerk_;
};

INSTANTIATE_TEST_SUITE_P(Each, ProposalsTest, store::each_backend(), store::name_of_backend);

TEST_P(ProposalsTest, SendsExactlyWhatWasProposedInBothNames) {
  const ProposalView made = order(wang, write_off(17)).value();
  EXPECT_EQ(made.state, ProposalState::open);
  EXPECT_EQ(made.lapses.ms, monday_ms + open_for_ms);
  work();
  EXPECT_THAT(sent_, testing::IsEmpty());
  const ProposalView approved = order(li, ApproveProposal{made.proposal}).value();
  EXPECT_EQ(approved.state, ProposalState::approved);
  EXPECT_EQ(approved.decided_by, li.actor);
  work();
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(sent_.front().sender, (Sender{wang.actor, {}, made.proposal.value, li.actor}));
  EXPECT_EQ(sent_.front().key,
            protocol::request_key(Sender::agent(Clerk::number).actor,
                                  "proposal:" + std::to_string(made.proposal.value)));
  base::ByteBuffer expected;
  protocol::encode_framed(expected, *write_off(17).command.write_off_loan);
  EXPECT_THAT(sent_.front().command, testing::ElementsAreArray(expected.view()));
  const ProposalView ended = now(made.proposal);
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
  EXPECT_EQ(now(made.proposal).state, ProposalState::open);
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
  work();
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_P(ProposalsTest, IsWithdrawnByItsProposerAndDeclinedByOthers) {
  const ProposalView first = order(wang, write_off(17)).value();
  const ProposalView second = order(wang, write_off(18)).value();
  EXPECT_EQ(order(wang, DeclineProposal{first.proposal})->state, ProposalState::withdrawn);
  EXPECT_EQ(order(li, DeclineProposal{second.proposal, protocol::Note{"no"}})->state,
            ProposalState::declined);
  EXPECT_EQ(now(second.proposal).answer, "no");
  work();
  EXPECT_THAT(sent_, testing::IsEmpty());
}

TEST_P(ProposalsTest, LapsesWhenNobodyDecides) {
  const ProposalView made = order(wang, write_off(17)).value();
  work();
  now_ms_ += open_for_ms - 1;
  work();
  EXPECT_EQ(now(made.proposal).state, ProposalState::open);
  now_ms_ += 1;
  EXPECT_EQ(order(li, ApproveProposal{made.proposal}).error().code(), "proposal_not_open");
  work();
  EXPECT_EQ(now(made.proposal).state, ProposalState::lapsed);
  EXPECT_THAT(sent_, testing::IsEmpty());
}

TEST_P(ProposalsTest, AreListedNewestFirstByState) {
  std::vector<ProposalId> made;
  for (std::uint64_t loan = 1; loan <= 4; ++loan) {
    now_ms_ += 1;
    made.push_back(order(wang, write_off(loan))->proposal);
  }
  order(li, DeclineProposal{made[2]}).value();
  vertical::Connection connection(url_, vertical::place_of_rows);
  vertical::Reading reading(connection);
  const api::Caller caller;
  vertical::Asked asked{reading, caller};
  const auto proposals = [&](const ProposalsQuery& query) {
    std::vector<ProposalId> found;
    const ProposalsPage page = list_proposals(asked, query).value();
    for (const ProposalView& line : page.lines) found.push_back(line.proposal);
    return found;
  };
  ProposalsQuery query;
  query.limit = api::PageLimit{3};
  EXPECT_THAT(proposals(query), ElementsAre(made[3], made[2], made[1]));
  query.cursor = list_proposals(asked, query)->next_cursor;
  EXPECT_THAT(proposals(query), ElementsAre(made[0]));
  ProposalsQuery open;
  open.state = ProposalState::open;
  EXPECT_THAT(proposals(open), ElementsAre(made[3], made[1], made[0]));
}

}  // namespace
}  // namespace tributary::proposals
