#pragma once

#include <map>
#include <vector>

#include "base/test_dice.hpp"
#include "engine/test_market.hpp"

/// For tests: loans that live on a real engine.
namespace tributary::ring {

using base::Dice;
using namespace protocol;

inline Time noon(Date date) { return {(date.days * std::int64_t{24} + 12) * 3'600'000}; }

/// Three loans with everything that a loan can have, lenders who withdraw, a bank that takes back;
/// the same for the same seed.
class Lives final : public engine::TestMarket {
 public:
  explicit Lives(std::uint64_t seed) : dice_(seed) {
    at(noon(today_));
    guarantor_ = open(2001, AccountKind::guarantor_cash);
    deposit(guarantor_, {9'000'00});
    deposit(AccountId{6}, {2'000'00});  // the reserve fund
    for (std::uint64_t i = 0; i < 3; ++i) lenders_.push_back(open(1001 + i));
    must(BeginBusinessDay{today_});
    for (int i = 0; i < 3; ++i) loans_.push_back(lend());
  }

  /// One thing that somebody tries; time goes on between two of them.
  void live() {
    at({state().now.ms + 1});
    const LoanId loan = loans_[dice_.below(loans_.size())];
    const auto& now = state().loans[loan];
    switch (dice_.below(24)) {
      case 0:
        return pass_days(dice_.between(1, 12));
      case 1:
      case 2:
      case 3:
        return pay_in(now.borrower, {dice_.between(1, 1'500) * 100});
      case 4:
      case 5:
      case 6:
        return collect(now);
      case 7:
      case 8:
        return attempt(PrepayLoan{loan, today_});
      case 9:
      case 10:
        return attempt(PrepayPrincipal{
            loan,
            today_,
            {dice_.between(1, 300) * 100},
            dice_.one_of({AfterPrepayment::smaller_instalment, AfterPrepayment::fewer_periods,
                          AfterPrepayment::skip_next_dues, AfterPrepayment::same_instalment})});
      case 11:
        return attempt(AssessLateInterest{loan, today_});
      case 12:
      case 13:
        return attempt(CompensateLoan{loan, today_});
      case 14:
        if (!dice_.one_in(3)) return;
        return attempt(WriteOffLoan{loan, today_}, engine::approved_staff);
      case 15:
      case 16:
        return take_back(now);
      case 17:
        return bounce();
      case 18:
        return waive(now);
      case 19:
        return set_calendar();
      case 20:
        return attempt(MoveDueDates{});
      case 21:
        return reschedule(now);
      case 22:
        if (dice_.one_in(8)) return withdraw(guarantor_);
        return withdraw(dice_.one_in(2) ? now.borrower : anybody());
      default:
        if (dice_.one_in(3)) {
          return attempt(PayInOwnMoney{Currency::CNY, {dice_.between(1, 500) * 100}, {}});
        }
        return attempt(CollectReceivable{dice_.one_in(2) ? now.borrower : anybody()});
    }
  }

  const std::vector<LoanId>& loans() const { return loans_; }
  /// How often each command was accepted.
  const std::map<std::string_view, int>& done() const { return done_; }
  /// How often a payment of each kind was taken back by hand.
  const std::map<PaymentKind, int>& taken_back() const { return taken_back_; }
  /// What bids earned until their loans were settled.
  Amount bid_interest() const { return bid_interest_; }

 private:
  AccountId anybody() { return lenders_[dice_.below(lenders_.size())]; }

  /// All that the next period owes for being late, or a part of it.
  void waive(const engine::Loan& loan) {
    const std::uint32_t period = loan.next_period();
    WaiveLateCharges command{loan.id, period, today_, {}, {}, {}};
    if (period <= loan.periods.size() && dice_.one_in(2)) {
      const engine::LoanPeriod& late = loan.periods[period - 1];
      command.late_interest = Amount{dice_.between(0, late.late_interest.minor)};
      command.late_fee = Amount{dice_.between(0, late.late_fee.minor)};
    }
    attempt(command, engine::approved_staff);
  }

  /// A few days of the next weeks on which no bank is open.
  void set_calendar() {
    SetCalendar calendar;
    for (Date date = today_; date < today_ + 40; date = date + 1) {
      if (dice_.one_in(5)) calendar.holidays.push_back(date);
    }
    attempt(calendar);
  }

  void reschedule(const engine::Loan& loan) {
    RescheduleLoan command;
    command.loan = loan.id;
    command.on = today_;
    if (dice_.one_in(2)) command.annual_rate = Rate{dice_.between(0, 30) * 10'000};
    if (dice_.one_in(2)) command.more_periods = static_cast<std::int32_t>(dice_.between(-2, 3));
    if (dice_.one_in(3)) command.skipped_dues = 1;
    if (dice_.one_in(3)) {
      command.first_due = today_ + static_cast<std::int32_t>(dice_.between(1, 15));
    }
    command.memo = {"as agreed"};
    attempt(command, engine::approved_staff);
  }

  template <class Command>
  void attempt(const Command& command, const Sender& sender = engine::staff) {
    const std::string id = "try-" + std::to_string(++tries_);
    if (TestPlatform::send(sender, id, command).refusal != Refusal::none) return;
    ++done_[Command::endpoint.path];
    if constexpr (requires { last_event<typename Command::Accepted>().taken.kind; }) {
      ++taken_back_[last_event<typename Command::Accepted>().taken.kind];
    }
  }

  LoanId lend() {
    const AccountId borrower = open(3001 + loans_.size());
    CreateListing wish;
    wish.terms.method = dice_.one_of({money::Method::annuity, money::Method::equal_principal});
    wish.terms.every = {10, money::PeriodUnit::day};
    wish.terms.periods = static_cast<std::int32_t>(dice_.between(2, 6));
    wish.terms.basis = money::Basis::act_365;
    wish.terms.business_days =
        dice_.one_of({money::BusinessDayRule::as_is, money::BusinessDayRule::next});
    wish.fees.service_per_period = {dice_.one_of<std::int64_t>({0, 1'000})};
    wish.fees.interest = {dice_.one_of<std::int64_t>({0, 50'000})};
    wish.fees.prepayment = {dice_.one_of<std::int64_t>({0, 10'000})};
    wish.late.grace_days = static_cast<std::uint16_t>(dice_.below(3));
    wish.late.interest = {500};
    wish.late.fee = {dice_.one_of<std::int64_t>({0, 100})};
    wish.late.contract_interest = dice_.one_in(3);
    if (dice_.one_in(3)) {
      wish.late.fee_then_after_days = 5;
      wish.late.fee_then = {300};
    }
    wish.fees.prepayment_days = static_cast<std::uint16_t>(dice_.one_of({0, 30}));
    wish.fees.payoff_interest =
        dice_.one_of({money::PayoffInterest::to_the_day, money::PayoffInterest::to_next_due});
    wish.late.compensator =
        dice_.one_of({Compensator::nobody, Compensator::guarantor, Compensator::reserve_fund});
    wish.late.compensation = dice_.one_of({CompensationScope::instalment, CompensationScope::loan});
    if (wish.late.compensator != Compensator::nobody) wish.late.compensate_after_days = 4;
    wish.fees.guarantee_per_period = {dice_.one_of<std::int64_t>({0, 500})};
    if (wish.late.compensator == Compensator::guarantor ||
        wish.fees.guarantee_per_period != Rate{}) {
      wish.guarantor_account = guarantor_;
    }
    wish.rules.interest_from = dice_.one_of({InterestFrom::settlement, InterestFrom::bid});
    wish.late.write_off_after_days = 30;
    const LoanId loan = listing(borrower, {1'000'00}, wish);
    must(ExtendListing{loan, noon(today_ + 10)});
    for (const std::int64_t amount : {200'00, 300'00, 500'00}) {
      pass_days(dice_.between(0, 3));
      const AccountId lender = anybody();
      deposit(lender, {amount});
      bid(loan, lender, {amount});
    }
    bid_interest_ += must(SettleLoan{loan, today_, std::nullopt}).bid_interest;
    return loan;
  }

  void pass_days(std::int64_t days) {
    for (; days > 0; --days) {
      today_ = today_ + 1;
      at(noon(today_));
      must(BeginBusinessDay{today_});
    }
  }
  void pay_in(AccountId account, Amount amount) {
    deposit(account, amount);
    deposits_.push_back({state().sequence});
  }
  void collect(const engine::Loan& loan) {
    const std::uint32_t period = loan.next_period();
    if (period == 0 || period > loan.periods.size()) return;
    std::optional<Amount> part;
    if (dice_.one_in(3)) part = Amount{dice_.between(1, 100) * 100};
    attempt(CollectInstalment{loan.id, period, today_, part});
  }
  void take_back(const engine::Loan& loan) {
    const auto standing = std::ranges::find_if(loan.payments.rbegin(), loan.payments.rend(),
                                               [](const auto& paid) { return !paid.reversed; });
    if (standing == loan.payments.rend()) return;
    attempt(ReversePayment{loan.id, standing->payment, today_, {"it is void"}});
  }
  void bounce() {
    if (deposits_.empty()) return;
    const auto at = deposits_.begin() + static_cast<std::ptrdiff_t>(dice_.below(deposits_.size()));
    const auto& posting = state().ledger.postings()[state().ledger.find_posting(*at)];
    if (dice_.one_in(3)) {
      attempt(RecordDebit{posting.to, posting.amount, {}, {}, {"late"}}, engine::approved_staff);
    } else {
      attempt(BounceDeposit{*at, {"it is void"}});
    }
    deposits_.erase(at);
  }
  void withdraw(AccountId account) {
    const Amount spendable = state().ledger.spendable(account);
    if (spendable <= Amount{}) return;
    const WithdrawalId order = must(RequestWithdrawal{account, spendable, {}}).withdrawal;
    // Where the bank lacks the cash, it stays asked for.
    attempt(SubmitWithdrawal{order});
    attempt(CompleteWithdrawal{order});
    if (!dice_.one_in(6)) return;
    attempt(ReturnWithdrawal{order, {}});
    // It may bounce as a deposit does; where it was refused, that is too.
    deposits_.push_back({state().sequence});
  }

  Dice dice_;
  Date today_ = money::day("2026-01-05");
  AccountId guarantor_;
  std::vector<AccountId> lenders_;
  std::vector<LoanId> loans_;
  std::vector<PostingId> deposits_;
  std::uint64_t tries_ = 0;
  std::map<std::string_view, int> done_;
  std::map<PaymentKind, int> taken_back_;
  Amount bid_interest_;
};

}  // namespace tributary::ring
