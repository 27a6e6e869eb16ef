#include "engine/engine.hpp"

#include <gtest/gtest.h>

#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::amount;
using protocol::PlaceBid;
using protocol::Time;
using Kind = Verdict::Kind;

constexpr std::uint64_t alice = 7;
constexpr std::uint64_t bob = 8;

/// Alice with 1,000.00, Bob who borrows, and an open loan of 500.00.
class EngineTest : public testing::Test, protected TestMarket {
 protected:
  PlaceBid bid_of(std::string_view sum) const {
    return {loan, investor_account, amount(sum), false, {}};
  }
  protocol::WithdrawalId withdraw(Amount sum) {
    return must(protocol::RequestWithdrawal{investor_account, sum, Amount{}}).withdrawal;
  }
  std::size_t bytes_recorded() const { return journal().back().body.size(); }

  AccountId investor_account = investor(alice, amount("1000.00"));
  AccountId borrower_account = open(bob);
  LoanId loan = listing(borrower_account, amount("500.00"));
};

TEST_F(EngineTest, GivesARepeatedRequestTheSequenceOfItsRecord) {
  const Verdict first = send(member(alice), "bid-1", bid_of("100.00"));
  EXPECT_EQ(first.kind, Kind::recorded);
  EXPECT_EQ(first.sequence, state().sequence);
  const std::uint64_t hash = state().hash.value();
  const std::size_t bytes = bytes_recorded();
  for (int i = 0; i < 3; ++i) {
    const Verdict again = send(member(alice), "bid-1", bid_of("100.00"));
    EXPECT_EQ(again.kind, Kind::repeated);
    EXPECT_EQ(again.sequence, first.sequence);
    EXPECT_EQ(again.refusal, Refusal::none);
  }
  EXPECT_EQ(state().hash.value(), hash);
  EXPECT_EQ(state().sequence, first.sequence);
  EXPECT_EQ(bytes_recorded(), bytes);
  EXPECT_EQ(held(investor_account), amount("100.00"));
}

TEST_F(EngineTest, RepeatsAlsoInALaterGroupAndAfterARestart) {
  const Verdict first = send(member(alice), "bid-1", bid_of("100.00"));
  at({state().now.ms + 1});
  EXPECT_EQ(send(member(alice), "bid-1", bid_of("100.00")).sequence, first.sequence);
  replace(replayed(journal()));
  const Verdict again = send(member(alice), "bid-1", bid_of("100.00"));
  EXPECT_EQ(again.kind, Kind::repeated);
  EXPECT_EQ(again.sequence, first.sequence);
  replace(loaded(saved(state())));
  EXPECT_EQ(send(member(alice), "bid-1", bid_of("100.00")).kind, Kind::repeated);
  EXPECT_EQ(held(investor_account), amount("100.00"));
}

TEST_F(EngineTest, RefusesAnIdThatBelongsToAnotherBody) {
  const Verdict first = send(member(alice), "bid-1", bid_of("100.00"));
  const std::uint64_t hash = state().hash.value();
  const Verdict other = send(member(alice), "bid-1", bid_of("200.00"));
  EXPECT_EQ(other.kind, Kind::reused);
  EXPECT_EQ(other.refusal, Refusal::request_id_reused);
  EXPECT_EQ(state().hash.value(), hash);
  EXPECT_EQ(state().sequence, first.sequence);
  EXPECT_EQ(send(member(alice), "bid-1", bid_of("100.00")).kind, Kind::repeated);
  // Another command with the same fields is another body too.
  send(staff, "x", protocol::ApproveListing{{99}});
  EXPECT_EQ(send(staff, "x", protocol::OpenListing{{99}}).kind, Kind::reused);
}

TEST_F(EngineTest, TakesAnotherCallersSameIdForAnother) {
  EXPECT_EQ(send(member(alice), "bid-1", bid_of("100.00")).kind, Kind::recorded);
  const Verdict other = send(member(bob), "bid-1", bid_of("100.00"));
  EXPECT_EQ(other.kind, Kind::recorded);
  EXPECT_EQ(other.refusal, Refusal::account_not_yours);
}

