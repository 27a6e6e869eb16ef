#include "engine/work.hpp"

#include <algorithm>

#include "engine/lateness.hpp"
#include "engine/limits.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {
namespace {

using protocol::WorkItem;
using protocol::WorkKind;

/// What is due of one loan, in the order of kinds.
class LoanWork {
 public:
  LoanWork(const State& state, const Loan& loan, const protocol::WorkQuery& query,
           std::vector<WorkItem>& items)
      : state_(state), loan_(loan), query_(query), items_(items) {}

  void list() {
    list_listing();
    if (loan_.state < LoanState::repaying) return;
    const std::uint32_t next = loan_.next_period();
    const LoanPeriod& period = loan_.periods[next - 1];
    const auto remind_days = std::min<std::int32_t>(query_.remind_days, limits::reminder_days_max);
    if (loan_.running() && can_be_reminded(period, query_.on, remind_days)) {
      add(WorkKind::remind_instalment, loan_.borrower, next, period.left());
    }
    list_overdue(next);
  }

 private:
  void list_listing() {
    if (loan_.state == LoanState::scheduled && loan_.opens_at <= state_.time() &&
        state_.time() < loan_.closes_at) {
      add(WorkKind::open_listing, loan_.borrower, 0, Amount{});
    }
    const bool waits_for_bids =
        loan_.state == LoanState::open || loan_.state == LoanState::scheduled;
    const protocol::Time ends = waits_for_bids ? loan_.closes_at : loan_.settles_by;
    if ((waits_for_bids || loan_.state == LoanState::full) && ends <= state_.time()) {
      add(WorkKind::fail_listing, loan_.borrower, 0, Amount{});
    }
  }

  void list_overdue(std::uint32_t next) {
    const LoanPeriod& period = loan_.periods[next - 1];
    if (query_.on < period.due) return;
    Amount left = period.left();
    if (loan_.running() && is_to_be_assessed()) {
      Amount charged;
      if (const auto charges = late_charges(loan_, query_.on)) {
        for (const protocol::LateCharge& charge : *charges) {
          charged += charge.interest + charge.fee;
          if (charge.period == next) left += charge.interest + charge.fee;
        }
      }
      add(WorkKind::assess_late_interest, loan_.borrower, next, charged);
    }
    add(WorkKind::collect_instalment, loan_.borrower, next, left);
    if (!loan_.running()) return;
    if (const auto paid = compensation_due(state_, loan_, query_.on)) {
      add(WorkKind::compensate_loan, paid->payer, paid->first_period,
          sum(payment_between(loan_.paid, paid->paid_after)));
    }
    if (write_off_due(state_, loan_, query_.on)) {
      add(WorkKind::write_off_loan, loan_.borrower, next, Amount{});
    }
  }

  bool is_to_be_assessed() const {
    return std::ranges::any_of(loan_.periods, [&](const LoanPeriod& period) {
      return is_overdue(loan_, period, query_.on) && period.charged_to < query_.on &&
             (!period.overdue || charges_by_the_day(loan_));
    });
  }

  void add(WorkKind kind, AccountId account, std::uint32_t period, Amount amount) {
    const Date due = period == 0 ? Date{} : loan_.periods[period - 1].due;
    const bool pays_holders =
        kind == WorkKind::collect_instalment || kind == WorkKind::compensate_loan;
    items_.push_back({kind,
                      loan_.id,
                      account,
                      period,
                      due,
                      amount,
                      std::max(Amount{}, state_.ledger.spendable(account)),
                      pays_holders ? static_cast<std::uint32_t>(loan_.claims.size()) : 0,
                      {},
                      {}});
  }

  const State& state_;
  const Loan& loan_;
  const protocol::WorkQuery& query_;
  std::vector<WorkItem>& items_;
};

/// What a debtor has is taken from every account of the currency.
void list_receivables(const State& state, std::vector<WorkItem>& items) {
  const Ledger& ledger = state.ledger;
  const std::size_t most = items.size() + limits::work_page_max;
  const auto list = [&](AccountId account) {
    if (!account || items.size() == most) return;
    const Amount owed = ledger.owed(account);
    const Amount available = ledger[account].available();
    if (owed == Amount{} || available == Amount{}) return;
    items.push_back({WorkKind::collect_receivable,
                     {},
                     account,
                     0,
                     {},
                     std::min(owed, available),
                     available,
                     0,
                     {},
                     {}});
  };
  for (const auto& [debtor, owed] : ledger.owed()) {
    for (const AccountKind kind : {AccountKind::member_cash, AccountKind::guarantor_cash}) {
      list(ledger.find(debtor.first, kind, debtor.second));
    }
  }
  for (const AccountId account : ledger.reopened()) list(account);
}

void list_bounces(const State& state, std::vector<WorkItem>& items) {
  for (const protocol::PostingId deposit : state.ledger.unfinished_bounces()) {
    const AccountId account = state.ledger.postings()[state.ledger.find_posting(deposit)].to;
    items.push_back({WorkKind::continue_bounce,
                     {},
                     account,
                     0,
                     {},
                     state.ledger.owed(account),
                     state.ledger[account].available(),
                     limits::claims_per_bounce_max,
                     deposit,
                     next_taken_back(state, account, deposit)});
  }
}

}  // namespace

protocol::WorkView work_due(const State& state, const protocol::WorkQuery& asked) {
  protocol::WorkQuery query = asked;
  if (query.on == Date{}) query.on = state.days.today();
  protocol::WorkView view{state.days.today(), state.now, {}, {}};
  const auto& live = state.loans.live();
  auto at = live.upper_bound(query.after);
  const std::uint32_t loans = std::clamp(query.loans, 1U, limits::work_page_max);
  LoanId last = query.after;
  for (std::uint32_t looked = 0; looked < loans && at != live.end(); ++looked, ++at) {
    LoanWork(state, state.loans[*at], query, view.items).list();
    last = *at;
  }
  if (at != live.end()) view.next = last;
  if (!query.after) {
    list_bounces(state, view.items);
    list_receivables(state, view.items);
  }
  return view;
}

}  // namespace tributary::engine
