#include "verticals/books/earned.hpp"

#include <map>
#include <utility>

#include "money/xirr.hpp"

namespace tributary::books {

namespace {

using money::WideAmount;
using money::XirrError;

Earned none(std::string_view english, std::string_view chinese) {
  return {std::nullopt, std::string(english), std::string(chinese)};
}

Earned none_because(XirrError error) {
  switch (error) {
    case XirrError::no_sign_change:
      return none("money went one way alone, or all of it on one day",
                  "资金只有单向流动，或全部发生在同一天");
    case XirrError::amounts_too_large:
      return none("the amounts are too large to compute with", "金额过大，无法计算");
    case XirrError::no_rate_in_range:
      return none("no rate between -99.9999 % and 99999900 % a year explains the payments",
                  "在年化 -99.9999% 至 99999900% 之间没有与收付相符的利率");
    case XirrError::days_out_of_order:
      break;  // they come out of a map
  }
  std::unreachable();
}

/// What went out and came back, by days.
class Flows {
 public:
  void add(Date day, const WideAmount& amount) { days_[day] += amount; }

  void add(Snapshot& books, const Claim& claim, const LoanRow& loan) {
    add(loan.settled_on, books.bid_interest(claim, loan) - claim.amount);
    Amount before;
    for (const PaidDay& day : books.paid_days(loan.loan)) {
      const Amount after = received(claim, day.paid, loan).sum();
      add(day.day, after - before);
      before = after;
    }
  }

  /// With `outstanding` today, which is no day before the last one that something counts for.
  Earned earned(Snapshot& books, const WideAmount& outstanding) {
    if (days_.empty()) return none("nothing was lent", "尚无出借");
    // What was paid and taken back has left a day without anything.
    std::erase_if(days_, [](const auto& day) { return day.second == WideAmount{}; });
    Date today = books.newest_day().value_or(BegunDay{}).day;
    if (!days_.empty()) today = std::max(today, days_.rbegin()->first);
    add(today, outstanding);
    std::vector<money::CashFlow> flows;
    for (const auto& [day, amount] : days_) {
      const Amount narrow{static_cast<std::int64_t>(amount.minor)};
      if (WideAmount(narrow) != amount) return none_because(XirrError::amounts_too_large);
      flows.push_back({day, narrow});
    }
    const auto rate = money::xirr(flows);
    return rate ? Earned{*rate, {}, {}} : none_because(rate.error());
  }

 private:
  std::map<Date, WideAmount> days_;
};

Amount outstanding(const Claim& claim, const LoanRow& loan) {
  if (!loan.will_pay()) return {};
  return claim.amount - received(claim, loan.paid, loan).principal;
}

/// Of claims that are followed.
Earned earned_by_followed(Snapshot& books, AccountId account, const AccountHead& head) {
  Flows flows;
  WideAmount principal = head.claims_outstanding;
  for (const ClaimsDay& day : books.claims_days(account)) {
    flows.add(day.day, day.flow);
    principal -= day.written_off;
  }
  if (head.claims_day_flow != Amount{}) flows.add(head.claims_day, head.claims_day_flow);
  return flows.earned(books, principal);
}

}  // namespace

Earned earned_by(Snapshot& books, const Claim& claim, const LoanRow& loan) {
  Flows flows;
  flows.add(books, claim, loan);
  return flows.earned(books, outstanding(claim, loan));
}

Earned earned_by_all(Snapshot& books, const LoanRow& loan) {
  Flows flows;
  flows.add(loan.settled_on, loan.bid_interest_paid - loan.principal);
  PaidDay before;
  for (const PaidDay& day : books.paid_days(loan.loan)) {
    flows.add(day.day,
              paid_between(before.paid, day.paid).sum() - (day.interest_fee - before.interest_fee));
    before = day;
  }
  return flows.earned(books, loan.principal_to_come());
}

Earned earned_by(Snapshot& books, AccountId account) {
  const AccountHead head = books.head(account);
  if (head.followed_since != 0) return earned_by_followed(books, account, head);
  Flows flows;
  WideAmount principal;
  for (const Claim& claim : books.claims(head.last_bid)) {
    const LoanRow loan = books.loan_of(claim);
    if (claim.voided || !loan.was_settled()) continue;
    flows.add(books, claim, loan);
    principal += outstanding(claim, loan);
  }
  return flows.earned(books, principal);
}

Earned earned_in(Snapshot& books, const Totals& totals) {
  Flows flows;
  for (const LentDay& day : books.lent_days(totals.currency)) flows.add(day.day, day.flow);
  return flows.earned(books, totals.principal_outstanding);
}

}  // namespace tributary::books
