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

TEST_F(LedgerTest, BoundsWhatACustodianHolds) {
  EXPECT_TRUE(ledger.has_room(custodian, limits::currency_total_max));
  EXPECT_FALSE(ledger.has_room(custodian, limits::currency_total_max + Amount{1}));
  pay_in(alice, limits::currency_total_max);
  EXPECT_FALSE(ledger.has_room(custodian, {1}));
}

TEST_F(LedgerTest, BoundsWhatIsOwedWithWhatIsHeld) {
  const AccountId receivables = open(platform_number, AccountKind::receivables);
  pay_in(alice, limits::currency_total_max - Amount{10});
  ledger.owe(bob, receivables, {7});
  ledger.credit(alice, {7});
  EXPECT_TRUE(ledger.has_room(custodian, {3}));
  EXPECT_FALSE(ledger.has_room(custodian, {4}));
}

TEST_F(LedgerTest, FindsAPostingByItsSequence) {
  for (const std::uint64_t sequence : {3, 5, 8, 13}) {
    ledger.remember({{sequence}, custodian, alice, {100}});
  }
  EXPECT_EQ(ledger.find_posting({3}), 1U);
  EXPECT_EQ(ledger.find_posting({13}), 4U);
  for (const std::uint64_t sequence : {0, 1, 4, 9, 14}) {
    EXPECT_EQ(ledger.find_posting({sequence}), 0U) << sequence;
  }
  ledger.mark_reversed(2);
  EXPECT_TRUE(ledger.postings()[2].reversed);
}

TEST_F(LedgerTest, KeepsItsHashByDifference) {
  const std::uint64_t before = hash.value();
  EXPECT_EQ(before, ledger.full_hash());
  pay_in(alice, {500});
  ledger.hold(alice, {400});
  ledger.remember({{1}, custodian, alice, {500}});
  ledger.mark_reversed(1);
  ledger.close(bob);
  EXPECT_EQ(hash.value(), ledger.full_hash());
  EXPECT_NE(hash.value(), before);
}

TEST_F(LedgerTest, KeepsWhatAccountsOwe) {
  const AccountId receivables = open(platform_number, AccountKind::receivables);
  pay_in(alice, {100});
  // 300 are taken back from Alice, who has 100.
  ledger.debit(alice, {100});
  ledger.owe(alice, receivables, {200});
  ledger.credit(bob, {300});
  EXPECT_EQ(ledger.owed(alice), Amount{200});
  EXPECT_EQ(ledger.owed(bob), Amount{});
  EXPECT_EQ(ledger[receivables].posted, Amount{-200});
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.owe(alice, receivables, {50});
  ledger.credit(bob, {50});
  pay_in(alice, {250});
  ledger.collect_owed(alice, receivables, {30});
  EXPECT_EQ(ledger.owed(alice), Amount{220});
  EXPECT_EQ(hash.value(), ledger.full_hash());
  ledger.collect_owed(alice, receivables, {220});
  EXPECT_TRUE(ledger.owed().empty());
  EXPECT_EQ(ledger[receivables].posted, Amount{});
  EXPECT_EQ(hash.value(), ledger.full_hash());
}

TEST_F(LedgerTest, HashesWhoOwes) {
  const AccountId receivables = open(platform_number, AccountKind::receivables);
  const std::uint64_t before = hash.value();
  ledger.owe(alice, receivables, {200});
  const std::uint64_t alice_owes = hash.value();
  EXPECT_NE(alice_owes, before);
  pay_in(alice, {200});
  ledger.collect_owed(alice, receivables, {200});
  ledger.owe(bob, receivables, {200});
  EXPECT_NE(hash.value(), alice_owes);
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

TEST_F(LedgerDeathTest, NeverTurnsTheCustodianAround) {
  EXPECT_DEATH(ledger.credit(custodian, {1}), "posted <= Amount");
  EXPECT_DEATH(ledger.hold(custodian, {1}), "held == Amount");
}

TEST_F(LedgerDeathTest, NeverOwesWhatNobodyLent) {
  const AccountId receivables = open(platform_number, AccountKind::receivables);
  pay_in(alice, {500});
  EXPECT_DEATH(ledger.credit(receivables, {1}), "posted <= Amount");
  EXPECT_DEATH(ledger.collect_owed(alice, receivables, {1}), "posted <= Amount");
  EXPECT_DEATH(ledger.owe(alice, receivables, {0}), "ASSERT failed");
  EXPECT_DEATH(ledger.owe(alice, bob, {1}), "receivables");
  ledger.owe(bob, receivables, {100});
  EXPECT_DEATH(ledger.collect_owed(alice, receivables, {1}), "amount >= Amount");
}

TEST_F(LedgerDeathTest, NeverReversesAPostingTwice) {
  ledger.remember({{1}, custodian, alice, {500}});
  ledger.mark_reversed(1);
  EXPECT_DEATH(ledger.mark_reversed(1), "!posting.reversed");
  EXPECT_DEATH(ledger.remember({{1}, custodian, alice, {500}}), "ASSERT failed");
}

TEST_F(LedgerDeathTest, NeverClosesAnAccountInUse) {
  pay_in(alice, {1});
  EXPECT_DEATH(ledger.close(alice), "ASSERT failed");
  ledger.loan_began(bob);
  EXPECT_DEATH(ledger.close(bob), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::engine
