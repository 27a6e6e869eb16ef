#include "engine/work.hpp"

#include <algorithm>
#include <limits>

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
    if (loan_.state < LoanState::repaying || query_.any_hour) return;
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
    // On the due date it is tried as it is, so that the refusal is on record.
    if (query_.on == period.due || money_can_be()) {
      add(WorkKind::collect_instalment, loan_.borrower, next, left);
    }
    if (!loan_.running()) return;
    if (const auto paid = compensation_due(state_, loan_, query_.on)) list_compensation(*paid);
    if (write_off_due(state_, loan_, query_.on)) {
      add(WorkKind::write_off_loan, loan_.borrower, next, Amount{});
    }
  }

  /// Whether the borrower has something to pay from, or may get it while the day is worked: by what
  /// other loans pay. What is owed, or no bank holds, may be set off meanwhile and counts as there:
  /// who begins in the middle of a round has to find what was listed at its beginning.
  bool money_can_be() const {
    const Account& account = state_.ledger[loan_.borrower];
    return account.available() > Amount{} || account.claims_live != 0;
  }

  /// On the first day, as an instalment on its due date; then when the payer has it all.
  void list_compensation(const Compensation& paid) {
    const Amount amount = sum(payment_between(loan_.paid, paid.paid_after));
    const bool is_first_day =
        query_.on == compensated_from(loan_, loan_.periods[paid.first_period - 1]);
    if (!is_first_day && state_.ledger[paid.payer].available() < amount) return;
    add(WorkKind::compensate_loan, paid.payer, paid.first_period, amount);
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
                      {},
                      loan_.currency});
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
                     {},
                     ledger[account].currency});
  };
  for (const auto& [debtor, owed] : ledger.owed()) {
    for (const AccountKind kind : {AccountKind::member_cash, AccountKind::guarantor_cash}) {
      list(ledger.find(debtor.first, kind, debtor.second));
    }
  }
  for (const AccountId account : ledger.reopened()) list(account);
}

void list_bounces(const State& state, std::vector<WorkItem>& items) {
  for (const auto& [deposit, account] : state.ledger.unfinished_bounces()) {
    items.push_back({WorkKind::continue_bounce,
                     {},
                     account,
                     0,
                     {},
                     state.ledger.owed(account),
                     state.ledger[account].available(),
                     limits::claims_per_bounce_max,
                     deposit,
                     next_taken_back(state, account, deposit),
                     state.ledger[account].currency});
  }
}

/// The parts of the agenda that a question is about, as far as something is due in them.
struct Due {
  Agenda::Place first;
  Agenda::Place last;
};

std::vector<Due> due_parts(const State& state, const protocol::WorkQuery& query) {
  constexpr auto ever = std::numeric_limits<std::int64_t>::min();
  constexpr LoanId any{std::numeric_limits<std::uint64_t>::max()};
  std::vector<Due> parts{{{Agenda::listing, ever, {}}, {Agenda::listing, state.time().ms, any}}};
  if (query.any_hour) return parts;
  const std::int64_t on = query.on.days;
  const std::int64_t remind_days =
      std::min<std::int64_t>(query.remind_days, limits::reminder_days_max);
  parts.push_back({{Agenda::reminder, on + 1, {}}, {Agenda::reminder, on + remind_days, any}});
  parts.push_back({{Agenda::period, ever, {}}, {Agenda::period, on, any}});
  return parts;
}

/// Goes on after `query.after`; where it has to stop, `view.next` says so.
void list_loans(const State& state, const protocol::WorkQuery& query, protocol::WorkView& view) {
  const auto& places = state.loans.agenda().places();
  std::uint32_t left = std::min(query.loans, limits::work_page_max);
  Agenda::Place last = query.after;
  for (const Due& part : due_parts(state, query)) {
    auto at =
        query.after < part.first ? places.lower_bound(part.first) : places.upper_bound(query.after);
    for (; at != places.end() && *at <= part.last; ++at) {
      if (left-- == 0) {
        view.next = last;
        return;
      }
      LoanWork(state, state.loans[at->loan], query, view.items).list();
      last = *at;
    }
  }
}

}  // namespace

protocol::WorkView work_due(const State& state, const protocol::WorkQuery& asked) {
  protocol::WorkQuery query = asked;
  if (query.on == Date{}) query.on = state.days.today();
  protocol::WorkView view{
      state.days.today(),          state.now, {}, {}, state.days.due_dates_from(),
      state.days.calendar_set_at()};
  if (query.loans == 0) return view;
  if (query.loan) {
    const Loan* loan = state.loans.find(query.loan);
    if (loan != nullptr && loan->live()) LoanWork(state, *loan, query, view.items).list();
    return view;
  }
  list_loans(state, query, view);
  if (!query.after) {
    list_bounces(state, view.items);
    if (!query.any_hour) list_receivables(state, view.items);
  }
  return view;
}

}  // namespace tributary::engine