TEST_F(EngineTest, KeepsARefusedRequestRefused) {
  const Verdict first = send(member(alice), "bid-1", bid_of("50.00"));
  EXPECT_EQ(first.refusal, Refusal::bid_below_minimum);
  EXPECT_EQ(last().refusal, Refusal::bid_below_minimum);
  bid(loan, investor_account, amount("400.00"));  // now 100.00 is left,
  must(protocol::CancelListing{loan, ""});        // and then nothing at all
  const Verdict again = send(member(alice), "bid-1", bid_of("50.00"));
  EXPECT_EQ(again.kind, Kind::repeated);
  EXPECT_EQ(again.sequence, first.sequence);
  replace(replayed(journal()));
  EXPECT_EQ(send(member(alice), "bid-1", bid_of("50.00")).sequence, first.sequence);
}

TEST_F(EngineTest, GivesARefusedCommandASequenceAndChangesNothingElse) {
  const std::uint64_t hash = state().hash.value();
  const protocol::Sequence before = state().sequence;
  EXPECT_EQ(send(member(alice), bid_of("50.00")), Refusal::bid_below_minimum);
  EXPECT_EQ(state().sequence, before + 1);
  EXPECT_EQ(state().hash.value(), hash);
}

TEST_F(EngineTest, AnotherPartyIsNotToldTheAnswersOfItsActor) {
  TestMarket market;
  const protocol::OpenAccount wish{staff.party};
  protocol::Sender elsewhere = staff;
  elsewhere.party = {4711};
  EXPECT_EQ(market.send(staff, "one", wish).kind, market.send(staff, "two", wish).kind);
  EXPECT_EQ(market.send(staff, "one", wish).kind, Kind::repeated);
  EXPECT_EQ(market.send(elsewhere, "one", wish).kind, Kind::reused);
}

// What a repeat then gets is the index's to say, which is asked before the engine.
TEST_F(EngineTest, ForgetsRequestsThatAreKeptElsewhereAndNothingElse) {
  TestMarket market;
  market.state_to_break().requests.set_generation_size(10);
  const AccountId account = market.open(alice);
  for (int i = 0; i < 40; ++i) {
    market.send(staff, "deposit-" + std::to_string(i),
                protocol::RecordDeposit{account, amount("1.00"), std::to_string(i)});
  }
  const std::uint64_t hash = market.state().hash.value();
  const std::size_t known = market.state().requests.size();
  auto engine = loaded(saved(market.state()));
  const auto forgotten = engine->forget_requests(market.state().sequence);
  EXPECT_GT(forgotten.size(), 0U);
  EXPECT_LT(engine->state().requests.size(), known);
  EXPECT_EQ(engine->state().hash.value(), hash);
  const auto again = loaded(saved(engine->state()));
  EXPECT_EQ(again->state().requests.forgotten_through(),
            engine->state().requests.forgotten_through());
  EXPECT_EQ(again->state().requests.size(), engine->state().requests.size());
  market.replace(std::move(engine));
  EXPECT_EQ(market.send(staff, "deposit-39", protocol::CloseAccount{account}).kind, Kind::reused);
  market.must(protocol::RecordDeposit{account, amount("1.00"), "new"});
}

TEST_F(EngineTest, TakesNoBytesThatAreNotOneCommand) {
  Engine engine;
  base::ByteBuffer group;
  const auto refuses = [&](const base::ByteBuffer& bytes) {
    EXPECT_THROW(engine.execute({{1, 1}, staff, 0, bytes.view()}, group), protocol::CodecError);
    EXPECT_EQ(engine.state().sequence, 0U);
    EXPECT_EQ(engine.state().requests.size(), 0U);
    EXPECT_TRUE(group.empty());
  };
  base::ByteBuffer none;
  refuses(none);
  base::ByteBuffer unknown;
  protocol::write_varint(unknown, 99);
  protocol::write_varint(unknown, 0);
  refuses(unknown);
  base::ByteBuffer two;
  protocol::encode_framed(two, protocol::CloseAccount{{1}});
  protocol::encode_framed(two, protocol::CloseAccount{{1}});
  refuses(two);
}

