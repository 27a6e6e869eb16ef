#pragma once

#include <limits>
#include <map>
#include <set>
#include <vector>

#include "base/assert.hpp"
#include "protocol/codec.hpp"
#include "vertical/ring.hpp"
#include "verticals/clock/task.hpp"

/// A platform for tests: few rules, but those that make the order of the timers' work matter.
namespace tributary::clock {

using vertical::Ring;

struct ToyPeriod {
  Date due;
  Amount owed;
  friend bool operator==(const ToyPeriod&, const ToyPeriod&) = default;
};

struct ToyLoan {
  AccountId payer;
  AccountId holder;
  AccountId guarantor;  ///< zero: nobody compensates
  std::vector<ToyPeriod> periods;
  std::size_t paid = 0;  ///< periods
  std::size_t reminded = 0;
  Date assessed;
  std::uint32_t claims = 0;
  friend bool operator==(const ToyLoan&, const ToyLoan&) = default;
};

class ToyPlatform final : public Ring {
 public:
  /// What the timers may change.
  struct State {
    Date day;
    protocol::Time now;  ///< the engine's
    std::map<AccountId, std::int64_t> accounts;
    std::map<LoanId, ToyLoan> loans;
    friend bool operator==(const State&, const State&) = default;
  };

  State state;
  Date day_max{std::numeric_limits<std::int32_t>::max()};  ///< later ones have to be confirmed
  std::vector<std::string> ids;              ///< of all commands decided, in their order
  std::vector<protocol::ActorId> approvers;  ///< of all that was sent

  protocol::WorkView view(const protocol::WorkQuery& query) const {
    protocol::WorkView view;
    view.business_day = state.day;
    view.now = state.now;
    const Date on = query.on == Date{} ? state.day : query.on;
    std::uint32_t looked_at = 0;
    if (query.loans == 0) return view;
    const LoanId after = query.loan ? LoanId{query.loan.value - 1} : query.after.loan;
    for (auto loan = state.loans.upper_bound(after); loan != state.loans.end(); ++loan) {
      if (loan->second.paid == loan->second.periods.size()) continue;
      if (query.loan && loan->first != query.loan) break;
      if (looked_at++ == query.loans) return view;
      list(loan->first, loan->second, on, query.remind_days, view.items);
      view.next = {1, 0, loan->first};
    }
    view.next = {};
    return view;
  }

  Outcome execute(std::string_view id, std::span<const std::byte> command) {
    const std::string body(reinterpret_cast<const char*>(command.data()), command.size());
    const auto [known, is_new] = known_.try_emplace(std::string(id), ids.size() + 1);
    if (!is_new) {
      const bool same = kept_.at(known->second - 1).command == body;
      return {known->second, same ? protocol::Refusal::none : protocol::Refusal::request_id_reused,
              same};
    }
    ids.emplace_back(id);
    protocol::Reader in(command);
    Outcome outcome{ids.size(), protocol::Refusal::none, false};
    protocol::visit_frame<protocol::Commands>(protocol::read_frame(in), [&](const auto& wish) {
      if constexpr (requires { decide(wish); }) {
        outcome.refusal = decide(wish);
      } else {
        ASSERT(false);
      }
    });
    kept_.push_back({body, outcome.refusal});
    return outcome;
  }

  void send(const protocol::Sender& sender, std::string_view id, std::span<const std::byte> command,
            Told told) override {
    approvers.push_back(sender.approver);
    const bool is_new = !known_.contains(std::string(id));
    if (is_new && sender.approver == protocol::no_suitable_approver) {
      return told({0, Refusal::approval_invalid, false});
    }
    told(execute(id, command));
  }
  void ask(const protocol::Sender&, const protocol::Query& query, Answered answered) override {
    answered(view(std::get<protocol::WorkQuery>(query)));
  }
  void find(protocol::Sequence sequence, Found found) override {
    const KeptCommand& kept = kept_.at(sequence - 1);
    protocol::Record record;
    record.command_bytes = std::as_bytes(std::span(kept.command));
    record.refusal = kept.refusal;
    found(&record);
  }

