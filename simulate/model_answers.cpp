#include "simulate/model.hpp"

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
  return Facts().are("loan", event.loan.value, loans.size()).wrong;
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
      .are("service_fee", event.service_fee, last.parts.fee)
      .are("late_fee", event.late_fee, last.parts.late_fee)
      .are("interest_fee", event.interest_fee, interest_fees(loan, paid_before_, loan.paid))
      .are("period_paid", event.period_paid, period.is_paid())
      .are("state", event.state, loan.state)
      .wrong;
}

template <>
std::optional<std::string> Model::disagrees(const LoanPrepaid& event) const {
  return Facts().are("paid_after", event.paid_after, loans.at(event.loan.value).paid).wrong;
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
  return Facts()
      .are("paid_before", event.taken.paid_before, paid_before_)
      .are("paid_after", event.taken.paid_after, loan.paid)
      .are("state", event.taken.state, loan.state)
      .are("cover", is_named(event.cover, loan.currency), true)
      .wrong;
}

template <class Step>
std::optional<std::string> Model::bounce_disagrees(const Step& event) const {
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
