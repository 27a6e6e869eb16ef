#include "simulate/crowd.hpp"

/// What the crowd asks for of loans that are being repaid.
namespace tributary::simulation {
namespace {

bool owes_for_being_late_alone(const ModelPeriod& period) {
  const Owed rest = period.rest();
  return rest.principal == Amount{} && rest.interest == Amount{} && !period.is_paid();
}

}  // namespace

LoanId Crowd::loan_serviced(const Model& model) {
  const LoanState state =
      dice_.one_of({LoanState::repaying, LoanState::repaying, LoanState::overdue,
                    LoanState::compensated, LoanState::written_off});
  return loan_in(model, state);
}

/// Of a loan that was charged for being late, if there is one: all of it, a part, more than was
/// charged, or nothing. All of it where nothing else is owed of the period: that pays it.
WaiveLateCharges Crowd::waiver(const Model& model) {
  std::vector<LoanId> charged;
  const auto next_of = [](const ModelLoan& loan) -> const ModelPeriod* {
    const std::size_t next = Model::next_period(loan);
    return next < loan.periods.size() ? &loan.periods[next] : nullptr;
  };
  const std::uint64_t last = model.loans.size();
  for (std::uint64_t back = 0; back < std::min(last, looked_at); ++back) {
    const ModelLoan& loan = model.loans.at(last - back);
    const ModelPeriod* const period = loan.serviced() ? next_of(loan) : nullptr;
    if (period == nullptr || period->charged_to == Date{}) continue;
    charged.push_back(LoanId{last - back});
    if (owes_for_being_late_alone(*period) && dice_.one_in(2)) break;  // and is taken below
  }
  const LoanId id = charged.empty()
                        ? loan_serviced(model)
                        : (dice_.one_in(2) ? charged.back() : charged[dice_.below(charged.size())]);
  const Date present = model.business_day.value_or(today(model));
  const ModelLoan* const loan = model.loans.find(id.value);
  const ModelPeriod* const period = loan == nullptr ? nullptr : next_of(*loan);
  const std::size_t next = loan == nullptr ? 0 : Model::next_period(*loan);
  WaiveLateCharges command{id,
                           static_cast<std::uint32_t>(dice_.one_in(12) ? dice_.below(9) : next + 1),
                           dice_.one_in(8) ? near_day(present) : present,
                           {},
                           {},
                           {}};
  if (period != nullptr && owes_for_being_late_alone(*period)) return command;
  const auto some_of = [&](Amount all) {
    return Amount{dice_.one_in(4) ? 0 : dice_.between(0, all.minor + (dice_.one_in(4) ? 9 : 0))};
  };
  if (!dice_.one_in(3)) {
    command.late_interest = some_of(period == nullptr ? Amount{} : period->owed.late_interest);
  }
  if (!dice_.one_in(3)) {
    command.late_fee = some_of(period == nullptr ? Amount{} : period->owed.late_fee);
  }
  return command;
}

AnyCommand Crowd::about_lateness(const Model& model) {
  const LoanId id = loan_serviced(model);
  const Date day = near_day(model.business_day.value_or(today(model)));
  const ModelLoan* loan = model.loans.find(id.value);
  switch (dice_.below(9)) {
    case 0:
    case 1:
    case 2:
      return AssessLateInterest{id, day};
    case 3:
      return CompensateLoan{loan_in(model, LoanState::overdue), day};
    case 4:
      return WriteOffLoan{
          loan_in(model, dice_.one_of({LoanState::overdue, LoanState::compensated})), day};
    case 5: {
      const std::size_t next = loan == nullptr ? 0 : Model::next_period(*loan);
      return RemindInstalment{
          id, static_cast<std::uint32_t>(dice_.one_in(8) ? dice_.below(9) : next + 1), day};
    }
    case 6:
      return waiver(model);
    default: {
      PostingId payment{dice_.below(500)};
      const LoanId of = dice_.one_in(4)
                            ? loan_in(model, dice_.one_of({LoanState::repaid, LoanState::prepaid}))
                            : id;
      const ModelLoan* paid = model.loans.find(of.value);
      if (paid != nullptr && !paid->payments.empty() && !dice_.one_in(6)) {
        payment = paid->payments.back().payment;
        for (const ModelPayment& one : paid->payments) {
          if (!one.reversed) payment = one.payment;
        }
        if (dice_.one_in(5)) {
          payment = paid->payments[dice_.below(paid->payments.size())].payment;
        }
      }
      return ReversePayment{of, payment, day, "bounced"};
    }
  }
}

/// A little of everything that borrower and holders can agree on, mostly what gives a schedule.
RescheduleLoan Crowd::agreement(const Model& model, LoanId id) {
  const ModelLoan& loan = model.loans.at(id.value);
  RescheduleLoan wish;
  wish.loan = id;
  wish.on = near_day(std::max(model.business_day.value_or(today(model)), loan.last_date));
  if (dice_.one_in(2)) wish.annual_rate = Rate{1'000 * dice_.between(0, 240)};
  if (dice_.one_in(40)) wish.annual_rate = Rate{dice_.one_of<std::int64_t>({-1, 10'000'001})};
  if (dice_.one_in(2)) wish.more_periods = static_cast<std::int32_t>(dice_.between(-2, 4));
  if (dice_.one_in(40)) wish.more_periods = dice_.one_of({601, -700, 2'147'483'647});
  if (dice_.one_in(3)) wish.skipped_dues = static_cast<std::int32_t>(dice_.between(1, 3));
  if (dice_.one_in(40)) wish.skipped_dues = dice_.one_of({-1, 600, 2'147'483'647});
  if (dice_.one_in(4)) {
    wish.first_due = near_day(wish.on + static_cast<std::int32_t>(dice_.between(1, 40)));
  }
  if (!dice_.one_in(4)) return wish;
  std::vector<Amount>& principals = wish.principals;
  for (const ModelPeriod& period : loan.periods) {
    if (period.due > wish.on) principals.push_back(period.owed.principal);
  }
  if (principals.empty()) return wish;
  const std::size_t lines = principals.size();
  if (loan.terms.method != money::Method::bullet && wish.more_periods > 0) {
    principals.resize(lines + static_cast<std::size_t>(std::min(wish.more_periods, 9)));
  }
  const Amount moved = near_part_of(principals.front());
  principals.front() -= moved;
  principals.back() += moved;
  return wish;
}

AnyCommand Crowd::about_repayment(const Model& model) {
  if (dice_.one_in(4)) {
    SettleLoan settle;
    settle.loan = loan_in(model, LoanState::full);
    settle.on = near_day(model.business_day.value_or(today(model)));
    if (dice_.one_in(4)) {
      settle.first_due = settle.on + static_cast<std::int32_t>(dice_.between(-1, 70));
      settle.first_due = near_day(*settle.first_due);
    }
    return settle;
  }
  const LoanId id = loan_serviced(model);
  const ModelLoan* found = model.loans.find(id.value);
  if (found == nullptr || found->periods.empty()) {
    if (dice_.one_in(2)) return PrepayLoan{id, today(model)};
    return CollectInstalment{id, 1, today(model), std::nullopt};
  }
  const ModelLoan& loan = *found;
  const std::size_t next = std::min(Model::next_period(loan), loan.periods.size() - 1);
  const ModelPeriod& period = loan.periods[next];
  // Between the last event and the next due date, as a prepayment has to be.
  const Date before = model.business_day.value_or(Date{static_cast<std::int32_t>(
      dice_.between(loan.last_date.days, std::max(loan.last_date.days, period.due.days)))});
  switch (dice_.below(10)) {
    case 0:
      return PrepayLoan{id, near_day(before)};
    case 1:
    case 2:
      return PrepayPrincipal{
          id, near_day(before), near_part_of(loan.outstanding()),
          dice_.one_of({AfterPrepayment::smaller_instalment, AfterPrepayment::fewer_periods,
                        AfterPrepayment::skip_next_dues, AfterPrepayment::same_instalment})};
    case 3:
      return agreement(model, id);
    default: {
      CollectInstalment collect;
      collect.loan = id;
      collect.period = static_cast<std::uint32_t>(next + 1);
      if (dice_.one_in(15)) collect.period = static_cast<std::uint32_t>(dice_.below(10));
      const Date present = std::max(model.business_day.value_or(period.due), loan.last_date);
      const Date first = std::min(present, std::max(period.due, Model::first_payable(loan)));
      collect.on = near_day(present);
      if (dice_.one_in(4)) {  // the desk learns of it late
        collect.on = {static_cast<std::int32_t>(dice_.between(first.days, present.days))};
      }
      if (dice_.one_in(3)) collect.amount = near_part_of(period.left());
      // All but what being late costs, which a waiver may pay.
      const Amount scheduled = period.rest().principal + period.rest().interest;
      const bool fees_last = loan.allocation == Allocation::principal_interest_penalty_fee;
      if (fees_last && scheduled != period.left() && dice_.one_in(2)) collect.amount = scheduled;
      // A part of the period's fee, which two may share.
      const Amount fee = period.rest().fee;
      if (fee > Amount{1} && dice_.one_in(3)) {
        const Amount ahead = fees_last ? scheduled + period.rest().late_interest : Amount{};
        collect.amount = ahead + near_part_of(fee);
      }
      if (drops_left_ == 0 && dice_.one_in(12)) {
        in_drops_ = id;
        drops_left_ = drops;
      }
      return collect;
    }
  }
}

}  // namespace tributary::simulation
