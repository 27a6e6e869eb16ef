#include <gtest/gtest.h>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/earned.hpp"
#include "verticals/books/loans.hpp"
#include "verticals/books/statement.hpp"

/// What events say of accounts that a life does not lead to by itself.
namespace tributary::books {
namespace {

class AccountEvents : public testing::Test {
 protected:
  void happens(AnyEvent event) {
    life.add(std::move(event));
    shelf.follow(life);
  }
  Amount balance(AccountId account) {
    AccountHeads heads(shelf.database());
    heads.catch_up();
    return heads[account].balance;
  }
  bool is_closed(AccountId account) {
    Connection reader(shelf.url());
    return Snapshot(reader).account(account).value().closed;
  }
  StatementLine newest_line(AccountId account) {
    Connection reader(shelf.url());
    Snapshot books(reader);
    return statement(books, account, std::nullopt, 1).value().lines.at(0);
  }
  /// Of a currency in which somebody has paid in or lent.
  Totals totals() { return shelf.rows<Totals>().at(0); }

  Life life;
  AccountId member = life.open_member(10);
  Bookshelf shelf;
};

TEST_F(AccountEvents, AClosedAccountIsOpenedByWhatSaysSo) {
  life.deposit(member, {500});
  shelf.follow(life);
  EXPECT_FALSE(is_closed(member));
  for (const bool reopened : {true, false}) {
    happens(protocol::AccountClosed{member});
    EXPECT_TRUE(is_closed(member));
    happens(protocol::DepositRecorded{member, life.custodian, {1}, "", reopened});
    EXPECT_EQ(is_closed(member), !reopened);
    happens(protocol::AccountClosed{member});
    happens(protocol::WithdrawalReturned{{1}, member, life.custodian, {1}, reopened, ""});
    EXPECT_EQ(is_closed(member), !reopened);
  }
}

TEST_F(AccountEvents, WhatComesToOwnMoneyGoesOnIntoTheGap) {
  happens(protocol::FundsTransferred{
      member, life.own_money, {100}, "", {life.own_money, {30}, life.gap, {-30}}});
  EXPECT_EQ(balance(member), Amount{-100});
  EXPECT_EQ(balance(life.own_money), Amount{70});
  EXPECT_EQ(balance(life.gap), Amount{30});
}

TEST_F(AccountEvents, ThePlatformDoesNotOweItself) {
  life.deposit(life.open_member(11), {1});
  for (const AccountId from : {life.service_fees, member}) {
    happens(protocol::PostingReversed{
        {1}, from, life.guarantor, {50}, "", {40}, {life.own_money, {40}, {}, {}}});
    EXPECT_EQ(balance(from), Amount{-10});
    const bool owes = from == member;
    EXPECT_EQ(newest_line(from).receivable, owes ? std::optional(Amount{40}) : std::nullopt);
    EXPECT_EQ(totals().receivables, owes ? Amount{40} : Amount{});
  }
  EXPECT_EQ(balance(life.own_money), Amount{-80});
  EXPECT_EQ(balance(life.guarantor), Amount{100});
}

TEST_F(AccountEvents, OwnMoneyIsTakenOutOfTheCustodian) {
  happens(protocol::OwnMoneyPaidIn{life.own_money, life.custodian, {500}, {}, ""});
  happens(protocol::OwnMoneyTakenOut{life.own_money, life.custodian, {200}, ""});
  EXPECT_EQ(totals().own_money, Amount{300});
  EXPECT_EQ(totals().custodian_cash, Amount{300});
}

TEST_F(AccountEvents, ABounceGoesOnAndIsOwedLess) {
  happens(protocol::DepositRecorded{member, life.custodian, {100}, ""});
  const Sequence deposit = life.last_sequence();
  happens(protocol::DepositBounced{{deposit},
                                   member,
                                   life.custodian,
                                   {100},
                                   {},
                                   {{member, {100}}},
                                   {{}, {}, life.gap, {100}},
                                   /*unfinished=*/true,
                                   ""});
  EXPECT_EQ(totals().receivables, Amount{100});
  happens(protocol::BounceContinued{{deposit},
                                    member,
                                    life.own_money,
                                    {40},
                                    {},
                                    {{life.guarantor, {15}}},
                                    {life.own_money, {40}, life.gap, {-25}},
                                    /*unfinished=*/false});
  const StatementLine line = newest_line(member);
  EXPECT_EQ(line.posted, Amount{-40});
  EXPECT_EQ(line.receivable, Amount{-40});
  EXPECT_EQ(line.posting, protocol::PostingId{deposit});
  EXPECT_EQ(totals().receivables, Amount{75});
  EXPECT_EQ(balance(life.own_money), Amount{});
  EXPECT_EQ(balance(life.guarantor), Amount{15});
  EXPECT_EQ(totals().gap, Amount{75});
}

TEST_F(AccountEvents, ThreeAccountsStandInOneRow) {
  life.complete_withdrawal(life.request_withdrawal(member, {90}, {1}), member, {90}, {1});
  shelf.follow(life);
  const AccountFact fact = shelf.rows<AccountFact>().back();
  EXPECT_TRUE(fact.own.account && fact.other.account && fact.third.account);
  EXPECT_TRUE(shelf.rows<FurtherPost>().empty());
}

/// Accounts, loans and figures in dollars beside those in yuan.
TEST_F(AccountEvents, EachCurrencyHasFiguresOfItsOwn) {
  const AccountId custodian{member.value + 1};
  const AccountId investor{member.value + 2};
  const AccountId borrower{member.value + 3};
  for (const auto& [account, kind, party] :
       {std::tuple(custodian, AccountKind::custodian, protocol::platform_party),
        std::tuple(investor, AccountKind::member_cash, PartyId{11}),
        std::tuple(borrower, AccountKind::member_cash, PartyId{12})}) {
    life.add(protocol::AccountOpened{account, party, kind, Currency::USD});
    life.lines[account];
  }
  life.deposit(member, {500});
  life.add(protocol::DepositRecorded{investor, custodian, {1'000}, ""});
  protocol::ListingCreated created;
  created.currency = Currency::USD;
  const LoanId loan = life.list(borrower, {1'000}, {}, 0, created);
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'365}, {1'000}, {100}}}, {}, {}, {});
  life.loans.at(loan).today = Date{20'365};
  life.collect(loan);
  shelf.follow(life);
  const auto all = shelf.rows<Totals>();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].currency, Currency::CNY);
  EXPECT_EQ(all[0].custodian_cash, Amount{500});
  EXPECT_EQ(all[0].loans, LoanCounts{});
  EXPECT_EQ(all[1].currency, Currency::USD);
  EXPECT_EQ(all[1].custodian_cash, Amount{1'000});
  EXPECT_EQ(all[1].loans.repaid, 1U);
  EXPECT_EQ(all[1].lenders, 1U);
  Connection reader(shelf.url());
  Snapshot books(reader);
  EXPECT_EQ(earned_in(books, all[0]).reason, "nothing was lent");
  EXPECT_EQ(earned_in(books, all[1]).annual_rate, Rate{100'000});
  EXPECT_EQ(loans(books, {.currency = Currency::USD}, std::nullopt, 10).lines.size(), 1U);
  EXPECT_TRUE(loans(books, {.currency = Currency::CNY}, std::nullopt, 10).lines.empty());
}

}  // namespace
}  // namespace tributary::books