TEST_F(EngineTest, NeverLetsTimeGoBack) {
  at({5000});
  EXPECT_EQ(state().now, Time{5000});
  at({4000});
  EXPECT_EQ(state().now, Time{5000});
  at({5000});
  EXPECT_EQ(state().now, Time{5000});
  at({5001});
  EXPECT_EQ(state().now, Time{5001});
}

TEST_F(EngineTest, FetchesAheadForAnyCommand) {
  const auto fetch = [&](const auto& command) {
    base::ByteBuffer bytes;
    protocol::encode_framed(bytes, command);
    for (std::size_t place = 0; place < 20; ++place) {
      engine().prefetch_behind(place, 20, [&](std::size_t behind) -> Upcoming {
        if (behind % 2 == 0) return {};
        return {{1, 2}, bytes.view()};
      });
    }
  };
  const std::uint64_t hash = state().hash.value();
  fetch(bid_of("100.00"));
  fetch(PlaceBid{{1}, {12345}, {1}, false, {}});
  fetch(PlaceBid{});
  fetch(protocol::SetBorrowingCap{{5}, {4}, Currency::CNY});
  EXPECT_EQ(state().hash.value(), hash);
}

TEST_F(EngineTest, AnswersWhatIsTrueNow) {
  bid(loan, investor_account, amount("200.00"));
  const auto account = std::get<protocol::AccountView>(
      engine().answer(member(alice), protocol::AccountQuery{investor_account}));
  EXPECT_EQ(account.party.value, alice);
  EXPECT_EQ(account.kind, AccountKind::member_cash);
  EXPECT_EQ(account.balance, amount("1000.00"));
  EXPECT_EQ(account.held, amount("200.00"));
  EXPECT_EQ(account.available, amount("800.00"));
  EXPECT_FALSE(account.closed);
  const auto listing =
      std::get<protocol::LoanView>(engine().answer(member(alice), protocol::LoanQuery{loan}));
  EXPECT_EQ(listing.state, protocol::LoanState::open);
  EXPECT_EQ(listing.principal, amount("500.00"));
  EXPECT_EQ(listing.raised, amount("200.00"));
  EXPECT_EQ(listing.remaining, amount("300.00"));
  EXPECT_EQ(listing.bids, 1U);
}

TEST_F(EngineTest, AnswersNobodyAboutAnothersAccount) {
  const auto refused = [&](const protocol::Sender& sender, const protocol::Query& query) {
    return std::get<Refusal>(engine().answer(sender, query));
  };
  EXPECT_EQ(refused(member(bob), protocol::AccountQuery{investor_account}),
            Refusal::account_not_yours);
  EXPECT_EQ(refused(member(bob), protocol::AccountQuery{{99}}), Refusal::account_not_found);
  EXPECT_EQ(refused(staff, protocol::AccountQuery{{0}}), Refusal::account_not_found);
  EXPECT_EQ(refused(staff, protocol::LoanQuery{{0}}), Refusal::loan_not_found);
  EXPECT_EQ(refused(staff, protocol::LoanQuery{{99}}), Refusal::loan_not_found);
}

