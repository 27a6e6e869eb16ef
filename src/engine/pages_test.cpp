#include "engine/pages.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "engine/snapshot.hpp"
#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::amount;

class PagesTest : public testing::Test, protected TestMarket {
 protected:
  protocol::WithdrawalId withdraw(Amount sum) {
    return must(protocol::RequestWithdrawal{account, sum, Amount{}}).withdrawal;
  }
  /// Whose deposit went on to somebody else before the bank took it back.
  AccountId debtor(std::uint64_t party, std::string_view sum, Currency currency = Currency::CNY) {
    const AccountId owes =
        must(protocol::OpenAccount{{party}, AccountKind::member_cash, currency}).account;
    must(protocol::RecordDeposit{owes, amount(sum), ""});
    const protocol::PostingId deposit{state().sequence};
    const AccountId marketing = state().ledger.platform(AccountKind::marketing, currency);
    must(protocol::TransferFunds{owes, marketing, amount(sum), ""});
    must(protocol::BounceDeposit{deposit, ""});
    return owes;
  }

  AccountId account = investor(7, amount("1000.00"));
};

TEST_F(PagesTest, WithdrawalsAreListedByTheirState) {
  using protocol::WithdrawalState;
  using Numbers = std::vector<std::uint64_t>;
  for (int i = 1; i <= 5; ++i) {
    const protocol::WithdrawalId withdrawal = withdraw(amount("1.00"));
    if (i % 2 == 1) must(protocol::SubmitWithdrawal{withdrawal});
  }
  const auto page = [&](std::optional<WithdrawalState> of, std::uint64_t before,
                        std::uint32_t limit) {
    return page_of(state(), protocol::WithdrawalsQuery{of, {before}, limit});
  };
  const auto numbers = [](const protocol::WithdrawalPage& read) {
    Numbers found;
    for (const auto& line : read.lines) found.push_back(line.withdrawal.value);
    return found;
  };
  EXPECT_EQ(numbers(page(std::nullopt, 0, 50)), (Numbers{5, 4, 3, 2, 1}));
  EXPECT_EQ(page(std::nullopt, 0, 5).next_cursor, std::nullopt);
  EXPECT_EQ(page(std::nullopt, 99, 50).sequence, state().sequence);
  EXPECT_EQ(numbers(page(std::nullopt, 99, 50)), (Numbers{5, 4, 3, 2, 1}));
  const auto first = page(WithdrawalState::submitted, 0, 2);
  EXPECT_EQ(numbers(first), (Numbers{5, 3}));
  ASSERT_TRUE(first.next_cursor);
  const auto second = page(WithdrawalState::submitted, first.next_cursor->value, 2);
  EXPECT_EQ(numbers(second), (Numbers{1}));
  EXPECT_EQ(second.next_cursor, std::nullopt);
  EXPECT_EQ(numbers(page(WithdrawalState::requested, 0, 50)), (Numbers{4, 2}));
  EXPECT_EQ(numbers(page(WithdrawalState::returned, 0, 50)), Numbers{});
}

