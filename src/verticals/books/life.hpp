#pragma once

#include "verticals/books/life_accounts.hpp"
#include "verticals/books/life_loan.hpp"

namespace tributary::books {

/// For tests: the life of accounts and loans.
class Life : public LifeAccounts {
 public:
  using Loan = LifeLoan;
  using Bid = LifeLoan::Bid;

  std::map<LoanId, Loan> loans;
  Amount written_off;
  Amount reserve_contributions;
  Amount guarantee_fees;
  Amount bid_interest;

  /// A listing that is open for bids.
  LoanId list(AccountId borrower, Amount principal, Rate interest_fee, std::uint16_t grace_days = 0,
              protocol::ListingCreated created = {}) {
    const LoanId id{loans.size() + 1};
    created.loan = id;
    created.borrower_account = borrower;
    created.guarantor_account = guarantor;
    created.title = "loan " + std::to_string(id.value);
    created.principal = principal;
    if (created.terms.annual_rate == Rate{}) created.terms.annual_rate = {96'000};
    created.fees.interest = interest_fee;
    created.late.grace_days = grace_days;
    add(created);
    add(protocol::ListingApproved{id});
    add(protocol::ListingScheduled{id, {first_ms}, {first_ms + 1}});
    add(protocol::ListingOpened{id});
    Loan& loan = loans[id];
    loan.borrower = borrower;
    loan.principal = principal;
    loan.interest_fee = interest_fee;
    loan.annual_rate = created.terms.annual_rate;
    loan.earns_from_bid = created.rules.interest_from == protocol::InterestFrom::bid;
    loan.service_per_period = created.fees.service_per_period;
    loan.guarantee_per_period = created.fees.guarantee_per_period;
    loan.grace_days = grace_days;
    loan.state = LoanState::open;
    return id;
  }
  void set_calendar(std::vector<money::Date> holidays) {
    add(protocol::CalendarSet{"notice", std::move(holidays), {}});
  }
  void bid(LoanId id, AccountId account, Amount amount, Date day = {20'000}) {
    Loan& loan = loans.at(id);
    const std::uint32_t number = loan.bids_placed++;
    add(protocol::BidPlaced{id, number, account, loan.raised, amount});
    line(account, FactKind::bid_placed, {}, amount, number);
    loan.bids.push_back({account, loan.raised, amount, number, day});
    if (loan.earns_from_bid && (loan.bid_days.empty() || loan.bid_days.back().day != day)) {
      loan.bid_days.push_back({number, day});
    }
    loan.raised += amount;
    if (loan.raised == loan.principal) loan.state = LoanState::full;
  }
  /// Those behind it move down.
  void void_bid(LoanId id, std::size_t place) {
    Loan& loan = loans.at(id);
    const Bid bid = loan.bids[place];
    add(protocol::BidVoided{id, bid.number, bid.account, bid.from, bid.amount, "bounced"});
    line(bid.account, FactKind::bid_voided, {}, -bid.amount, bid.number);
    loan.bids.erase(loan.bids.begin() + static_cast<std::ptrdiff_t>(place));
    for (Bid& other : loan.bids) {
      if (other.from > bid.from) other.from -= bid.amount;
    }
    loan.raised -= bid.amount;
    loan.state = LoanState::open;
  }
  void accept_partial(LoanId id) {
    Loan& loan = loans.at(id);
    loan.principal = loan.raised;
    loan.state = LoanState::full;
    add(protocol::PartialRaiseAccepted{id, loan.principal});
  }
  void fail(LoanId id) {
    add(protocol::ListingFailed{id, loans.at(id).raised});
    release(id, FactKind::listing_failed, LoanState::failed);
  }
  void cancel(LoanId id) {
    add(protocol::ListingCancelled{id, loans.at(id).raised, "not needed"});
    release(id, FactKind::listing_cancelled, LoanState::cancelled);
  }
  void reject(LoanId id) {
    add(protocol::ListingRejected{id, "no income"});
    loans.at(id).state = LoanState::rejected;
  }

  void settle(LoanId id, const std::vector<money::Instalment>& schedule, Amount service_fee,
              Amount guarantee_fee, Amount fee_per_period, Amount contribution = {}) {
    Loan& loan = loans.at(id);
    protocol::LoanSettled event;
    event.loan = id;
    event.on = loan.today;
    event.borrower_account = loan.borrower;
    event.fee_account = service_fees;
    event.guarantor_account = guarantor;
    event.principal = loan.principal;
    event.service_fee = service_fee;
    event.guarantee_fee = guarantee_fee;
    event.fee_per_period = fee_per_period;
    event.schedule = schedule;
    event.reserve_account = reserve;
    event.reserve_contribution = contribution;
    event.bid_interest = loan.bid_interest(event.on);
    event.bid_days = loan.bid_days;
    add(event);
    constexpr FactKind kind = FactKind::loan_settled;
    line(loan.borrower, kind,
         loan.principal - service_fee - guarantee_fee - contribution - event.bid_interest, {});
    line_of_some(service_fees, kind, service_fee);
    line_of_some(guarantor, kind, guarantee_fee);
    line_of_some(reserve, kind, contribution);
    for (const Bid& bid : loan.bids) {
      line(bid.account, kind, -bid.amount, -bid.amount, bid.number);
    }
    std::map<AccountId, Amount> earned;
    for (const Bid& bid : loan.bids) earned[bid.account] += loan.bid_interest(bid, event.on);
    lines_of_some(earned, kind);
    loan.state = LoanState::repaying;
    loan.today = {20'030};
    loan.fee_per_period = fee_per_period;
    reserve_contributions += contribution;
    guarantee_fees += guarantee_fee;
    bid_interest += event.bid_interest;
    for (const money::Instalment& due : schedule)
      loan.periods.push_back({due, loan.fee_per_period});
  }

  /// Pays these parts of the next period; of its fee, the guarantor gets its part.
  void collect_parts(LoanId id, InstalmentParts parts, Amount fee, Amount late_fee) {
    Loan& loan = loans.at(id);
    LifeLoan::Period& period = loan.next();
    protocol::InstalmentCollected event;
    event.loan = id;
    event.period = loan.next_period;
    event.on = loan.today;
    event.borrower_account = loan.borrower;
    event.payee = period.payer;
    event.parts = parts;
    event.paid_before = loan.paid;
    event.paid_after = period.payer ? loan.paid : loan.with(parts);
    event.guarantee_fee = loan.guarantee_fee(fee);
    event.service_fee = fee - event.guarantee_fee;
    event.late_fee = late_fee;
    event.interest_fee = loan.interest_fees_between(event.paid_before, event.paid_after);
    pay_instalment(loan, event, 1);
    event.period_paid = LifeLoan::is_paid(period);
    if (event.period_paid) ++loan.next_period;
    loan.state = event.state = loan.state_after_payment();
    if (loan.is_late()) loan.looked_at = loan.today;
    add(event);
    constexpr FactKind kind = FactKind::instalment_collected;
    line(loan.borrower, kind, -LifeLoan::sum(parts) - fee - late_fee, {});
    std::map<AccountId, Amount> named;
    if (event.payee) named[event.payee] = LifeLoan::sum(parts);
    named[guarantor] += event.guarantee_fee;
    named[interest_fees] += event.interest_fee;
    named[service_fees] += event.service_fee + late_fee;
    lines_of_some(named, kind);
    guarantee_fees += event.guarantee_fee;
    pay_holders(loan, kind, event.paid_before, event.paid_after);
    loan.collections.push_back({last_sequence(), event});
  }
  void collect(LoanId id, Amount principal, Amount interest, Amount fee) {
    collect_parts(id, {principal, interest, {}}, fee, {});
  }
  /// Pays all that the next period still owes.
  void collect(LoanId id) {
    const Loan& loan = loans.at(id);
    const LifeLoan::Period& period = loan.next();
    collect_parts(id, LifeLoan::left(period), period.fee - period.fee_paid,
                  period.late_fee - period.late_fee_paid);
  }

  /// Needs: a collection since the schedule was last changed.
  void reverse_instalment(LoanId id) {
    Loan& loan = loans.at(id);
    const LifeLoan::Collection taken = loan.collections.back();
    loan.collections.pop_back();
    const protocol::InstalmentCollected& payment = taken.event;
    protocol::PaymentTakenBack back;
    back.loan = id;
    back.payment = {taken.sequence};
    back.period = payment.period;
    back.on = loan.today;
    back.payer = loan.borrower;
    back.payee = payment.payee;
    back.parts = payment.parts;
    back.paid_before = payment.paid_after;
    back.paid_after = payment.paid_before;
    back.service_fee = payment.service_fee;
    back.guarantee_fee = payment.guarantee_fee;
    back.late_fee = payment.late_fee;
    back.interest_fee = payment.interest_fee;
    protocol::PaymentReversed event;
    event.memo = "bounced";
    event.shortfalls = shortfalls(loan, payment);
    Amount lent;
    for (const protocol::Shortfall& shortfall : event.shortfalls) lent += shortfall.amount;
    event.cover = cover_of(lent);
    loan.next_period = payment.period;
    pay_instalment(loan, payment, -1);
    loan.state = back.state = loan.state_after_payment();
    if (loan.is_late()) loan.looked_at = loan.today;
    event.taken = back;
    add(event);
    constexpr FactKind kind = FactKind::payment_reversed;
    const Amount fees = payment.service_fee + payment.late_fee;
    line(loan.borrower, kind, LifeLoan::sum(payment.parts) + fees + payment.guarantee_fee, {});
    pay_holders(loan, kind, back.paid_before, back.paid_after);
    std::map<AccountId, Amount> named;
    if (payment.payee) named[payment.payee] = -LifeLoan::sum(payment.parts);
    named[guarantor] -= payment.guarantee_fee;
    named[interest_fees] -= payment.interest_fee;
    named[service_fees] -= fees;
    for (const protocol::Shortfall& shortfall : event.shortfalls) {
      named[shortfall.account] += shortfall.amount;
      // The platform does not owe itself.
      if (owners.at(shortfall.account) == protocol::platform_party) {
        forgiven[{last_sequence(), shortfall.account}] = shortfall.amount;
        continue;
      }
      owed[shortfall.account] += shortfall.amount;
      // Who has nothing of it left is told what it owes.
      if (named[shortfall.account] == Amount{}) line(shortfall.account, kind, {}, {});
    }
    lines_of_some(named, kind);
    guarantee_fees -= payment.guarantee_fee;
    stand_in(kind, event.cover);
  }

  /// Of the fee the guarantor gets its part.
  void prepay(LoanId id, Amount interest, Amount compensation, Amount fee) {
    Loan& loan = loans.at(id);
    const Amount guarantee_fee = loan.guarantee_fee(fee);
    const PaidTotals after{loan.principal, loan.paid.interest + interest,
                           loan.paid.compensation + compensation, loan.paid.late_interest};
    add(protocol::LoanPrepaid{id,
                              loan.today,
                              loan.borrower,
                              loan.paid,
                              after,
                              fee - guarantee_fee,
                              loan.interest_fees_between(loan.paid, after),
                              {},
                              guarantee_fee});
    prepaid(loan, FactKind::loan_prepaid, after, fee, guarantee_fee);
    guarantee_fees += guarantee_fee;
    loan.state = LoanState::prepaid;
  }
  /// Needs: no part of the next period paid. `rest` is the schedule of what is left.
  void prepay_part(LoanId id, Amount principal, Amount interest, Amount compensation,
                   std::vector<money::Instalment> rest, Amount fee_per_period = {}) {
    Loan& loan = loans.at(id);
    loan.fee_per_period = fee_per_period;
    const PaidTotals after{loan.paid.principal + principal, loan.paid.interest + interest,
                           loan.paid.compensation + compensation, loan.paid.late_interest};
    add(protocol::PrincipalPrepaid{id,
                                   loan.today,
                                   loan.borrower,
                                   loan.paid,
                                   after,
                                   loan.interest_fees_between(loan.paid, after),
                                   loan.next_period,
                                   {},
                                   rest.front().due,
                                   rest,
                                   loan.today,
                                   fee_per_period,
                                   {},
                                   LoanState::repaying});
    prepaid(loan, FactKind::principal_prepaid, after, {}, {});
    loan.periods.resize(loan.next_period - 1);
    for (const money::Instalment& due : rest) loan.periods.push_back({due, loan.fee_per_period});
  }

  /// Needs: a day after the next period is due.
  void assess(LoanId id, Date on, std::vector<protocol::LateCharge> charges) {
    Loan& loan = loans.at(id);
    for (const protocol::LateCharge& charge : charges) {
      loan.periods[charge.period - 1].late_interest += charge.interest;
      loan.periods[charge.period - 1].late_fee += charge.fee;
    }
    add(protocol::LateInterestAssessed{id, on, std::move(charges)});
    loan.today = loan.looked_at = on;
    if (loan.state == LoanState::repaying) loan.state = LoanState::overdue;
  }

  /// Pays the holders principal and interest of the periods up to `last`; with `everything`, of all
  /// that are left. Needs: something of it.
  void compensate(LoanId id, AccountId payer, std::uint32_t last,
                  std::optional<money::Instalment> everything = std::nullopt) {
    Loan& loan = loans.at(id);
    if (everything) make_all_due(loan, last, *everything);
    std::uint32_t first = loan.next_period;
    while (loan.periods[first - 1].payer) ++first;
    const PaidTotals before = loan.paid;
    PaidTotals after = before;
    for (std::uint32_t n = first; n <= last; ++n) {
      LifeLoan::Period& period = loan.periods[n - 1];
      const InstalmentParts left = LifeLoan::left(period);
      after.principal += left.principal;
      after.interest += left.interest;
      if (!LifeLoan::is_paid(period)) period.payer = payer;
    }
    const Amount interest_fee = loan.interest_fees_between(before, after);
    add(protocol::LoanCompensated{id, loan.today, payer, before, after, interest_fee, first, last,
                                  everything});
    constexpr FactKind kind = FactKind::loan_compensated;
    const Amount moved = total(after) - total(before);
    line(payer, kind, -moved, {});
    line_of_some(interest_fees, kind, interest_fee);
    pay_holders(loan, kind, before, after);
    loan.paid = after;
    loan.compensated += moved;
    loan.state = LoanState::compensated;
    loan.looked_at = loan.today;
    loan.collections.clear();
  }

  void write_off(LoanId id) {
    Loan& loan = loans.at(id);
    protocol::LoanWrittenOff event{id, loan.today, {}, {}, std::nullopt};
    const std::uint32_t period = loan.first_not_due(loan.today);
    if (period <= loan.periods.size()) {
      event.everything = everything(loan, period);
      make_all_due(loan, period, *event.everything);
    }
    event.owed = loan.sum_left([](const LifeLoan::Period&) { return true; });
    add(event);
    loan.written_off = true;
    loan.state = LoanState::written_off;
    loan.looked_at = loan.today;
    loan.collections.clear();
    written_off += event.owed.principal;
  }

  /// One line for all from `period` on, due today.
  static money::Instalment everything(const Loan& loan, std::uint32_t period) {
    money::Instalment all{loan.today, {}, {3}};
    for (std::size_t n = period - 1; n < loan.periods.size(); ++n) {
      all.principal += loan.periods[n].due.principal;
    }
    return all;
  }

 private:
  void release(LoanId id, FactKind kind, LoanState state) {
    Loan& loan = loans.at(id);
    for (const Bid& bid : loan.bids) line(bid.account, kind, {}, -bid.amount, bid.number);
    loan.state = state;
  }
  static Amount total(const PaidTotals& paid) {
    return paid.principal + paid.interest + paid.compensation + paid.late_interest;
  }
  static void make_all_due(Loan& loan, std::uint32_t period, const money::Instalment& everything) {
    loan.periods.resize(period);
    loan.periods[period - 1] = {everything};
  }
  void pay_holders(const Loan& loan, FactKind kind, const PaidTotals& before,
                   const PaidTotals& after) {
    if (before == after) return;
    for (const Bid& bid : loan.bids) {
      line(bid.account, kind, loan.received(bid, after) - loan.received(bid, before), {},
           bid.number);
    }
  }
  void prepaid(Loan& loan, FactKind kind, const PaidTotals& after, Amount fee,
               Amount guarantee_fee) {
    line(loan.borrower, kind, total(loan.paid) - total(after) - fee, {});
    line_of_some(interest_fees, kind, loan.interest_fees_between(loan.paid, after));
    line_of_some(service_fees, kind, fee - guarantee_fee);
    line_of_some(guarantor, kind, guarantee_fee);
    pay_holders(loan, kind, loan.paid, after);
    loan.paid = after;
    loan.collections.clear();
  }
  /// What an instalment changes in its loan; `sign` is -1 for taking it back.
  static void pay_instalment(Loan& loan, const protocol::InstalmentCollected& payment,
                             std::int64_t sign) {
    LifeLoan::Period& period = loan.next();
    const auto change = [&](Amount& sum, Amount by) { sum.minor += sign * by.minor; };
    change(period.paid.principal, payment.parts.principal);
    change(period.paid.interest, payment.parts.interest);
    change(period.paid.late_interest, payment.parts.late_interest);
    change(period.fee_paid, payment.service_fee + payment.guarantee_fee);
    change(period.late_fee_paid, payment.late_fee);
    change(loan.late_fees, payment.late_fee);
    if (payment.payee) change(loan.recovered, LifeLoan::sum(payment.parts));
    if (loan.written_off) {
      change(loan.written_off_recovered, total(payment.paid_after));
      change(loan.written_off_recovered, Amount{} - total(payment.paid_before));
    }
    loan.paid = sign > 0 ? payment.paid_after : payment.paid_before;
  }
  /// What the payee, the guarantor or the holders lack of a payment that is taken back from them.
  std::vector<protocol::Shortfall> shortfalls(const Loan& loan,
                                              const protocol::InstalmentCollected& payment) const {
    std::map<AccountId, Amount> taken;
    if (payment.payee) taken[payment.payee] = LifeLoan::sum(payment.parts);
    taken[guarantor] += payment.guarantee_fee;
    for (const Bid& bid : loan.bids) {
      taken[bid.account] +=
          loan.received(bid, payment.paid_after) - loan.received(bid, payment.paid_before);
    }
    std::vector<protocol::Shortfall> shortfalls;
    for (const auto& [account, amount] : taken) {
      const Amount lacks = lacking(account, amount);
      if (lacks != Amount{}) shortfalls.push_back({account, lacks});
    }
    return shortfalls;
  }
};

}  // namespace tributary::books