 private:
  using Refusal = protocol::Refusal;

  void list(LoanId id, const ToyLoan& loan, Date on, std::uint16_t remind_days,
            std::vector<WorkItem>& items) const {
    const ToyPeriod& next = loan.periods[loan.paid];
    const auto number = static_cast<std::uint32_t>(loan.paid + 1);
    const auto add = [&](WorkKind kind, AccountId account, std::uint32_t period) {
      items.push_back({kind,
                       id,
                       account,
                       period,
                       next.due,
                       next.owed,
                       {state.accounts.at(account)},
                       loan.claims,
                       {},
                       {}});
    };
    if (on < next.due) {
      const bool soon = remind_days != 0 && next.due - on <= remind_days;
      if (soon && loan.reminded < number) add(WorkKind::remind_instalment, loan.payer, number);
      return;
    }
    if (next.due < on && loan.assessed < on) add(WorkKind::assess_late_interest, loan.payer, 0);
    add(WorkKind::collect_instalment, loan.payer, number);
    if (loan.guarantor && on - next.due >= 3) add(WorkKind::compensate_loan, loan.guarantor, 0);
  }

  Refusal decide(const protocol::SetCalendar&) { return Refusal::none; }
  Refusal decide(const protocol::BeginBusinessDay& wish) {
    if (state.day != Date{} && wish.on <= state.day) return Refusal::business_day_goes_back;
    if (state.day != Date{} && state.day + 1 < wish.on) return Refusal::business_day_skipped;
    if (day_max < wish.on && wish.confirmed_on != wish.on) {
      return Refusal::business_day_not_confirmed;
    }
    state.day = wish.on;
    return Refusal::none;
  }
  Refusal decide(const protocol::RemindInstalment& wish) {
    state.loans.at(wish.loan).reminded = wish.period;
    return Refusal::none;
  }
  Refusal decide(const protocol::AssessLateInterest& wish) {
    ToyLoan& loan = state.loans.at(wish.loan);
    if (loan.paid == loan.periods.size()) return Refusal::nothing_overdue;
    if (loan.assessed >= wish.on) return Refusal::late_interest_already_assessed;
    loan.periods[loan.paid].owed.minor += wish.on - std::max(loan.assessed, Date{});
    loan.assessed = wish.on;
    return Refusal::none;
  }
  Refusal decide(const protocol::CollectInstalment& wish) {
    ToyLoan& loan = state.loans.at(wish.loan);
    if (wish.on < state.day) return Refusal::date_passed;
    if (loan.paid >= wish.period) return Refusal::period_already_paid;
    if (loan.periods[loan.paid].due < wish.on && loan.assessed < wish.on) {
      return Refusal::late_interest_not_assessed;
    }
    return pay(loan, loan.payer, wish.amount.value_or(loan.periods[loan.paid].owed));
  }
  Refusal decide(const protocol::WriteOffLoan& wish) {
    state.loans.erase(wish.loan);
    return Refusal::none;
  }
  Refusal decide(const protocol::CompensateLoan& wish) {
    ToyLoan& loan = state.loans.at(wish.loan);
    if (loan.paid == loan.periods.size() || wish.on - loan.periods[loan.paid].due < 3) {
      return Refusal::compensation_not_due;
    }
    return pay(loan, loan.guarantor, loan.periods[loan.paid].owed);
  }

  Refusal pay(ToyLoan& loan, AccountId payer, Amount amount) {
    ToyPeriod& period = loan.periods[loan.paid];
    if (state.accounts.at(payer) < amount.minor) return Refusal::insufficient_funds;
    if (period.owed < amount) return Refusal::amount_exceeds_due;
    state.accounts.at(payer) -= amount.minor;
    state.accounts.at(loan.holder) += amount.minor;
    period.owed.minor -= amount.minor;
    if (period.owed == Amount{}) ++loan.paid;
    return Refusal::none;
  }

  struct KeptCommand {
    std::string command;
    Refusal refusal = Refusal::none;
  };
  std::map<std::string, protocol::Sequence> known_;
  std::vector<KeptCommand> kept_;
};

}  // namespace tributary::clock
