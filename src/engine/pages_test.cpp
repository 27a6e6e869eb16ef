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

TEST_F(PagesTest, APostingIsToldToThoseWhoseMoneyItMoved) {
  const AccountId other = investor(8, amount("5.00"));
  must(protocol::TransferFunds{account, other, amount("2.00"), ""});
  const protocol::PostingQuery query{{state().sequence}};
  const auto told = [&](const protocol::Sender& sender) {
    return std::get<protocol::PostingView>(engine().answer(sender, query));
  };
  for (const auto& sender : {staff, member(7), member(8)}) {
    EXPECT_EQ(told(sender).from, account);
    EXPECT_EQ(told(sender).to, other);
    EXPECT_EQ(told(sender).currency, Currency::CNY);
    EXPECT_EQ(told(sender).amount, amount("2.00"));
    EXPECT_EQ(told(sender).day, state().day());
    EXPECT_FALSE(told(sender).reversed);
  }
  must(protocol::ReversePosting{query.posting, ""});
  EXPECT_TRUE(told(staff).reversed);
  const auto refused = [&](const protocol::Sender& sender, protocol::PostingId posting) {
    return std::get<Refusal>(engine().answer(sender, protocol::PostingQuery{posting}));
  };
  EXPECT_EQ(refused(member(9), query.posting), Refusal::account_not_yours);
  EXPECT_EQ(refused(staff, {state().sequence}), Refusal::posting_not_found) << "a reversal is none";
  EXPECT_EQ(refused(staff, {0}), Refusal::posting_not_found);
}

/// The first of a day, and the last of the one before.
TEST_F(PagesTest, APostingIsOfTheDayOnWhichItWasMade) {
  const Date first = money::day("2024-01-30");
  at({first.days * std::int64_t{86'400'000} + 43'200'000});
  deposit(account, amount("1.00"));
  const protocol::PostingId before{state().sequence};
  must(protocol::BeginBusinessDay{first, std::nullopt, std::nullopt}, approved_staff);
  must(protocol::BeginBusinessDay{first + 1, first + 1, std::nullopt}, approved_staff);
  deposit(account, amount("1.00"));
  const protocol::PostingId after{state().sequence};
  const auto day_of = [&](protocol::PostingId posting) {
    const auto answer = engine().answer(staff, protocol::PostingQuery{posting});
    return std::get<protocol::PostingView>(answer).day;
  };
  EXPECT_EQ(day_of(before), first);
  EXPECT_EQ(day_of(after), first + 1);
}

TEST_F(PagesTest, APartyIsToldToItselfAndStaff) {
  must(protocol::SetRiskLevel{{7}, 3});
  must(protocol::SetVipLevel{{7}, 2});
  must(protocol::SetRelatedGroup{{7}, 9});
  must(protocol::SetBorrowingCap{{7}, amount("500.00"), Currency::USD});
  listing(account, amount("100.00"));
  must(protocol::BlockParty{{7}, ""});
  for (const auto& sender : {staff, member(7)}) {
    const auto party =
        std::get<protocol::PartyView>(engine().answer(sender, protocol::PartyQuery{{7}}));
    EXPECT_EQ(party.party.value, 7U);
    EXPECT_EQ(party.risk_level, 3);
    EXPECT_EQ(party.vip_level, 2);
    EXPECT_EQ(party.related_group, 9U);
    EXPECT_TRUE(party.blocked);
    ASSERT_EQ(party.borrowing.size(), 2U);
    EXPECT_EQ(party.borrowing[0].currency, Currency::CNY);
    EXPECT_EQ(party.borrowing[0].owed, amount("100.00"));
    EXPECT_EQ(party.borrowing[0].borrowing_max, Amount{});
    EXPECT_EQ(party.borrowing[1].currency, Currency::USD);
    EXPECT_EQ(party.borrowing[1].borrowing_max, amount("500.00"));
  }
  const auto refused = [&](const protocol::Sender& sender, protocol::PartyId party) {
    return std::get<Refusal>(engine().answer(sender, protocol::PartyQuery{party}));
  };
  EXPECT_EQ(refused(member(8), {7}), Refusal::forbidden);
  EXPECT_EQ(refused(member(8), {99}), Refusal::forbidden) << "nor whether there is one";
  EXPECT_EQ(refused(staff, {99}), Refusal::party_not_found);
}

TEST_F(PagesTest, TheTariffIsToldOfEachCurrency) {
  must(protocol::SetWithdrawalRules{Currency::USD, {amount("2.00"), amount("10.00"), 5}});
  const auto tariffs = std::get<protocol::WithdrawalTariffs>(
      engine().answer(member(7), protocol::WithdrawalRulesQuery{}));
  EXPECT_EQ(tariffs.sequence, state().sequence);
  ASSERT_EQ(tariffs.lines.size(), currencies.size());
  EXPECT_EQ(tariffs.lines[0].currency, Currency::CNY);
  EXPECT_EQ(tariffs.lines[0].rules, protocol::WithdrawalRules{});
  EXPECT_EQ(tariffs.lines[2].currency, Currency::USD);
  EXPECT_EQ(tariffs.lines[2].rules,
            (protocol::WithdrawalRules{amount("2.00"), amount("10.00"), 5}));
}

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
