#include <algorithm>

#include "simulate/crowd.hpp"

/// What the bank takes back, and from whom: those who no longer have it, as often as can be.
namespace tributary::simulation {

/// Mostly none or one of its own; now and then one that somebody else may have named.
Reference Crowd::reference() {
  if (dice_.one_in(3)) return {};
  const std::uint64_t among = dice_.one_in(8) ? 20 : 1'000'000'000;
  return {"bank-" + std::to_string(dice_.below(among))};
}

/// A posting, mostly of the last ones.
PostingId Crowd::posting(const Model& model) {
  if (model.posting_order.empty() || dice_.one_in(8)) return {dice_.below(500)};
  const std::size_t count = model.posting_order.size();
  const std::uint64_t reach = dice_.one_in(3) ? 200 : 8;
  return {model.posting_order[count - 1 - dice_.below(std::min<std::uint64_t>(count, reach))]};
}

/// A transfer of the last postings.
PostingId Crowd::transfer(const Model& model) {
  constexpr std::size_t reach = 200;
  std::size_t looked = 0;
  for (auto at = model.posting_order.rbegin(); at != model.posting_order.rend() && looked < reach;
       ++at, ++looked) {
    const ModelPosting& moved = model.postings.at(*at);
    const auto at_bank = [&](AccountId id) {
      return model.accounts.at(id.value).kind == AccountKind::custodian;
    };
    if (!at_bank(moved.from) && !at_bank(moved.to) && !moved.reversed) return {*at};
  }
  return posting(model);
}

/// Somebody takes out all there is: what is taken back then is not there.
RequestWithdrawal Crowd::withdrawal_of_all(const Model& model) {
  const AccountId account = account_of(model, AccountKind::member_cash);
  if (!model.accounts.contains(account.value)) return {account, some_amount(), {}};
  return {account, near(std::min(model.spendable(account), money::amount_max)), {}};
}

/// Somebody who has read the tariff, or has not.
RequestWithdrawal Crowd::usual_withdrawal(const Model& model) {
  RequestWithdrawal wish{account_of(model, AccountKind::member_cash), some_amount(), {}};
  const ModelAccount* account = model.accounts.find(wish.account.value);
  if (account == nullptr || dice_.one_in(3)) return wish;
  const auto said = model.tariffs.find(account->currency);
  if (said == model.tariffs.end()) return wish;
  if (dice_.one_in(2)) wish.fee = near(said->second.fee);
  if (dice_.one_in(3)) wish.amount = near(said->second.least);
  return wish;
}

SetWithdrawalRules Crowd::withdrawal_rules() {
  SetWithdrawalRules wish;
  wish.rules.fee = {dice_.one_of<std::int64_t>({0, 0, 1, 200, -1})};
  wish.rules.amount_min = {dice_.one_of<std::int64_t>({1, 100, 10'000, 0})};
  wish.rules.open_max = static_cast<std::uint16_t>(dice_.one_of({1, 2, 10, 10, 65'535, 0}));
  return wish;
}

/// Somebody who owes the platform, if anybody does.
AccountId Crowd::debtor(const Model& model) {
  if (dice_.one_in(4)) return account(model);
  for (std::uint64_t number = model.accounts.size(); number > 0; --number) {
    if (model.owed({number}) == Amount{}) continue;
    if (model.available({number}) > Amount{} || dice_.one_in(20)) return {number};
  }
  return account(model);
}

/// Whoever has money that no bank holds gets some that is there, freezes it and loses it again.
AnyCommand Crowd::about_unbacked(const Model& model) {
  AccountId account;
  for (std::uint64_t number = model.accounts.size(); number > 0 && !account; --number) {
    if (model.frozen({number}) != Amount{} && !dice_.one_in(4)) account = {number};
  }
  if (!account) return withdrawal_of_all(model);
  switch (dice_.below(4)) {
    case 0:
      return RecordDeposit{account, {1'000 * dice_.between(1, 300)}, {}};
    case 1:
      return RequestWithdrawal{account, near_part_of(model.available(account)), {}};
    case 2:
      for (std::uint64_t number = model.withdrawals.size(); number > 0; --number) {
        const ModelWithdrawal& wish = model.withdrawals.at(number);
        if (wish.account == account && wish.open()) return SubmitWithdrawal{{number}};
      }
      [[fallthrough]];
    default:
      for (auto at = model.posting_order.rbegin(); at != model.posting_order.rend(); ++at) {
        const ModelPosting& paid = model.postings.at(*at);
        if (paid.to != account || paid.reversed) continue;
        const bool deposit = model.accounts.at(paid.from.value).kind == AccountKind::custodian;
        if (deposit) return BounceDeposit{{*at}, "no cover"};
        return ReversePosting{{*at}, "wrong"};
      }
      return withdrawal_of_all(model);
  }
}

/// The bank remembers longer than the platform, and people name what was theirs.
AnyCommand Crowd::about_what_has_left(const Model& model) {
  const PostingId old{model.posting_order.empty()
                          ? 0
                          : model.posting_order[dice_.below(model.posting_order.size())] +
                                dice_.below(2)};
  const WithdrawalId withdrawal{1 + dice_.below(model.withdrawals.size() + 1)};
  switch (dice_.below(7)) {
    case 0:
      return BounceDeposit{old, "no cover"};
    case 1:
      return dice_.one_in(2) ? AnyCommand{ReversePosting{old, "wrong"}} : ContinueBounce{old};
    case 2:
      return ReturnWithdrawal{withdrawal, "back"};
    case 3:
      return CompleteWithdrawal{withdrawal};
    case 4:
      return CancelListing{{1 + dice_.below(model.loans.size() + 1)}, ""};
    default: {
      const AccountId from = dice_.one_in(4) ? account(model) : debtor(model);
      const AccountId usual = account_of(model, AccountKind::member_cash);
      return RecordDebit{dice_.one_in(2) ? from : usual, some_amount(), reference(), {}, "late"};
    }
  }
}

/// The last deposit of somebody whose bid is about to be settled.
PostingId Crowd::deposit_of_bidder(const Model& model) {
  const ModelLoan* loan = model.loans.find(loan_in(model, LoanState::full).value);
  if (loan == nullptr || loan->bids.empty()) return posting(model);
  const AccountId bidder = loan->bids[dice_.below(loan->bids.size())].account;
  for (auto at = model.posting_order.rbegin(); at != model.posting_order.rend(); ++at) {
    const ModelPosting& paid = model.postings.at(*at);
    const bool deposit = model.accounts.at(paid.from.value).kind == AccountKind::custodian;
    if (deposit && paid.to == bidder && !paid.reversed) return {*at};
  }
  return posting(model);
}

/// The oldest deposit that a borrower no longer has: much was paid from it since.
PostingId Crowd::old_deposit_of_borrower(const Model& model) {
  const LoanState state = dice_.one_of(
      {LoanState::repaying, LoanState::overdue, LoanState::compensated, LoanState::written_off});
  const ModelLoan* loan = model.loans.find(loan_in(model, state).value);
  if (loan == nullptr) return posting(model);
  for (const std::uint64_t number : model.posting_order) {
    const ModelPosting& paid = model.postings.at(number);
    const bool deposit = model.accounts.at(paid.from.value).kind == AccountKind::custodian;
    const bool gone = paid.amount > model.available(loan->borrower);
    if (deposit && gone && paid.to == loan->borrower && !paid.reversed) return {number};
  }
  return posting(model);
}

AnyCommand Crowd::drop(const Model& model) {
  --drops_left_;
  const ModelLoan& loan = model.loans.at(in_drops_.value);
  if (drops_left_ == drops - 1) return RecordDeposit{loan.borrower, {3'000'000}, {}};
  if (drops_left_ == 1) {
    return RequestWithdrawal{loan.borrower, model.spendable(loan.borrower), Amount{}};
  }
  if (drops_left_ == 0) {
    for (auto at = model.posting_order.rbegin(); at != model.posting_order.rend(); ++at) {
      const ModelPosting& paid = model.postings.at(*at);
      const bool deposit = model.accounts.at(paid.from.value).kind == AccountKind::custodian;
      if (deposit && paid.to == loan.borrower && !paid.reversed) {
        return BounceDeposit{{*at}, "no cover"};
      }
    }
    return BounceDeposit{posting(model), "no cover"};
  }
  const std::size_t next = std::min(Model::next_period(loan), loan.periods.size() - 1);
  const ModelPeriod& period = loan.periods[next];
  CollectInstalment collect;
  collect.loan = in_drops_;
  collect.period = static_cast<std::uint32_t>(next + 1);
  collect.on = std::max(model.business_day.value_or(period.due), loan.last_date);
  collect.amount = Amount{period.left().minor / (drops_left_ + 8)};
  return collect;
}

}  // namespace tributary::simulation
