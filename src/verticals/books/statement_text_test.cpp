#include <gtest/gtest.h>

#include <set>

#include "verticals/books/statement_check.hpp"

namespace tributary::books {
namespace {

/// Number `n` of an event in the texts below.
std::string of(Sequence n) { return std::to_string(n); }

/// An account to which everything happens that there is a line for, and what is said of it.
class EveryKindOfLine : public testing::Test {
 protected:
  struct Told {
    AccountId account;
    FactKind kind;
    std::string text;
    std::string text_zh;
    std::string memo{};
  };

  void expect_told(const std::vector<Told>& all) {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    std::set<FactKind> kinds;
    for (const Told& told : all) {
      kinds.insert(told.kind);
      const Lines lines = whole_statement(books, told.account, 100);
      const auto line = std::ranges::find(lines, told.text, &StatementLine::text);
      ASSERT_NE(line, lines.end()) << told.text;
      EXPECT_EQ(line->kind, told.kind) << told.text;
      EXPECT_EQ(line->text_zh, told.text_zh);
      EXPECT_EQ(line->memo.value_or(""), told.memo) << told.text;
      const bool of_some = told.text.find("–") != std::string::npos;
      EXPECT_EQ(line->last_period.has_value(), of_some) << told.text;
    }
    EXPECT_EQ(kinds.size(),
              boost::mp11::mp_size<boost::describe::describe_enumerators<FactKind>>::value)
        << "each kind that there is";
  }

  /// As the engine writes it, with no words but those that it has.
  void happens(AnyEvent event) { life.events.emplace_back(std::move(event)); }

