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
    const int acts = number(0, 60);
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

  static int number(int from, int to) { return *rc::gen::inRange(from, to + 1); }
  /// From `least` to `most`, near either end more often than a fair choice would be.
  static Amount amount(Amount least, Amount most) {
    switch (number(0, 3)) {
      case 0:
        return least;
      case 1:
        return most;
      default:
        return {*rc::gen::inRange(least.minor, most.minor + 1)};
    }
  }
  AccountId member() const { return members_[static_cast<std::size_t>(number(0, 2))]; }
  static bool some(Amount amount) { return amount > Amount{}; }

  void act() {
    switch (number(0, 11)) {
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
    } else {
      postings_.push_back(
          {life_.complete_withdrawal(order.id, order.account, order.amount, order.fee),
           order.account, life_.custodian, order.amount});
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
    if (posting.to != life_.custodian && life_.available(posting.to) < posting.amount) return;
    postings_.pop_back();
    life_.reverse(posting.sequence, posting.to, posting.from, posting.amount);
  }

  void list() {
    const Rate interest_fee{number(0, 1) * number(1, 200'000)};
    life_.list(member(), amount({1}, {300'000}), interest_fee);
  }

  void act_on_loan() {
    if (life_.loans.empty()) return;
    const auto count = static_cast<int>(life_.loans.size());
    const LoanId id{static_cast<std::uint64_t>(number(1, count))};
    switch (life_.loans.at(id).state) {
      case LoanState::open:
        return raise(id);
      case LoanState::full:
        return number(0, 4) == 0 ? life_.cancel(id) : settle(id);
      case LoanState::repaying:
        return service(id);
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
    if (investor != loan.borrower && some(most)) life_.bid(id, investor, amount({1}, most));
  }

  std::vector<money::Instalment> schedule(Amount principal) {
    std::vector<money::Instalment> lines(static_cast<std::size_t>(number(1, 4)));
    for (auto& line : lines) {
      line.due = {20'030 + number(0, 400)};
      line.principal = amount({0}, principal);
      line.interest = amount({0}, {5'000});
      principal -= line.principal;
    }
    lines.back().principal += principal;
    return lines;
  }

  void settle(LoanId id) {
    const Amount principal = life_.loans.at(id).principal;
    const Amount service_fee = amount({0}, principal);
    const Amount guarantee_fee = amount({0}, principal - service_fee);
    life_.settle(id, schedule(principal), service_fee, guarantee_fee, amount({0}, {30}));
  }

  void service(LoanId id) {
    const Life::Loan& loan = life_.loans.at(id);
    afford(loan.borrower, loan.principal + Amount{20'000});
    const bool untouched = loan.paid_of_period == PaidTotals{} && loan.fee_of_period == Amount{};
    const Amount left = loan.principal - loan.paid.principal;
    const int choice = number(0, 9);
    if (choice == 0) {
      life_.prepay(id, amount({0}, {2'000}), amount({0}, {500}), loan.fee_per_period);
    } else if (choice == 1 && untouched && left > Amount{1}) {
      const Amount principal = amount({1}, left - Amount{1});
      life_.prepay_part(id, principal, amount({0}, {2'000}), amount({0}, {500}),
                        schedule(left - principal));
    } else if (choice < 6) {
      life_.collect(id);
    } else {
      const money::Instalment& due = loan.schedule[loan.next_period - 1];
      life_.collect(id, amount({0}, due.principal - loan.paid_of_period.principal),
                    amount({0}, due.interest - loan.paid_of_period.interest),
                    amount({0}, loan.fee_per_period - loan.fee_of_period));
    }
  }

  void afford(AccountId account, Amount sum) {
    if (life_.available(account) < sum) life_.deposit(account, sum);
  }

  Life life_;
  std::vector<AccountId> members_;
  std::vector<Withdrawal> withdrawals_;
  std::vector<Posting> postings_;
};

inline rc::Gen<Life> random_life() {
  return rc::gen::exec([] { return LifeDrawer().draw(); });
}

}  // namespace tributary::books
