#include "simulate/crowd.hpp"

#include <array>

#include "protocol/request_key.hpp"

namespace tributary::simulation {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::uint64_t people = 9;   ///< parties 2 to 10
constexpr Date first_date{-719'162};  ///< 0001-01-01
constexpr Date last_date{2'932'896};  ///< 9999-12-31

}  // namespace

PartyId Crowd::party() {
  if (dice_.one_in(60)) return {dice_.one_of<std::uint64_t>({0, 1, std::uint64_t{1} << 48})};
  return {2 + dice_.below(people)};
}

AccountId Crowd::account(const Model& model) { return {dice_.below(model.accounts.size() + 2)}; }

AccountId Crowd::account_of(const Model& model, AccountKind kind) {
  constexpr int tries = 24;
  if (dice_.one_in(15)) return account(model);
  for (int i = 0; i < tries && model.accounts.size() > 0; ++i) {
    const AccountId tried{1 + dice_.below(model.accounts.size())};
    const ModelAccount& seen = model.accounts.at(tried.value);
    if (seen.kind != kind || seen.closed) continue;
    if (seen.currency == Currency::CNY || dice_.one_in(6)) return tried;
  }
  return account(model);
}

LoanId Crowd::loan_in(const Model& model, LoanState state) {
  if (dice_.one_in(12)) return {dice_.below(model.loans.size() + 2)};
  // The young ones: of the others many have missed their time.
  std::array<std::uint64_t, 6> fitting{};
  std::size_t count = 0;
  const std::uint64_t last = model.loans.size();
  for (std::uint64_t back = 0; back < std::min(last, looked_at) && count < fitting.size(); ++back) {
    if (model.loans.at(last - back).state == state) fitting[count++] = last - back;
  }
  if (count == 0) return {dice_.below(last + 2)};
  return {fitting[dice_.below(count)]};
}

Amount Crowd::some_amount() {
  switch (dice_.below(12)) {
    case 0:
      return {dice_.one_of<std::int64_t>({0, -1, 1, 2, -10'000'000'000'000'000})};
    case 1:
      return money::amount_max + Amount{dice_.between(-1, 1)};
    case 2:
      return {dice_.between(1, 1'000)};
    case 3:
      return {dice_.between(1, 100'000'000)};
    default:
      return {10'000 * dice_.between(1, 60)};
  }
}

/// Mostly the amount itself, else a cent beside it, or a part.
Amount Crowd::near(Amount amount) {
  switch (dice_.below(8)) {
    case 0:
      return amount + Amount{1};
    case 1:
      return amount - Amount{1};
    case 2:
      return {dice_.between(0, std::max<std::int64_t>(amount.minor, 0))};
    default:
      return amount;
  }
}

Amount Crowd::near_part_of(Amount whole) {
  return near(dice_.one_in(6) ? whole : Amount{dice_.between(0, whole.minor)});
}

Date Crowd::today(const Model& model) const {
  return {static_cast<std::int32_t>(model.time().ms / day_ms)};
}

/// Mostly the day itself, else one near by, or one that was typed wrong: by a year, by a century,
/// the first and the last there is.
Date Crowd::near_day(Date day) {
  if (dice_.one_in(40)) {
    return dice_.one_of({first_date, last_date, Date{}, day + 366, day + -366, day + 3 * 365,
                         day + 36'525, day + -26 * 365});
  }
  return dice_.one_in(5) ? day + static_cast<std::int32_t>(dice_.between(-40, 40)) : day;
}

std::optional<Time> Crowd::later(const Model& model) {
  if (!dice_.one_in(60)) return std::nullopt;
  return Time{model.now.ms + dice_.between(-day_ms, 4 * day_ms)};
}

Wish Crowd::next(const Model& model) {
  if (drops_left_ > 0 && !dice_.one_in(8)) return {Sender::staff(1), drop(model)};
  const std::uint64_t kind = dice_.below(100);
  AnyCommand command = kind < 6    ? about_accounts(model)
                       : kind < 27 ? about_cash(model)
                       : kind < 45 ? about_listings(model)
                       : kind < 65 ? AnyCommand(bid(model))
                       : kind < 66 ? AnyCommand(voided_bid(model))
                       : kind < 68 ? about_days(model)
                       : kind < 84 ? about_lateness(model)
                                   : about_repayment(model);
  const bool as_member = dice_.one_in(8);
  Wish wish{as_member ? Sender::member(2 + dice_.below(people)) : Sender::staff(1),
            std::move(command)};
  let_others_send(model, wish);
  let_approve(wish);
  return wish;
}

/// What people ask for themselves, what a bank or a channel tells, what the platform does by
/// itself.
void Crowd::let_others_send(const Model& model, Wish& wish) {
  const bool begins = std::holds_alternative<BeginBusinessDay>(wish.command);
  if (begins && dice_.one_in(2)) wish.sender = protocol::timers_agent;
  const bool sets_back = std::holds_alternative<SetTimeBack>(wish.command);
  if (sets_back && !dice_.one_in(4)) wish.sender = protocol::timers_agent;
  if (const auto* withdrawal = std::get_if<RequestWithdrawal>(&wish.command)) {
    const ModelAccount* account = model.accounts.find(withdrawal->account.value);
    const bool of_people = account != nullptr && account->owner != platform_party;
    if (of_people && dice_.one_in(2)) wish.sender = Sender::member(account->owner.value);
  }
  if (auto* deposit = std::get_if<RecordDeposit>(&wish.command)) {
    if (dice_.one_in(3)) wish.sender = Sender::partner(1 + dice_.below(2));
    if (dice_.one_in(3)) deposit->channel = {dice_.below(3)};
  }
}

/// Mostly somebody else approves of what nothing can undo; nobody, or oneself, are slips.
void Crowd::let_approve(Wish& wish) {
  const auto* const begin = std::get_if<BeginBusinessDay>(&wish.command);
  const bool confirms = begin != nullptr && begin->confirmed_on;
  if (!confirms && !std::holds_alternative<WriteOffLoan>(wish.command) &&
      !std::holds_alternative<CompleteWithdrawal>(wish.command) &&
      !std::holds_alternative<RecordDebit>(wish.command) &&
      !std::holds_alternative<WaiveLateCharges>(wish.command) &&
      !std::holds_alternative<RescheduleLoan>(wish.command)) {
    return;
  }
  if (dice_.one_in(6)) return;
  if (dice_.one_in(20)) {
    wish.sender.approver = no_suitable_approver;
    return;
  }
  wish.sender.approver = dice_.one_in(6) ? wish.sender.actor : Sender::staff(2).actor;
}

AnyCommand Crowd::about_accounts(const Model& model) {
  switch (dice_.below(4)) {
    case 0: {
      const auto kind = static_cast<AccountKind>(dice_.between(1, 10));
      const PartyId owner =
          kind >= AccountKind::custodian && !dice_.one_in(8) ? platform_party : party();
      return OpenAccount{owner, kind, dice_.one_in(6) ? Currency::USD : Currency::CNY};
    }
    case 1:
      return OpenAccount{party(), AccountKind::member_cash, Currency::CNY};
    case 2:
      return CloseAccount{account(model)};
    default:
      return about_parties();
  }
}

AnyCommand Crowd::about_parties() {
  switch (dice_.below(13)) {
    case 12:
      return SetGroupBorrowingCap{static_cast<std::uint32_t>(dice_.one_in(8) ? 0 : 1),
                                  {10'000 * dice_.between(-1, 3'000)},
                                  dice_.one_in(4) ? Currency::USD : Currency::CNY};
    case 0:
    case 1:
    case 2:
      return SetRiskLevel{party(), static_cast<std::uint8_t>(dice_.below(4))};
    case 3:
    case 4:
      return SetVipLevel{party(), static_cast<std::uint8_t>(dice_.below(3))};
    case 5:
    case 6:
      return SetRelatedGroup{party(), dice_.one_in(3) ? 1U : 0U};
    case 7:
      return SetBorrowingCap{party(),
                             {10'000 * dice_.between(-1, 5'000)},
                             dice_.one_in(4) ? Currency::USD : Currency::CNY};
    case 8:
      return SetBorrowingCap{party(), {}, Currency::CNY};
    case 9:
      return BlockParty{party(), {"as it happens"}};
    default:
      return UnblockParty{party(), {}};
  }
}

AnyCommand Crowd::about_cash(const Model& model) {
  const WithdrawalId withdrawal{model.withdrawals.size() - dice_.below(4)};
  if (dice_.one_in(24)) return about_what_has_left(model);
  switch (dice_.below(20)) {
    case 0:
      if (dice_.one_in(4)) return withdrawal_rules();
      return RequestWithdrawal{account(model), some_amount(), Amount{dice_.between(-1, 300)}};
    case 1:
      return usual_withdrawal(model);
    case 2:
      return SubmitWithdrawal{withdrawal};
    case 3:
      return CompleteWithdrawal{withdrawal};
    case 4:
      return ReleaseWithdrawal{withdrawal, "no"};
    case 5:
      return TransferFunds{account(model), account(model), some_amount(), ""};
    case 6:
      return ReversePosting{dice_.one_in(4) ? posting(model) : transfer(model), "wrong"};
    case 7:
      return RecordDeposit{account(model), some_amount(), reference()};
    case 8:
    case 9:
      return CollectReceivable{debtor(model)};
    case 10:
      return ReturnWithdrawal{{model.withdrawals.size() - dice_.below(12)}, "back"};
    case 11:
      return PayInOwnMoney{Currency::CNY, some_amount(), reference(), {dice_.below(3)}};
    case 12:
      return TakeOutOwnMoney{Currency::CNY, some_amount(), reference()};
    case 13:
      return BounceDeposit{deposit_of_bidder(model), "no cover"};
    case 14:
      return BounceDeposit{dice_.one_in(2) ? posting(model) : old_deposit_of_borrower(model),
                           "no cover"};
    case 15:
      if (!model.unfinished_bounces.empty()) {
        return ContinueBounce{{model.unfinished_bounces.begin()->first}};
      }
      if (dice_.one_in(4)) return ContinueBounce{posting(model)};
      return TransferFunds{account_of(model, AccountKind::service_fee),
                           account_of(model, AccountKind::own_money), some_amount(), ""};
    case 16:
      return withdrawal_of_all(model);
    case 17:
      return about_unbacked(model);
    default:
      return RecordDeposit{account_of(model, AccountKind::member_cash),
                           {100'000 * dice_.between(1, 30)},
                           reference()};
  }
}

PlaceBid Crowd::bid(const Model& model) {
  PlaceBid wish;
  wish.loan = loan_in(model, LoanState::open);
  wish.account = account_of(model, AccountKind::member_cash);
  wish.fill_remaining = dice_.one_in(4);
  if (dice_.one_in(3)) wish.access_code = access_code(dice_.one_in(4) ? "rose" : "tulip");
  const ModelLoan* loan = model.loans.find(wish.loan.value);
  if (loan == nullptr || dice_.one_in(10)) {
    wish.amount = some_amount();
    return wish;
  }
  const Amount rest = loan->principal - loan->raised();
  const BidRules& rules = loan->rules;
  wish.amount =
      dice_.one_in(3)
          ? near(rest)
          : near(rules.bid_amount_min + Amount{rules.bid_amount_step.minor * dice_.between(0, 20)});
  return wish;
}

VoidBid Crowd::voided_bid(const Model& model) {
  VoidBid wish;
  wish.loan = loan_in(model, dice_.one_of({LoanState::open, LoanState::full}));
  wish.account = account(model);
  const ModelLoan* loan = model.loans.find(wish.loan.value);
  if (loan == nullptr || loan->bids.empty() || dice_.one_in(8)) return wish;
  const ModelBid& bid = loan->bids[dice_.below(loan->bids.size())];
  wish.account = bid.account;
  wish.bid = dice_.one_in(8) ? bid.number + 1 : bid.number;
  return wish;
}

AnyCommand Crowd::about_days(const Model& model) {
  const Date day = model.business_day.value_or(today(model));
  if (dice_.one_in(6)) return set_time_back(model);
  if (dice_.one_in(model.due_dates_from ? 2 : 20)) {
    MoveDueDates move;
    if (dice_.one_in(2)) move.first = dice_.one_in(4) ? LoanId{2} : LoanId{1};
    return move;
  }
  if (dice_.one_in(3)) {
    BeginBusinessDay begin{day + dice_.one_of({-30, -1, 0, 2, 30}), std::nullopt};
    if (!dice_.one_in(3)) {
      begin.loans_kept_days = static_cast<std::uint16_t>(dice_.one_of({0, 1, 20, 400}));
    }
    if (days_ == Days::begun_by_crowd) begin.on = near_day(day + 1);
    if (dice_.one_in(3) && model.business_day) {
      begin.confirmed_on = dice_.one_in(4) ? begin.on + 1 : begin.on;
    }
    return begin;
  }
  SetCalendar calendar{"crowd", {}, {}};
  for (Date date = day; date < day + 60; date = date + 1) {
    const bool weekend = !money::Calendar{}.is_business_day(date);
    if (dice_.one_in(20)) calendar.holidays.push_back(date);
    if ((weekend && dice_.one_in(10)) || dice_.one_in(500)) {
      calendar.working_weekends.push_back(date);
    }
  }
  return calendar;
}

/// By a few hours, so that the day is still one that can be begun by the clock; where the crowd
/// begins the days, by any time.
SetTimeBack Crowd::set_time_back(const Model& model) {
  constexpr std::int64_t hour_ms = 3'600'000;
  const bool far = days_ == Days::begun_by_crowd && dice_.one_in(3);
  return {{model.now.ms - dice_.between(-hour_ms, far ? 9 * day_ms : 5 * hour_ms)}};
}

}  // namespace tributary::simulation