TEST_F(EngineTest, AnswersTheOwnerAndStaffAboutAWithdrawal) {
  const protocol::WithdrawalId withdrawal = withdraw(amount("30.00"));
  must(protocol::SubmitWithdrawal{withdrawal});
  for (const protocol::Sender& sender : {member(alice), staff}) {
    const auto view = std::get<protocol::WithdrawalView>(
        engine().answer(sender, protocol::WithdrawalQuery{withdrawal}));
    EXPECT_EQ(view.withdrawal, withdrawal);
    EXPECT_EQ(view.account, investor_account);
    EXPECT_EQ(view.currency, protocol::Currency::CNY);
    EXPECT_EQ(view.amount, amount("30.00"));
    EXPECT_EQ(view.fee, amount("0.00"));
    EXPECT_EQ(view.state, protocol::WithdrawalState::submitted);
  }
  const auto refused = [&](const protocol::Sender& sender, std::uint64_t number) {
    return std::get<Refusal>(engine().answer(sender, protocol::WithdrawalQuery{{number}}));
  };
  EXPECT_EQ(refused(member(bob), withdrawal.value), Refusal::account_not_yours);
  EXPECT_EQ(refused(staff, 0), Refusal::withdrawal_not_found);
  EXPECT_EQ(refused(staff, 2), Refusal::withdrawal_not_found);
}

/// The same life twice: bids, refusals, a settlement and a repayment.
void live(TestMarket& market) {
  const AccountId lender = market.investor(alice, amount("1000.00"));
  const AccountId borrower = market.investor(bob, amount("100.00"));
  const LoanId loan = market.listing(borrower, amount("500.00"));
  for (int i = 0; i < 6; ++i) {
    market.send(member(alice), PlaceBid{loan, lender, amount("100.00"), false, {}});
  }
  market.at({86'400'000});
  market.settle(loan, "2024-01-31");
  market.collect(loan);
}

TEST(Engine, GivesTheSameBytesForTheSameCommands) {
  TestMarket one;
  TestMarket other;
  live(one);
  live(other);
  ASSERT_EQ(one.journal().size(), other.journal().size());
  for (std::size_t i = 0; i < one.journal().size(); ++i) {
    const auto a = one.journal()[i].body.view();
    const auto b = other.journal()[i].body.view();
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  }
  EXPECT_EQ(one.state().hash.value(), other.state().hash.value());
}

TEST(Engine, ComesToTheSameStateByReplay) {
  TestMarket market;
  live(market);
  const auto again = replayed(market.journal());
  EXPECT_EQ(again->state().hash.value(), market.state().hash.value());
  EXPECT_EQ(again->state().sequence, market.state().sequence);
  EXPECT_EQ(again->state().now, market.state().now);
  EXPECT_EQ(again->state().requests.size(), market.state().requests.size());
  EXPECT_EQ(first_broken(again->state()), std::nullopt);
}

TEST(Engine, DecidesAJournalAgainTheSameWay) {
  TestMarket market;
  live(market);
  EXPECT_EQ(audited(market.journal()), std::nullopt);
}

TEST(Engine, ReplaysWhatRulesOfTodayWouldRefuse) {
  TestMarket market;
  const AccountId account = market.open(alice);
  // A deposit as an older rule may have let it in: without an amount.
  base::ByteBuffer command;
  protocol::encode_framed(command, protocol::RecordDeposit{account, {}, ""});
  base::ByteBuffer body;
  protocol::write_request(body, {{1, 1}, staff, 0, command.view()});
  protocol::write_event(body, protocol::DepositRecorded{account, {1}, {}, ""});
  protocol::Reader in(body.view());
  const protocol::Record record = protocol::read_record(in);
  const auto engine = replayed(market.journal());
  engine->replay(record);
  EXPECT_EQ(engine->state().sequence, market.state().sequence + 1);
  base::ByteBuffer event;
  EXPECT_EQ(decide_again(engine->state(), 1, record, event), Refusal::amount_not_positive);
}

TEST(Engine, DoesNotReplayAnEventItDoesNotKnow) {
  base::ByteBuffer body;
  base::ByteBuffer command;
  protocol::encode_framed(command, protocol::CloseAccount{{1}});
  protocol::write_request(body, {{1, 1}, staff, 0, command.view()});
  protocol::write_varint(body, 0);
  protocol::write_varint(body, 9999);
  protocol::write_varint(body, 0);
  protocol::Reader in(body.view());
  Engine engine;
  EXPECT_THROW(engine.replay(protocol::read_record(in)), protocol::CodecError);
}

}  // namespace
}  // namespace tributary::engine