/// A page looks at so many at most: it may be empty, and says where to go on.
TEST_F(PagesTest, FewWithdrawalsAreLookedAt) {
  must(protocol::SetWithdrawalRules{protocol::Currency::CNY, {{}, {1}, 65'535}});
  const protocol::WithdrawalId oldest = withdraw(amount("1.00"));
  must(protocol::SubmitWithdrawal{oldest});
  for (std::uint64_t i = 0; i < limits::rows_looked_at_max; ++i) {
    withdraw(amount("0.01"));
  }
  const auto page = [&](protocol::WithdrawalId before) {
    return page_of(state(),
                   protocol::WithdrawalsQuery{protocol::WithdrawalState::submitted, before, 50});
  };
  const auto empty = page({});
  EXPECT_TRUE(empty.lines.empty());
  ASSERT_TRUE(empty.next_cursor);
  const auto last = page(*empty.next_cursor);
  ASSERT_EQ(last.lines.size(), 1U);
  EXPECT_EQ(last.lines[0].withdrawal, oldest);
  EXPECT_EQ(last.next_cursor, std::nullopt);
}

/// A withdrawal says the fee that its account has paid: none where the bank paid what was released.
TEST_F(PagesTest, AWithdrawalSaysTheFeeThatWasPaid) {
  const auto ask = [&] {
    return must(protocol::RequestWithdrawal{account, amount("10.00"), amount("2.00")}).withdrawal;
  };
  const protocol::WithdrawalId usual = ask();
  const protocol::WithdrawalId released = ask();
  must(protocol::SubmitWithdrawal{usual});
  must(protocol::SubmitWithdrawal{released});
  must(protocol::ReleaseWithdrawal{released, ""});
  EXPECT_EQ(view_of(state(), released).fee, amount("2.00"));
  must(protocol::CompleteWithdrawal{usual});
  must(protocol::CompleteWithdrawal{released});
  EXPECT_EQ(view_of(state(), usual).fee, amount("2.00"));
  EXPECT_EQ(view_of(state(), released).fee, Amount{});
  EXPECT_EQ(view_of(state(), released).state, protocol::WithdrawalState::completed);
  EXPECT_EQ(state().ledger[account].posted, amount("978.00"));
  EXPECT_EQ(state().hash.value(), full_hash(state()));
  must(protocol::ReturnWithdrawal{released, ""});
  EXPECT_EQ(view_of(state(), released).fee, Amount{});
}

TEST_F(PagesTest, WhoOwesIsListedInEachCurrency) {
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::marketing, AccountKind::own_money, AccountKind::gap}) {
    must(protocol::OpenAccount{protocol::platform_party, kind, Currency::USD});
  }
  debtor(20, "1.00");
  debtor(20, "2.00", Currency::USD);
  const AccountId dollars = debtor(21, "3.00", Currency::USD);
  const AccountId yuan = debtor(22, "4.00");
  deposit(yuan, amount("1.50"));
  const auto page = [&](Currency currency, std::uint64_t after, std::uint32_t limit) {
    return page_of(state(), protocol::ReceivablesQuery{currency, {after}, limit});
  };
  const auto first = page(Currency::CNY, 0, 1);
  ASSERT_EQ(first.lines.size(), 1U);
  EXPECT_EQ(first.lines[0].party.value, 20U);
  EXPECT_EQ(first.sequence, state().sequence);
  ASSERT_TRUE(first.next_cursor);
  const auto last = page(Currency::CNY, first.next_cursor->value, 1);
  ASSERT_EQ(last.lines.size(), 1U);
  EXPECT_EQ(last.lines[0].party.value, 22U);
  EXPECT_EQ(last.lines[0].owed, amount("4.00"));
  EXPECT_EQ(last.lines[0].account, yuan);
  EXPECT_EQ(last.lines[0].available, amount("1.50"));
  EXPECT_EQ(last.next_cursor, std::nullopt);
  EXPECT_EQ(page(Currency::CNY, 0, 2).lines.size(), 2U);
  const auto of_dollars = page(Currency::USD, 0, 50);
  ASSERT_EQ(of_dollars.lines.size(), 2U);
  EXPECT_EQ(of_dollars.lines[0].owed, amount("2.00"));
  EXPECT_EQ(of_dollars.lines[1].account, dollars);
  EXPECT_EQ(of_dollars.lines[1].currency, Currency::USD);
}

/// The last row that a page looks at is a debt in yuan of somebody who owes dollars too: those are
/// on that page, for the next one begins behind the whole party.
TEST(Pages, EndBetweenPartiesAndNotWithinOne) {
  State state;
  for (std::uint64_t party = 100; party < 100 + limits::rows_looked_at_max; ++party) {
    const PartyNumber owner = state.parties.enter({party});
    state.ledger.owe(state.ledger.open(owner, AccountKind::member_cash, Currency::CNY), {1});
  }
  const PartyNumber last = state.parties.find({99 + limits::rows_looked_at_max});
  const AccountId dollars = state.ledger.open(last, AccountKind::member_cash, Currency::USD);
  state.ledger.owe(dollars, {2});
  const AccountId after =
      state.ledger.open(state.parties.enter({7}), AccountKind::member_cash, Currency::USD);
  state.ledger.owe(after, {3});
  const auto first = page_of(state, protocol::ReceivablesQuery{Currency::USD, {}, 50});
  ASSERT_EQ(first.lines.size(), 1U);
  EXPECT_EQ(first.lines[0].account, dollars);
  ASSERT_TRUE(first.next_cursor);
  const auto second =
      page_of(state, protocol::ReceivablesQuery{Currency::USD, *first.next_cursor, 50});
  ASSERT_EQ(second.lines.size(), 1U);
  EXPECT_EQ(second.lines[0].account, after);
  EXPECT_EQ(second.next_cursor, std::nullopt);
}

}  // namespace
}  // namespace tributary::engine