  LoanId settled_loan() {
    const LoanId loan = life.list(borrower, {1'000}, {});
    life.bid(loan, investor, {1'000});
    life.settle(loan, {{{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}, {{20'100}, {400}, {10}}},
                {}, {}, {});
    return loan;
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  Bookshelf shelf;
};

TEST_F(EveryKindOfLine, IsToldInBothLanguages) {
  using enum FactKind;
  life.deposit(investor, {100'000}, "channel 1");
  const auto paid = life.request_withdrawal(investor, {100}, {1});
  life.complete_withdrawal(paid, investor, {100}, {1});
  life.return_withdrawal(paid, investor, {100});
  const auto refused = life.request_withdrawal(investor, {90}, {});
  life.release_withdrawal(refused, investor, {90}, {});
  const Sequence transfer = life.transfer(investor, borrower, {50});
  life.reverse(transfer, borrower, investor, {50});
  const Sequence deposit = life.deposit(investor, {70});
  life.bounce(deposit, investor, {70});
  happens(protocol::BounceContinued{
      {deposit}, investor, life.own_money, {3}, {}, {}, {}, /*unfinished=*/false});
  happens(protocol::DebitRecorded{investor, life.custodian, {10}, "statement 7", {}, {}, ""});
  happens(protocol::DebitRecorded{investor, life.custodian, {11}, "statement 8", {}, {}, "told"});
  happens(protocol::ReceivableCollected{investor, life.own_money, {5}, {}});
  happens(protocol::OwnMoneyPaidIn{life.own_money, life.custodian, {500}, {}, "paid in 1"});
  happens(protocol::OwnMoneyTakenOut{life.own_money, life.custodian, {200}, "taken out 1"});

  const LoanId cancelled = life.list(borrower, {1'000}, {});
  life.bid(cancelled, investor, {400});
  life.bid(cancelled, investor, {100});
  life.void_bid(cancelled, 1);
  life.cancel(cancelled);
  const LoanId failed = life.list(borrower, {1'000}, {});
  life.bid(failed, investor, {400});
  life.fail(failed);
  const LoanId late = settled_loan();
  life.collect(late);
  life.reverse_instalment(late);
  const Sequence reversal = life.last_sequence();
  life.deposit(life.guarantor, {5'000});
  life.assess(late, {20'080}, {{1, {}, {}}, {2, {}, {}}});
  life.compensate(late, life.guarantor, 2);
  const LoanId later = settled_loan();
  life.assess(later, {20'050}, {{1, {}, {}}});
  life.compensate(later, life.guarantor, 1);
  life.prepay(settled_loan(), {5}, {1}, {});
  life.prepay_part(settled_loan(), {100}, {5}, {1}, {{{20'040}, {900}, {9}}});

  expect_told({
      {investor, deposit_recorded, "Deposit", "充值"},
      {investor, withdrawal_requested, "Withdrawal requested: held; withdrawal 1",
       "提现申请（冻结）：提现 1"},
      {investor, withdrawal_completed, "Withdrawal paid out; withdrawal 1", "提现成功：提现 1"},
      {investor, withdrawal_returned, "Withdrawal returned by the bank; withdrawal 1",
       "提现退回：提现 1", "sent back"},
      {investor, withdrawal_released, "Withdrawal released; withdrawal 2", "提现解冻：提现 2",
       "the bank refused"},
      {investor, funds_transferred, "Transfer", "转账", "by hand"},
      {borrower, posting_reversed, "Reversal; of " + of(transfer), "冲正：原序号 " + of(transfer),
       "bounced"},
      {investor, deposit_bounced, "Deposit bounced; of " + of(deposit) + ", 0.70 taken by the bank",
       "充值退票：原序号 " + of(deposit) + "，0.70 由银行扣回", "bounced"},
      {investor, bounce_continued, "Bounced deposit, continued; of " + of(deposit),
       "充值退票（续）：原序号 " + of(deposit)},
      {investor, debit_recorded, "Debited by the bank", "银行扣款", "told"},
      {investor, receivable_collected, "Debt to the platform paid", "偿还平台应收款"},
      {life.own_money, own_money_paid_in, "Own money paid in", "自有资金转入", "paid in 1"},
      {life.own_money, own_money_taken_out, "Own money taken out", "自有资金转出", "taken out 1"},
      {investor, listing_cancelled, "Listing cancelled: bid released; loan 1, bid 0",
       "撤标解冻：借款 1，投标 0"},
      {investor, listing_failed, "Listing failed: bid released; loan 2, bid 0",
       "流标解冻：借款 2，投标 0"},
      {investor, bid_placed, "Bid: held; loan 2, bid 0", "投标（冻结）：借款 2，投标 0"},
      {investor, bid_voided, "Bid voided; loan 1, bid 1", "投标解冻：借款 1，投标 1", "bounced"},
      {investor, loan_settled, "Loan settled; loan 3, bid 0", "满标放款：借款 3，投标 0"},
      {borrower, loan_settled, "Loan settled; loan 3", "满标放款：借款 3"},
      {investor, instalment_collected, "Instalment; loan 3, instalment 1, bid 0",
       "还款：借款 3，第 1 期，投标 0"},
      {borrower, payment_reversed,
       "Payment taken back; loan 3, instalment 1, of " + of(reversal - 1),
       "还款冲正：借款 3，第 1 期，原序号 " + of(reversal - 1), "bounced"},
      {investor, loan_compensated, "Compensation; loan 3, instalment 1–2, bid 0",
       "代偿：借款 3，第 1–2 期，投标 0"},
      {investor, loan_compensated, "Compensation; loan 4, instalment 1, bid 0",
       "代偿：借款 4，第 1 期，投标 0"},
      {investor, loan_prepaid, "Prepaid as a whole; loan 5, bid 0",
       "提前还款（全部）：借款 5，投标 0"},
      {investor, principal_prepaid, "Prepaid in part; loan 6, bid 0",
       "提前还款（部分）：借款 6，投标 0"},
  });
  Connection reader(shelf.url());
  Snapshot books(reader);
  const Lines lines = whole_statement(books, investor, 100);
  const auto taken_back =
      std::ranges::find(lines, FactKind::payment_reversed, &StatementLine::kind);
  ASSERT_NE(taken_back, lines.end());
  EXPECT_EQ(taken_back->on, Date{20'030});
  EXPECT_EQ(lines.back().memo, "channel 1");
  EXPECT_TRUE(std::ranges::any_of(lines, [](const StatementLine& line) {
    return line.memo == "statement 7";
  })) << "the bank's words where nobody said more";
}

}  // namespace
}  // namespace tributary::books
