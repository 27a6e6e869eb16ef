#include <algorithm>
#include <iterator>

#include "simulate/model.hpp"
#include "simulate/model_bid_interest.hpp"

/// What the platform answered against what the model has come to.
namespace tributary::simulation {
namespace {

/// The first of the facts that is not so, by its name.
struct Facts {
  std::optional<std::string> wrong;

  template <class T>
  Facts& are(const char* name, const T& theirs, const T& ours) {
    if (!wrong && !(theirs == ours)) wrong = name;
    return *this;
  }
};

Amount sum(const InstalmentParts& parts) {
  return parts.principal + parts.interest + parts.late_interest;
}

std::vector<PlannedInstalment> planned_from(const ModelLoan& loan, std::size_t first) {
  std::vector<PlannedInstalment> lines;
  for (std::size_t i = first; i < loan.periods.size(); ++i) {
    const ModelPeriod& period = loan.periods[i];
    lines.push_back({period.due, period.owed.principal, period.owed.interest, period.owed.fee});
  }
  return lines;
}

/// Of a payment that was just taken back: who gave back its fees, and the schedule before it,
/// unless another payment `since` went back to an earlier one.
std::optional<std::string> taking_disagrees(const PaymentTakenBack& taken, const ModelLoan& loan,
                                            bool since = false) {
  const auto back = std::ranges::find(loan.payments, taken.payment, &ModelPayment::payment);
  if (back == loan.payments.end()) return "payment";
  const Amount late_fee = back->parts.late_fee;
  const std::size_t first = back->changed_schedule ? back->lines_kept + 1 : 0;
  const auto restored =
      first == 0 ? std::vector<PlannedInstalment>{} : planned_from(loan, back->lines_kept);
  return Facts()
      .are("on", std::ranges::count(loan.days_taken_back, taken.on) > 0, true)
      .are("principal", taken.parts.principal, back->parts.principal)
      .are("interest", taken.parts.interest, back->parts.interest)
      .are("late_interest", taken.parts.late_interest, back->parts.late_interest)
      .are("late_fee", taken.late_fee, late_fee)
      .are("guarantee_fee", taken.guarantee_fee, back->guarantee)
      .are("service_fee", taken.service_fee, back->fees - back->guarantee - late_fee)
      .are("first_restored", std::size_t{taken.first_restored}, first)
      .are("restored", taken.restored, since ? taken.restored : restored)
      .wrong;
}

}  // namespace

template <class Event>
std::optional<std::string> Model::disagrees(const Event&) const {
  return std::nullopt;
}

template <>
std::optional<std::string> Model::disagrees(const AccountOpened& event) const {
  return Facts().are("account", event.account.value, accounts.size()).wrong;
}

template <>
std::optional<std::string> Model::disagrees(const WithdrawalRequested& event) const {
  return Facts()
      .are("withdrawal", event.withdrawal.value, withdrawals.size())
      .are("fee", event.fee, withdrawals.at(withdrawals.size()).fee)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const WithdrawalSubmitted& event) const {
  return Facts()
      .are("account", event.account, withdrawals.at(event.withdrawal.value).account)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const WithdrawalCompleted& event) const {
  const Currency currency = accounts.at(event.account.value).currency;
  return Facts()
      .are("fee", event.fee, withdrawals.at(event.withdrawal.value).fee)
      .are("cover", is_named(event.cover, currency), true)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const ListingCreated& event) const {
  return Facts()
      .are("loan", event.loan.value, loans.size())
      .are("principals", event.principals, loans.at(loans.size()).principals)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const BidPlaced& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  const ModelBid& bid = loan.bids.back();
  return Facts()
      .are("bid", event.bid, bid.number)
      .are("from", event.from, bid.from)
      .are("amount", event.from + event.amount, bid.to)
      .are("account", event.account, bid.account)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const InstalmentCollected& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  const ModelPayment& last = loan.payments.back();
  const ModelPeriod& period = loan.periods[event.period - 1];
  return Facts()
      .are("payee", event.payee, last.payee.value_or(AccountId{}))
      .are("parts", sum(event.parts), last.parts.to_holders())
      .are("paid_before", event.paid_before, paid_before_)
      .are("paid_after", event.paid_after, loan.paid)
      .are("service_fee", event.service_fee, last.parts.fee - last.guarantee)
      .are("guarantee_fee", event.guarantee_fee, last.guarantee)
      .are("late_fee", event.late_fee, last.parts.late_fee)
      .are("interest_fee", event.interest_fee, interest_fees(loan, paid_before_, loan.paid))
      .are("period_paid", event.period_paid, period.is_paid())
      .are("state", event.state, loan.state)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LoanPrepaid& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  const ModelPayment& last = loan.payments.back();
  return Facts()
      .are("paid_after", event.paid_after, loan.paid)
      .are("service_fee", event.service_fee, last.fees - last.guarantee)
      .are("guarantee_fee", event.guarantee_fee, last.guarantee)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const PrincipalPrepaid& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  return Facts()
      .are("paid_after", event.paid_after, loan.paid)
      .are("first_period", std::size_t{event.first_period}, loan.lines_before + 1)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LoanCompensated& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  return Facts()
      .are("paid_before", event.paid_before, paid_before_)
      .are("paid_after", event.paid_after, loan.paid)
      .are("interest_fee", event.interest_fee, interest_fees(loan, paid_before_, loan.paid))
      .are("payer", event.payer, loan.periods[event.first_period - 1].payer.value_or(AccountId{}))
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LoanWrittenOff& event) const {
  Owed owed;
  for (const ModelPeriod& period : loans.at(event.loan.value).periods) owed = owed + period.rest();
  return Facts()
      .are("owed", sum(event.owed), owed.to_holders())
      .are("fees_owed", event.fees_owed, owed.fees())
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LateChargesWaived& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  const ModelPeriod& period = loan.periods[event.period - 1];
  return Facts()
      .are("late_interest", event.late_interest, period.waived.late_interest)
      .are("late_fee", event.late_fee, period.waived.late_fee)
      .are("period_paid", event.period_paid, period.is_paid())
      .are("state", event.state, loan.state)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LoanSettled& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  return Facts()
      .are("interest_from", event.interest_from.value_or(event.on), loan.schedule_start)
      .are("fee_per_period", event.fee_per_period, loan.periods.front().owed.fee)
      .are("bid_interest", event.bid_interest, bid_interest(loan, event.on))
      .are("bid_days", event.bid_days, bid_days_told(loan))
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const GroupBorrowingCapSet& event) const {
  const auto cap = group_caps.at({event.related_group, event.currency});
  return Facts().are("borrowing_max", event.borrowing_max, cap).wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LoanRescheduled& event) const {
  const ModelLoan& loan = loans.at(event.loan.value);
  return Facts()
      .are("borrower_account", event.borrower_account, loan.borrower)
      .are("first_period", std::size_t{event.first_period}, loan.lines_before + 1)
      .are("schedule_start", event.schedule_start, loan.schedule_start)
      .are("first_due", event.first_due, loan.first_due.value_or(Date{}))
      .are("interest_carried", event.interest_carried, loan.interest_carried)
      .are("fee_per_period", event.fee_per_period, loan.periods.back().owed.fee)
      .are("replaced", event.replaced, replaced_)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const DueDatesMoved& event) const {
  return Facts()
      .are("next", event.next.value, loans.size() + 1)
      .are("finished", event.finished, true)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const PaymentReversed& event) const {
  const ModelLoan& loan = loans.at(event.taken.loan.value);
  if (auto wrong = taking_disagrees(event.taken, loan)) return wrong;
  return Facts()
      .are("paid_before", event.taken.paid_before, paid_before_)
      .are("paid_after", event.taken.paid_after, loan.paid)
      .are("state", event.taken.state, loan.state)
      .are("cover", is_named(event.cover, loan.currency), true)
      .wrong;
}

template <class Step>
std::optional<std::string> Model::bounce_disagrees(const Step& event) const {
  for (auto taken = event.taken.begin(); taken != event.taken.end(); ++taken) {
    const auto again = std::ranges::find(std::next(taken), event.taken.end(), taken->loan,
                                         &PaymentTakenBack::loan);
    const bool since = again != event.taken.end();
    if (auto wrong = taking_disagrees(*taken, loans.at(taken->loan.value), since)) return wrong;
  }
  return Facts()
      .are("taken", event.taken.size(), taken_)
      .are("unfinished", event.unfinished, unfinished_bounces.contains(event.posting.value))
      .are("cover", is_named(event.cover, accounts.at(event.account.value).currency), true)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const DepositBounced& event) const {
  return bounce_disagrees(event);
}

template <>
std::optional<std::string> Model::disagrees(const BounceContinued& event) const {
  return bounce_disagrees(event);
}

template <>
std::optional<std::string> Model::disagrees(const DebitRecorded& event) const {
  return Facts()
      .are("cover", is_named(event.cover, accounts.at(event.account.value).currency), true)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const BusinessDayBegan& event) const {
  return Facts().are("on", event.on, *business_day).wrong;
}

template <>
std::optional<std::string> Model::disagrees(const InstalmentReminded& event) const {
  const ModelPeriod& period = loans.at(event.loan.value).periods[event.period - 1];
  return Facts().are("due", event.due, period.due).are("amount", event.amount, period.left()).wrong;
}

template <>
std::optional<std::string> Model::disagrees(const ReceivableCollected& event) const {
  const ModelAccount& account = accounts.at(event.account.value);
  const bool all = owed(event.account) == Amount{} || available(event.account) == Amount{};
  return Facts()
      .are("amount", all, true)
      .are("cover", is_named(event.cover, account.currency), true)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const OwnMoneyPaidIn& event) const {
  const Currency currency = accounts.at(event.own_account.value).currency;
  return Facts().are("cover", is_named(event.cover, currency), true).wrong;
}

template <>
std::optional<std::string> Model::disagrees(const FundsTransferred& event) const {
  const Currency currency = accounts.at(event.to.value).currency;
  return Facts().are("cover", is_named(event.cover, currency), true).wrong;
}

template <>
std::optional<std::string> Model::disagrees(const PostingReversed& event) const {
  const Currency currency = accounts.at(event.to.value).currency;
  return Facts().are("cover", is_named(event.cover, currency), true).wrong;
}

// Those that say no more than that it was done.
template std::optional<std::string> Model::disagrees(const AccountClosed&) const;
template std::optional<std::string> Model::disagrees(const RiskLevelSet&) const;
template std::optional<std::string> Model::disagrees(const VipLevelSet&) const;
template std::optional<std::string> Model::disagrees(const RelatedGroupSet&) const;
template std::optional<std::string> Model::disagrees(const BorrowingCapSet&) const;
template std::optional<std::string> Model::disagrees(const PartyBlocked&) const;
template std::optional<std::string> Model::disagrees(const PartyUnblocked&) const;
template std::optional<std::string> Model::disagrees(const DepositRecorded&) const;
template std::optional<std::string> Model::disagrees(const WithdrawalReleased&) const;
template std::optional<std::string> Model::disagrees(const CalendarSet&) const;
template std::optional<std::string> Model::disagrees(const OwnMoneyTakenOut&) const;
template std::optional<std::string> Model::disagrees(const WithdrawalReturned&) const;
template std::optional<std::string> Model::disagrees(const BidVoided&) const;
template std::optional<std::string> Model::disagrees(const TimeSetBack&) const;
template std::optional<std::string> Model::disagrees(const WithdrawalRulesSet&) const;
template std::optional<std::string> Model::disagrees(const ListingApproved&) const;
template std::optional<std::string> Model::disagrees(const ListingRejected&) const;
template std::optional<std::string> Model::disagrees(const ListingScheduled&) const;
template std::optional<std::string> Model::disagrees(const ListingOpened&) const;
template std::optional<std::string> Model::disagrees(const ListingExtended&) const;
template std::optional<std::string> Model::disagrees(const ListingCancelled&) const;
template std::optional<std::string> Model::disagrees(const ListingFailed&) const;
template std::optional<std::string> Model::disagrees(const PartialRaiseAccepted&) const;
template std::optional<std::string> Model::disagrees(const LateInterestAssessed&) const;

}  // namespace tributary::simulation
