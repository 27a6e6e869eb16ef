#pragma once

#include <rapidcheck.h>

#include <algorithm>

#include "verticals/books/life.hpp"

/// For tests: any life that an engine could have led.
namespace tributary::books {

/// Draws one life after another act; each act is one that the rules allow.
class LifeDrawer {
 public:
  Life draw() {
    const int acts = *rc::gen::inRange(0, 140);
    members_ = {life_.open_member(10), life_.open_member(11), life_.open_member(12)};
    for (int n = 0; n < acts; ++n) act();
    return std::move(life_);
  }

 private:
  struct Withdrawal {
    protocol::WithdrawalId id;
    AccountId account;
    Amount amount;
    Amount fee;
  };
  struct Posting {
    Sequence sequence;
    AccountId from;
    AccountId to;
    Amount amount;
  };

  static constexpr std::size_t loans_max = 5;

  /// Fair whatever the size of the case, which is that of the life.
  static int number(int from, int to) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
  }
  /// From `least` to `most`, near either end more often than a fair choice would be.
  static Amount amount(Amount least, Amount most) {
    switch (number(0, 3)) {
      case 0:
        return least;
      case 1:
        return most;
      default:
        return {*rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least.minor, most.minor + 1))};
    }
  }
  AccountId member() const { return members_[static_cast<std::size_t>(number(0, 2))]; }
  static bool some(Amount amount) { return amount > Amount{}; }

  void act() {
    switch (number(0, 25)) {
      case 0:
      case 1:
        return deposit();
      case 2:
        return withdraw();
      case 3:
        return end_withdrawal();
      case 4:
        return transfer();
      case 5:
        return reverse();
      case 6:
        return life_.refuse();
      case 7:
        return list();
      case 8:
        return number(0, 3) == 0 ? life_.pay_in_own_money(amount({1}, {50'000}))
                                 : collect_receivable();
      case 9:
        return life_.begin_day(day_ = day_ + number(1, 3));
      default:
        return act_on_loan();
    }
  }

  void deposit() {
    const AccountId account = member();
    const Amount sum = amount({1}, {500'000});
    postings_.push_back({life_.deposit(account, sum), life_.custodian, account, sum});
  }

  void withdraw() {
    const AccountId account = member();
    if (life_.available(account) < Amount{2}) return;
    const Amount sum = amount({1}, life_.available(account) - Amount{1});
    const Amount fee = amount({0}, {1});
    withdrawals_.push_back({life_.request_withdrawal(account, sum, fee), account, sum, fee});
  }

  void end_withdrawal() {
    if (withdrawals_.empty()) return;
    const Withdrawal order = withdrawals_.back();
    withdrawals_.pop_back();
    if (number(0, 1) == 0) {
      life_.release_withdrawal(order.id, order.account, order.amount, order.fee);
      if (number(0, 3) == 0) life_.complete_released(order.id, order.account, order.amount);
    } else {
      life_.complete_withdrawal(order.id, order.account, order.amount, order.fee);
      if (number(0, 3) == 0) life_.return_withdrawal(order.id, order.account, order.amount);
    }
  }

  void transfer() {
    const AccountId from = member();
    const AccountId to = number(0, 1) == 0 ? member() : life_.guarantor;
    if (from == to || !some(life_.available(from))) return;
    const Amount sum = amount({1}, life_.available(from));
    postings_.push_back({life_.transfer(from, to, sum), from, to, sum});
  }

  void reverse() {
    if (postings_.empty()) return;
    const Posting posting = postings_.back();
    postings_.pop_back();
    if (posting.from == life_.custodian && number(0, 3) == 0) {
      life_.debit(posting.to, posting.amount);
    } else if (posting.from == life_.custodian) {
      life_.bounce(posting.sequence, posting.to, posting.amount);
    } else {
      life_.reverse(posting.sequence, posting.to, posting.from, posting.amount);
    }
  }

  void collect_receivable() {
    for (const auto& [account, owed] : life_.owed) {
      const Amount most = std::min(owed, life_.available(account));
      if (some(most)) return life_.collect_receivable(account, amount({1}, most));
    }
  }

  void list() {
    if (life_.loans.size() == loans_max) return;
    const Rate interest_fee{number(0, 1) * number(1, 200'000)};
    protocol::ListingCreated created;
    if (number(0, 1) == 0) {
      created.rules.interest_from = protocol::InterestFrom::bid;
      created.terms.basis = money::Basis::act_365;
    }
    created.fees.service_per_period = {number(0, 1) * number(1, 20'000)};
    created.fees.guarantee_per_period = {number(0, 1) * number(1, 20'000)};
    life_.list(member(), amount({1}, {300'000}), interest_fee,
               static_cast<std::uint16_t>(number(0, 1) * number(1, 5)), created);
  }

  void act_on_loan() {
    if (life_.loans.empty()) return;
    const auto count = static_cast<int>(life_.loans.size());
    const LoanId id{static_cast<std::uint64_t>(number(1, count))};
    switch (life_.loans.at(id).state) {
      case LoanState::open:
        return raise(id);
      case LoanState::full:
        if (number(0, 5) == 0) return void_bid(id);
        return number(0, 4) == 0 ? life_.cancel(id) : settle(id);
      case LoanState::repaying:
        return number(0, 2) == 0 ? be_late(id) : service(id);
      case LoanState::overdue:
      case LoanState::compensated:
      case LoanState::written_off:
        return number(0, 1) == 0 ? be_late(id) : pay_late(id);
      default:
        return;
    }
  }

  void raise(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    const int choice = number(0, 12);
    if (choice == 0) return life_.fail(id);
    if (choice == 1 && some(loan.raised)) return life_.accept_partial(id);
    const AccountId investor = member();
    const Amount most = std::min(life_.available(investor), loan.principal - loan.raised);
    if (investor == loan.borrower) return;
    if (choice > 6) return fill(id, investor);
    if (some(most)) life_.bid(id, investor, amount({1}, most), bid_day());
  }

  Date bid_day() { return bids_on_ = bids_on_ + number(0, 1) * number(0, 9); }

  void void_bid(LoanId id) {
    const auto last = static_cast<int>(life_.loans.at(id).bids.size()) - 1;
    life_.void_bid(id, static_cast<std::size_t>(number(0, last)));
  }

  void fill(LoanId id, AccountId investor) {
    const Life::Loan& loan = life_.loans.at(id);
    afford(investor, loan.principal - loan.raised);
    life_.bid(id, investor, loan.principal - loan.raised, bid_day());
  }

  /// Due dates rise over the whole life of a loan, also where a part was prepaid.
  std::vector<money::Instalment> schedule(Amount principal, Date after = {20'030}) {
    std::vector<money::Instalment> lines(static_cast<std::size_t>(number(1, 4)));
    Date due = after;
    for (auto& line : lines) {
      line.due = due = due + number(1, 40);
      line.principal = amount({0}, principal);
      line.interest = amount({0}, {5'000});
      principal -= line.principal;
    }
    lines.back().principal += principal;
    return lines;
  }

  void settle(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    const Amount principal = loan.principal;
    const Amount left = principal - loan.bid_interest(loan.today);
    const Amount service_fee = amount({0}, left);
    const Amount guarantee_fee = amount({0}, left - service_fee);
    const Amount contribution = amount({0}, left - service_fee - guarantee_fee);
    life_.settle(id, schedule(principal), service_fee, guarantee_fee, amount({0}, {30}),
                 contribution);
  }

  void service(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    afford(loan.borrower, loan.principal + Amount{20'000});
    const bool untouched = LifeLoan::is_untouched(loan.next());
    const Amount left = loan.principal - loan.paid.principal;
    const int choice = number(0, 9);
    if (choice == 0 && loan.next().late_interest == Amount{}) {
      life_.prepay(id, amount({0}, {2'000}), amount({0}, {500}), loan.fee_per_period);
    } else if (choice == 1 && untouched && left > Amount{1}) {
      const Amount principal = amount({1}, left - Amount{1});
      const Date last_paid =
          loan.next_period == 1 ? Date{20'030} : loan.periods[loan.next_period - 2].due.due;
      life_.prepay_part(id, principal, amount({0}, {2'000}), amount({0}, {500}),
                        schedule(left - principal, last_paid), amount({0}, {30}));
    } else if (choice < 5) {
      reverse_instalment(id);
    } else {
      collect(id);
    }
  }

  /// All that the next period owes, or some of it.
  void collect(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    if (number(0, 2) != 0) return life_.collect(id);
    const InstalmentParts left = LifeLoan::left(loan.next());
    life_.collect_parts(
        id,
        {amount({0}, left.principal), amount({0}, left.interest), amount({0}, left.late_interest)},
        amount({0}, loan.next().fee - loan.next().fee_paid),
        amount({0}, loan.next().late_fee - loan.next().late_fee_paid));
  }

  void pay_late(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    afford(loan.borrower, loan.principal + Amount{20'000});
    number(0, 2) == 0 ? reverse_instalment(id) : collect(id);
  }

  void reverse_instalment(LoanId id) {
    Life::Loan& loan = life_.loans.at(id);
    if (loan.collections.empty()) return;
    loan.today = loan.today + number(0, 3);
    life_.reverse_instalment(id);
  }

  /// A day on which the borrower has not paid, and what comes of it.
  void be_late(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    if (loan.written_off) return;
    const Date on = std::max(loan.today, loan.next().due.due + loan.grace_days) + number(1, 30);
    std::vector<protocol::LateCharge> charges;
    for (std::uint32_t n = loan.next_period; n < loan.first_not_due(on + (-loan.grace_days - 1));
         ++n) {
      charges.push_back({n, amount({0}, {50}), amount({0}, {20})});
    }
    life_.assess(id, on, charges);
    const int choice = number(0, 9);
    if (choice == 0) return life_.write_off(id);
    if (choice < 5) compensate(id);
  }

  void compensate(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    const std::uint32_t not_due = loan.first_not_due(loan.today);
    const AccountId payer = number(0, 1) == 0 ? life_.guarantor : life_.reserve;
    afford(payer, loan.principal + Amount{30'000});
    const bool rest = number(0, 1) == 0 && not_due <= loan.periods.size();
    if (rest) return life_.compensate(id, payer, not_due, Life::everything(loan, not_due));
    if (!loan.periods[not_due - 2].payer) life_.compensate(id, payer, not_due - 1);
  }

  void afford(AccountId account, Amount sum) {
    if (life_.available(account) < sum) life_.deposit(account, sum);
  }

  Life life_;
  Date day_{20'000};
  Date bids_on_{19'900};  ///< most of them before loans are settled
  std::vector<AccountId> members_;
  std::vector<Withdrawal> withdrawals_;
  std::vector<Posting> postings_;
};

inline rc::Gen<Life> random_life() {
  return rc::gen::exec([] { return LifeDrawer().draw(); });
}

}  // namespace tributary::books
