#include "engine/ledger.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"

namespace tributary::engine {
namespace {

constexpr PartyNumber someone = 2;

class LedgerTest : public testing::Test {
 protected:
  AccountId open(PartyNumber owner, AccountKind kind) {
    return ledger.open(owner, kind, Currency::CNY);
  }
  void pay_in(AccountId account, Amount amount) { ledger.move(custodian, account, amount); }

  StateHash hash;
  Ledger ledger{hash};
  AccountId custodian = open(platform_number, AccountKind::custodian);
  AccountId alice = open(someone, AccountKind::member_cash);
  AccountId bob = open(3, AccountKind::member_cash);
};

TEST_F(LedgerTest, FindsOneAccountAPartyKindAndCurrency) {
  EXPECT_EQ(ledger.find(someone, AccountKind::member_cash, Currency::CNY), alice);
  EXPECT_FALSE(ledger.find(someone, AccountKind::guarantor_cash, Currency::CNY));
  EXPECT_FALSE(ledger.find(someone, AccountKind::member_cash, Currency::USD));
  EXPECT_FALSE(ledger.find(4, AccountKind::member_cash, Currency::CNY));
  EXPECT_EQ(ledger.platform(AccountKind::custodian, Currency::CNY), custodian);
  EXPECT_EQ(ledger.find(AccountId{99}), nullptr);
}

TEST_F(LedgerTest, MovesWhatOneGivesToTheOther) {
  pay_in(alice, {500});
  ledger.move(alice, bob, {200});
  EXPECT_EQ(ledger[custodian].posted, Amount{-500});
  EXPECT_EQ(ledger[alice].posted, Amount{300});
  EXPECT_EQ(ledger[bob].posted, Amount{200});
}

TEST_F(LedgerTest, HoldsAndReleases) {
  pay_in(alice, {500});
  ledger.hold(alice, {400});
  EXPECT_EQ(ledger[alice].available(), Amount{100});
  ledger.release(alice, {150});
  EXPECT_EQ(ledger[alice].held, Amount{250});
  ledger.move_held(alice, bob, {250});
  EXPECT_EQ(ledger[alice].held, Amount{});
  EXPECT_EQ(ledger[alice].posted, Amount{250});
  EXPECT_EQ(ledger[bob].posted, Amount{250});
}

TEST_F(LedgerTest, TiesAnAccountToALoanByABid) {
  pay_in(alice, {500});
  ledger.hold_bid(alice, {100});
  ledger.hold_bid(alice, {100});
  EXPECT_EQ(ledger[alice].loans_live, 2U);
  ledger.release_bid(alice, {100});
  ledger.debit_held(alice, {100});
  ledger.loan_ended(alice);
  EXPECT_EQ(ledger[alice].loans_live, 0U);
  EXPECT_EQ(ledger[alice].posted, Amount{400});
}

TEST_F(LedgerTest, LetsAnotherAccountBeOpenedAfterAClosedOne) {
  ledger.close(alice);
  EXPECT_TRUE(ledger[alice].closed);
  EXPECT_FALSE(ledger.find(someone, AccountKind::member_cash, Currency::CNY));
  const AccountId again = open(someone, AccountKind::member_cash);
  EXPECT_NE(again, alice);
  EXPECT_EQ(ledger.find(someone, AccountKind::member_cash, Currency::CNY), again);
}

TEST_F(LedgerTest, BoundsWhatPeopleAreOwed) {
  EXPECT_TRUE(ledger.has_room(Currency::CNY, limits::currency_total_max));
  EXPECT_FALSE(ledger.has_room(Currency::CNY, limits::currency_total_max + Amount{1}));
  pay_in(alice, limits::currency_total_max);
  EXPECT_FALSE(ledger.has_room(Currency::CNY, {1}));
  EXPECT_TRUE(ledger.has_room(Currency::USD, {1}));
}

TEST_F(LedgerTest, WritesFactsDownFarBeyondThat) {
  pay_in(alice, limits::currency_total_max);
  const Amount room = limits::currency_fact_max - limits::currency_total_max;
  EXPECT_TRUE(ledger.has_room_for_fact(Currency::CNY, room));
  EXPECT_FALSE(ledger.has_room_for_fact(Currency::CNY, room + Amount{1}));
  ledger.owe(bob, limits::currency_fact_max);
  EXPECT_FALSE(ledger.has_room_for_fact(Currency::CNY, {1}));
}

TEST_F(LedgerTest, CoversFromTheOwnMoneyFirstAndClosesTheGapFirst) {
  const AccountId own = open(platform_number, AccountKind::own_money);
  const AccountId gap = open(platform_number, AccountKind::gap);
  EXPECT_EQ(ledger.cover(Currency::CNY, {}), protocol::Cover{});
  pay_in(own, {30});
  const protocol::Cover cover = ledger.cover(Currency::CNY, {100});
  EXPECT_EQ(cover, (protocol::Cover{own, {30}, gap, {70}}));
  ledger.credit(bob, {100});
  ledger.pay(cover);
  ledger.assert_backed();
  EXPECT_EQ(ledger.standing(Currency::CNY), (Standing{{30}, {70}, {100}, {}, {}}));
  EXPECT_EQ(ledger.cover(Currency::CNY, {}, {20}), (protocol::Cover{own, {20}, gap, {-20}}));
  EXPECT_EQ(ledger.cover(Currency::CNY, {}, {90}), (protocol::Cover{own, {70}, gap, {-70}}));
  EXPECT_EQ(ledger.cover(Currency::CNY, {5}, {90}), (protocol::Cover{own, {75}, gap, {-70}}));
}

TEST_F(LedgerTest, FindsAPostingByItsSequence) {
  for (const std::uint64_t sequence : {3, 5, 8, 13}) {
    ledger.remember({{sequence}, custodian, alice, {100}}, {});
  }
  EXPECT_EQ(ledger.find_posting({3}), 1U);
  EXPECT_EQ(ledger.find_posting({13}), 4U);
  for (const std::uint64_t sequence : {0, 1, 4, 9, 14}) {
    EXPECT_EQ(ledger.find_posting({sequence}), 0U) << sequence;
  }
  ledger.mark_reversed(2);
  EXPECT_TRUE(ledger.postings()[2].reversed);
}

TEST_F(LedgerTest, LetsPostingsGoByTheirDay) {
  for (const std::int32_t day : {1, 2, 3, 3, 5}) {
    const protocol::PostingId id{10 * ledger.postings().next_number()};
    ledger.remember({id, custodian, alice, {100}}, {day});
  }
  ledger.let_postings_go_before({1});
  EXPECT_EQ(ledger.find_posting({10}), 1U) << "kept on the very day";
  EXPECT_FALSE(ledger.has_left({10}));
  ledger.let_postings_go_before({3});
  EXPECT_EQ(ledger.find_posting({20}), 0U);
  EXPECT_EQ(ledger.find_posting({30}), 3U);
  EXPECT_EQ(ledger.postings().size(), 3U);
  for (const std::uint64_t left : {1, 10, 15, 20}) EXPECT_TRUE(ledger.has_left({left})) << left;
  for (const std::uint64_t other : {0, 21, 30, 60}) EXPECT_FALSE(ledger.has_left({other})) << other;
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.let_postings_go_before({6});
  EXPECT_EQ(ledger.postings().size(), 0U);
  EXPECT_TRUE(ledger.has_left({50}));
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.remember({{60}, custodian, alice, {100}}, {6});
  EXPECT_EQ(ledger.find_posting({60}), 6U);
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, GivesBackAFewPostingsAtATime) {
  const std::uint64_t many = limits::rows_given_back_a_day + 100;
  for (std::uint64_t id = 1; id <= many; ++id) {
    ledger.remember({{id}, custodian, alice, {100}}, {1});
  }
  ledger.let_postings_go_before({2});
  EXPECT_EQ(ledger.postings().size(), 100U);
  EXPECT_EQ(ledger.find_posting({many}), 0U) << "it has left, although it is in memory";
  EXPECT_TRUE(ledger.has_left({many}));
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.remember({{many + 1}, custodian, alice, {100}}, {2});
  EXPECT_EQ(ledger.postings().size(), 99U) << "two have left for one that came";
  EXPECT_EQ(ledger.find_posting({many + 1}), many + 1);
  for (std::uint64_t more = 2; more <= 200; ++more) {
    ledger.remember({{many + more}, custodian, alice, {100}}, {2});
  }
  EXPECT_EQ(ledger.postings().size(), 200U);
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

/// A clock that ran ahead must not keep what was posted meanwhile, nor all that comes after it.
TEST_F(LedgerTest, SetsTheDaysOfPostingsRightWithTheClock) {
  ledger.remember({{1}, custodian, alice, {100}}, {10});
  ledger.remember({{2}, custodian, alice, {100}}, {4'000});
  ledger.remember({{3}, custodian, alice, {100}}, {5'000});
  ledger.remember({{4}, custodian, alice, {100}}, {11});
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.let_postings_go_before({11});
  EXPECT_EQ(ledger.find_posting({1}), 0U);
  EXPECT_EQ(ledger.find_posting({2}), 2U);
  ledger.let_postings_go_before({12});
  for (const std::uint64_t id : {2, 3, 4}) EXPECT_TRUE(ledger.has_left({id})) << id;
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, KeepsItsHashByDifference) {
  const std::uint64_t before = hash.value();
  EXPECT_EQ(before, ledger.full_hash());
  pay_in(alice, {500});
  ledger.hold(alice, {400});
  ledger.remember({{1}, custodian, alice, {500}}, {});
  ledger.mark_reversed(1);
  ledger.close(bob);
  EXPECT_EQ(hash.value(), ledger.full_hash());
  EXPECT_NE(hash.value(), before);
}

TEST_F(LedgerTest, KeepsWhatPeopleOwe) {
  const AccountId own = open(platform_number, AccountKind::own_money);
  ledger.owe(alice, {200});
  ledger.owe(alice, {50});
  EXPECT_EQ(ledger.owed(alice), Amount{250});
  EXPECT_EQ(ledger.owed(bob), Amount{});
  EXPECT_EQ(ledger.standing(Currency::CNY).debts, Amount{250});
  EXPECT_EQ(ledger.spendable(alice), Amount{-250});
  EXPECT_EQ(hash.value(), ledger.full_hash());
  pay_in(alice, {250});
  EXPECT_EQ(ledger.spendable(alice), Amount{});
  ledger.collect_owed(alice, own, {30});
  EXPECT_EQ(ledger.owed(alice), Amount{220});
  EXPECT_EQ(ledger[own].posted, Amount{30});
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.collect_owed(alice, own, {220});
  EXPECT_TRUE(ledger.owed().empty());
  EXPECT_EQ(ledger.standing(Currency::CNY).debts, Amount{});
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, LeavesUnbackedWhatCameBackFromNowhere) {
  const AccountId own = open(platform_number, AccountKind::own_money);
  const AccountId gap = open(platform_number, AccountKind::gap);
  const AccountId fees = open(platform_number, AccountKind::service_fee);
  pay_in(alice, {100});
  pay_in(fees, {40});
  const protocol::Cover grown{own, {}, gap, {70}};
  ledger.credit(alice, {70});
  ledger.pay(grown);
  ledger.leave_unbacked(alice, {70});
  EXPECT_EQ(ledger.unbacked(alice), Amount{70});
  EXPECT_EQ(ledger.spendable(alice), Amount{100});
  EXPECT_EQ(ledger.spendable(fees), Amount{-30});
  EXPECT_EQ(hash.value(), ledger.full_hash());

  // Part of the gap is closed, then part of the money is taken away.
  pay_in(own, {20});
  ledger.pay({own, {20}, gap, {-20}});
  EXPECT_EQ(ledger.unbacked(alice), Amount{50});
  ledger.hold(alice, {140});
  EXPECT_EQ(ledger.unbacked(alice), Amount{50});
  EXPECT_EQ(ledger.spendable(alice), Amount{-20});
  ledger.move_held(alice, bob, {140});
  EXPECT_EQ(ledger.unbacked(alice), Amount{30});
  EXPECT_EQ(ledger.spendable(alice), Amount{});
  EXPECT_EQ(hash.value(), ledger.full_hash());
  pay_in(own, {50});
  ledger.pay({own, {50}, gap, {-50}});
  EXPECT_TRUE(ledger.unbacked().empty());
  EXPECT_EQ(ledger.spendable(alice), Amount{30});
  EXPECT_EQ(ledger.spendable(fees), Amount{40});
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, ADebtorOwesWithAllAccountsOfTheCurrency) {
  const AccountId own = open(platform_number, AccountKind::own_money);
  const AccountId dollars = ledger.open(someone, AccountKind::member_cash, Currency::USD);
  ledger.close(alice);
  ledger.owe(alice, {200});
  const AccountId another = open(someone, AccountKind::member_cash);
  const AccountId guarantor = open(someone, AccountKind::guarantor_cash);
  pay_in(guarantor, {150});
  EXPECT_EQ(ledger.spendable(another), Amount{-200});
  EXPECT_EQ(ledger.spendable(guarantor), Amount{-50});
  EXPECT_EQ(ledger.spendable(dollars), Amount{});
  EXPECT_EQ(ledger.spendable(bob), Amount{});
  ledger.collect_owed(guarantor, own, {150});
  EXPECT_EQ(ledger.owed(alice), Amount{50});
  ledger.reopen(alice);
  EXPECT_TRUE(ledger.reopened().contains(alice));
  ledger.close(alice);
  EXPECT_TRUE(ledger.reopened().empty());
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, HashesWhoOwesAndWhatIsUnfinished) {
  const std::uint64_t before = hash.value();
  ledger.owe(alice, {200});
  const std::uint64_t alice_owes = hash.value();
  EXPECT_NE(alice_owes, before);
  ledger.forgive(alice, {200});
  ledger.owe(bob, {200});
  EXPECT_NE(hash.value(), alice_owes);
  ledger.forgive(bob, {200});
  ledger.set_unfinished({3}, alice, true);
  ledger.set_unfinished({3}, alice, true);
  EXPECT_NE(hash.value(), before);
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.set_unfinished({3}, alice, false);
  ledger.set_unfinished({3}, alice, false);
  EXPECT_EQ(hash.value(), before);
}

TEST_F(LedgerTest, OpensAClosedAccountAgainBesideAnother) {
  ledger.close(alice);
  const AccountId another = open(someone, AccountKind::member_cash);
  ledger.reopen(alice);
  EXPECT_EQ(ledger.find(someone, AccountKind::member_cash, Currency::CNY), another);
  ledger.close(alice);
  EXPECT_EQ(ledger.find(someone, AccountKind::member_cash, Currency::CNY), another);
  ledger.reopen(alice);
  ledger.close(another);
  EXPECT_FALSE(ledger.find(someone, AccountKind::member_cash, Currency::CNY));
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, HashesWhoseAccountItIs) {
  StateHash other_hash;
  Ledger other{other_hash};
  other.open(platform_number, AccountKind::custodian, Currency::CNY);
  other.open(3, AccountKind::member_cash, Currency::CNY);
  other.open(someone, AccountKind::member_cash, Currency::CNY);
  EXPECT_NE(other_hash.value(), hash.value());
}

using LedgerDeathTest = LedgerTest;

TEST_F(LedgerDeathTest, NeverHoldsMoreThanThereIs) {
  pay_in(alice, {500});
  EXPECT_DEATH(ledger.hold(alice, {501}), "held <= account.posted");
  EXPECT_DEATH(ledger.debit(alice, {501}), "held <= account.posted");
  ledger.hold(alice, {100});
  EXPECT_DEATH(ledger.move(alice, bob, {401}), "held <= account.posted");
  EXPECT_DEATH(ledger.release(alice, {101}), "account.held >=");
  EXPECT_DEATH(ledger.release_bid(alice, {100}), "loans_live > 0");
}

TEST_F(LedgerDeathTest, NeverMovesNothingOrLess) {
  pay_in(alice, {500});
  EXPECT_DEATH(ledger.hold(alice, {0}), "ASSERT failed");
  EXPECT_DEATH(ledger.release(alice, {-1}), "ASSERT failed");
  EXPECT_DEATH(ledger.move(alice, bob, {-1}), "ASSERT failed");
  EXPECT_DEATH(ledger.move(alice, alice, {1}), "from != to");
}

TEST_F(LedgerDeathTest, NeverMixesCurrencies) {
  const AccountId dollars = ledger.open(someone, AccountKind::member_cash, Currency::USD);
  pay_in(alice, {500});
  EXPECT_DEATH(ledger.move(alice, dollars, {1}), "currency");
}

TEST_F(LedgerDeathTest, NeverTurnsTheGapAround) {
  const AccountId gap = open(platform_number, AccountKind::gap);
  EXPECT_DEATH(ledger.credit(gap, {1}), "posted <= Amount");
  EXPECT_DEATH(ledger.hold(custodian, {1}), "held == Amount");
}

TEST_F(LedgerDeathTest, NeverLetsMoneyStandThatNobodyHolds) {
  pay_in(alice, {500});
  ledger.assert_backed();
  ledger.credit(alice, {1});
  EXPECT_DEATH(ledger.assert_backed(), "now.cash \\+ now.gap == now.people");
}

TEST_F(LedgerDeathTest, NeverOwesNothingOrItself) {
  const AccountId fees = open(platform_number, AccountKind::service_fee);
  EXPECT_DEATH(ledger.owe(alice, {0}), "ASSERT failed");
  EXPECT_DEATH(ledger.owe(fees, {1}), "platform_number");
  EXPECT_DEATH(ledger.forgive(alice, {1}), "amount >= Amount");
}

TEST_F(LedgerDeathTest, NeverReversesAPostingTwice) {
  ledger.remember({{1}, custodian, alice, {500}}, {});
  ledger.mark_reversed(1);
  EXPECT_DEATH(ledger.mark_reversed(1), "!posting.reversed");
  EXPECT_DEATH(ledger.remember({{1}, custodian, alice, {500}}, {}), "ASSERT failed");
}

TEST_F(LedgerDeathTest, NeverClosesAnAccountInUse) {
  pay_in(alice, {1});
  EXPECT_DEATH(ledger.close(alice), "ASSERT failed");
  ledger.loan_began(bob);
  EXPECT_DEATH(ledger.close(bob), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::engine
