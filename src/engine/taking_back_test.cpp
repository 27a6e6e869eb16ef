#include "engine/taking_back.hpp"

#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "engine/test_market.hpp"
#include "engine/work.hpp"

namespace tributary::engine {
namespace {

using money::amount;
using money::day;

LoanId lend(TestMarket& market, AccountId borrower, AccountId lender, std::int64_t claims) {
  protocol::CreateListing wish;
  wish.terms.periods = 3;
  wish.rules.bid_amount_min = amount("10.00");
  const LoanId loan = market.listing(borrower, {1'000 * claims}, wish);
  for (std::int64_t i = 0; i < claims; ++i) market.bid(loan, lender, amount("10.00"));
  market.settle(loan, "2024-01-31");
  return loan;
}

TEST(TakingBack, GoesOnInStepsOfSoManyClaims) {
  TestMarket market;
  const AccountId lender = market.investor(9, amount("900000.00"));
  const AccountId borrower = market.open(8);
  const LoanId first = lend(market, borrower, lender, 40'000);
  const LoanId second = lend(market, borrower, lender, 40'000);
  market.must(protocol::TransferFunds{borrower, lender, market.balance(borrower), ""});
  market.deposit(borrower, amount("280000.00"));
  const protocol::PostingId deposit{market.state().sequence};
  market.collect(first);
  market.collect(second);

  const auto bounced = market.must(protocol::BounceDeposit{deposit, ""});
  ASSERT_EQ(bounced.taken.size(), 1U);
  EXPECT_EQ(bounced.taken[0].loan, second);
  EXPECT_TRUE(bounced.unfinished);
  EXPECT_GT(market.state().ledger.owed(borrower), Amount{});
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
  market.replace(loaded(saved(market.state())));

  const auto work = work_due(market.state(), {day("2024-02-29"), {}, 1, 0, {}, true});
  ASSERT_FALSE(work.items.empty());
  EXPECT_EQ(work.items[0].kind, protocol::WorkKind::continue_bounce);
  EXPECT_EQ(work.items[0].posting, deposit);
  EXPECT_EQ(work.items[0].payment, market.state().loans[first].payments[0].payment);

  const auto more = market.must(protocol::ContinueBounce{deposit});
  EXPECT_EQ(more.taken.size(), 1U);
  EXPECT_FALSE(more.unfinished);
  EXPECT_EQ(market.state().ledger.owed(borrower), Amount{});
  EXPECT_EQ(market.state().loans[first].paid, PaidTotals{});
  EXPECT_EQ(market.state().ledger.standing(Currency::CNY).gap, Amount{});
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
  EXPECT_EQ(replayed(market.journal())->state().hash.value(), market.state().hash.value());
}

/// Of a loan that was written off: up to that day, on all of each instalment.
void expect_charged_as_never_paid(const Loan& loan) {
  for (const LoanPeriod& period : loan.periods) {
    const std::int64_t late_days = loan.written_off_on - period.due;
    const std::int64_t days =
        late_days > loan.late.grace_days ? late_days - loan.late.grace_days : 0;
    const Amount all = period.principal + period.interest;
    EXPECT_EQ(period.charged_interest(), money::charge_days({}, all, {loan.late.interest}, days));
    EXPECT_EQ(period.charged_fee(), money::charge_days({}, all, {loan.late.fee}, days));
  }
}

/// Whatever a loan has lived through: all its payments back are the day of its settlement.
TEST(TakingBack, LeadsBackToTheSettlement) {
  base::Dice dice(7);
  int written_off = 0;
  for (int round = 0; round < 60; ++round) {
    TestMarket market;
    const AccountId guarantor = market.open(20, AccountKind::guarantor_cash);
    market.deposit(guarantor, amount("9000.00"));
    const AccountId borrower = market.investor(8, amount("9000.00"));
    protocol::CreateListing wish;
    wish.guarantor_account = guarantor;
    wish.terms.method = static_cast<money::Method>(dice.between(1, 5));
    wish.terms.periods = 6;
    wish.fees = {{}, {1'000}, {}, {100'000}, {10'000}, {}};
    wish.late.compensator = protocol::Compensator::guarantor;
    wish.late.compensate_after_days = 5;
    wish.late.compensation =
        dice.one_of({protocol::CompensationScope::instalment, protocol::CompensationScope::loan});
    wish.late.write_off_after_days = 40;
    wish.late.interest = {dice.between(0, 2'000)};
    wish.late.fee = {dice.between(1, 2'000)};
    const LoanId id = market.listing(borrower, amount("5000.00"), wish);
    for (std::uint64_t party = 30; party < 35; ++party) {
      market.bid(id, market.investor(party, amount("1000.00")), amount("1000.00"));
    }
    market.settle(id, "2024-01-10");
    const Loan& loan = market.state().loans[id];
    const auto accounts = market.state().ledger.accounts().size();
    std::vector<Amount> before;
    for (std::uint64_t n = 1; n <= accounts; ++n) before.push_back(market.balance({n}));
    const std::vector<LoanPeriod> periods = loan.periods;

    Date today = day("2024-01-10");
    for (int step = 0; step < 14 && loan.live(); ++step) {
      today = today + static_cast<std::int32_t>(dice.between(1, 25));
      const std::uint32_t next = loan.next_period();
      const auto part = dice.one_of({protocol::AfterPrepayment::smaller_instalment,
                                     protocol::AfterPrepayment::fewer_periods,
                                     protocol::AfterPrepayment::skip_next_dues});
      market.send(staff, protocol::AssessLateInterest{id, today});
      switch (dice.below(5)) {
        case 0:
          market.send(staff,
                      protocol::PrepayPrincipal{id, today, {dice.between(10'000, 90'000)}, part});
          break;
        case 1:
          market.send(staff, protocol::CompensateLoan{id, today});
          break;
        case 2:
          if (dice.one_in(3)) market.send(staff, protocol::PrepayLoan{id, today});
          if (dice.one_in(3)) market.send(approved_staff, protocol::WriteOffLoan{id, today});
          break;
        default:
          market.send(staff, protocol::CollectInstalment{id, next, today, std::nullopt});
      }
      ASSERT_EQ(first_broken(market.state()), std::nullopt);
    }
    while (const Payment* last = last_standing(loan)) {
      market.must(protocol::ReversePayment{id, last->payment, std::max(today, loan.last_date), ""});
      ASSERT_EQ(first_broken(market.state()), std::nullopt);
    }
    EXPECT_EQ(loan.paid, PaidTotals{});
    for (std::uint64_t n = 1; n <= accounts; ++n) {
      EXPECT_EQ(market.balance({n}), before[n - 1]) << "account " << n;
    }
    if (loan.written_off_on != Date{}) {
      ++written_off;
      expect_charged_as_never_paid(loan);
      continue;
    }
    ASSERT_EQ(loan.periods.size(), periods.size());
    for (std::size_t n = 0; n < periods.size(); ++n) {
      EXPECT_EQ(loan.periods[n].due, periods[n].due);
      EXPECT_EQ(loan.periods[n].principal, periods[n].principal);
      EXPECT_EQ(loan.periods[n].interest, periods[n].interest);
      EXPECT_EQ(loan.periods[n].principal_paid, Amount{});
      EXPECT_EQ(loan.periods[n].interest_paid, Amount{});
      EXPECT_FALSE(loan.periods[n].payer);
    }
  }
  EXPECT_GT(written_off, 5);
}

/// Everything that is over leaves with its day; the bank's word counts all the same.
TEST(TakingBack, IsWrittenDownOfWhatHasLeft) {
  TestMarket market;
  market.at({day("2024-01-30").days * std::int64_t{86'400'000}});
  const AccountId lender = market.investor(9, amount("1000.00"));
  const AccountId borrower = market.investor(8, amount("700.00"));
  const protocol::PostingId deposit{market.state().sequence};
  const LoanId loan = lend(market, borrower, lender, 1);
  market.must(protocol::CancelListing{market.listing(borrower, amount("100.00")), ""});
  market.must(protocol::PrepayLoan{loan, day("2024-02-01")});
  const auto ask = [&] {
    return market.must(protocol::RequestWithdrawal{lender, amount("10.00"), {}}).withdrawal;
  };
  const protocol::WithdrawalId ended = ask();
  market.must(protocol::ReleaseWithdrawal{ended, ""});
  const protocol::WithdrawalId open = ask();
  const auto begin = [&](Date on, std::uint16_t kept) {
    market.must(protocol::BeginBusinessDay{on, std::nullopt, kept}, protocol::setup_agent);
  };
  begin(day("2024-02-02"), 400);
  EXPECT_NE(market.state().ledger.find_posting(deposit), 0U);
  EXPECT_NE(market.state().loans.find(loan), nullptr);
  begin(day("2024-02-03"), 0);
  EXPECT_EQ(market.state().loans.in_memory(), 0U);
  EXPECT_EQ(market.state().ledger.postings().size(), 0U);
  EXPECT_EQ(market.state().withdrawals.in_memory(), 1U);
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
  market.replace(loaded(saved(market.state())));

  const auto expect = [&](const auto& command, Refusal refusal) {
    EXPECT_EQ(market.send(staff, command), refusal);
  };
  expect(protocol::ReversePayment{loan, deposit, day("2024-02-03"), ""},
         Refusal::loan_no_longer_kept);
  expect(protocol::CancelListing{{2}, ""}, Refusal::loan_no_longer_kept);
  expect(protocol::CancelListing{{3}, ""}, Refusal::loan_not_found);
  expect(protocol::ContinueBounce{deposit}, Refusal::posting_no_longer_kept);
  expect(protocol::BounceDeposit{deposit, ""}, Refusal::posting_no_longer_kept);
  expect(protocol::BounceDeposit{{market.state().sequence + 9}, ""}, Refusal::posting_not_found);
  expect(protocol::CompleteWithdrawal{ended}, Refusal::withdrawal_no_longer_kept);
  expect(protocol::CompleteWithdrawal{{9}}, Refusal::withdrawal_not_found);
  const auto answer = [&](const protocol::Query& query) {
    return market.engine().answer(staff, query);
  };
  EXPECT_EQ(std::get<Refusal>(answer(protocol::LoanQuery{loan})), Refusal::loan_no_longer_kept);
  EXPECT_EQ(std::get<Refusal>(answer(protocol::WithdrawalQuery{ended})),
            Refusal::withdrawal_no_longer_kept);
  EXPECT_EQ(std::get<Refusal>(answer(protocol::PostingQuery{deposit})),
            Refusal::posting_no_longer_kept);
  protocol::WithdrawalsQuery all;
  all.limit = 10;
  const auto page = std::get<protocol::WithdrawalPage>(answer(all));
  ASSERT_EQ(page.lines.size(), 1U);
  EXPECT_EQ(page.lines[0].withdrawal, open);

  const Amount free = market.state().ledger[borrower].available();
  const auto debit =
      market.must(protocol::RecordDebit{borrower, amount("700.00"), "late"}, approved_staff);
  EXPECT_EQ(debit.lacking, amount("700.00") - std::min(free, amount("700.00")));
  EXPECT_EQ(market.state().ledger.owed(borrower), debit.lacking);
  EXPECT_EQ(market.listing(borrower, amount("100.00")), LoanId{3}) << "numbers go on";
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
  EXPECT_EQ(audited(market.journal()), std::nullopt);
  EXPECT_EQ(replayed(market.journal())->state().hash.value(), market.state().hash.value());
}

}  // namespace
}  // namespace tributary::engine
