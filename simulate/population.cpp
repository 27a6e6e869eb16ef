#include "simulate/population.hpp"

#include <algorithm>
#include <string>

#include "base/assert.hpp"
#include "simulate/catalogue.hpp"

namespace tributary::simulation {
namespace {

using namespace protocol;
using engine::Loan;

constexpr Sender staff = Sender::staff(1);
constexpr Sender bank = Sender::partner(1);

constexpr std::uint64_t first_investor = 1'000'000;
constexpr std::uint64_t first_borrower = 100'000;
constexpr std::uint64_t first_guarantor = 1'000;
constexpr std::uint64_t guarantors = 4;
constexpr std::int64_t yuan = 100;
constexpr std::int64_t thousand = 1'000 * yuan;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr std::int32_t days_open = 10;

Sender member(PartyId party) { return Sender::member(party.value); }

/// The account that was opened last.
AccountId newest_account(const Counter& platform) {
  return {platform.state().ledger.accounts().size()};
}

Amount available(const Counter& platform, AccountId id) {
  const engine::Account* account = platform.state().ledger.find(id);
  return account == nullptr ? Amount{} : account->available();
}

}  // namespace

Population::Population(const PopulationOptions& options)
    : options_(options), loans_(std::max(options.members / 20, 8U)), dice_(options.seed) {
  ASSERT(options.first_day <= options.last_day && options.members > 0);
  agenda_.resize(static_cast<std::size_t>(options.last_day - options.first_day) + 1);
}

Time Population::time_on(money::Date day, int hour) const {
  return {day.days * day_ms + options_.day_starts_ms + hour * hour_ms};
}

/// How much of `whole` a growing platform has come to by `day`: slowly at first.
std::uint64_t Population::grown(std::uint64_t whole, money::Date day) const {
  const auto days = static_cast<std::uint64_t>(options_.last_day - options_.first_day) + 1;
  const auto past = static_cast<std::uint64_t>(day - options_.first_day) + 1;
  return (whole * past / days * 3 + whole * past / days * past / days * 7) / 10;
}

void Population::plan(money::Date day, Errand errand) {
  if (day > options_.last_day) return;
  agenda_[static_cast<std::size_t>(day - options_.first_day)].push_back(errand);
}

void Population::found(Counter& platform) {
  using enum AccountKind;
  platform.at(time_on(options_.first_day, 0));
  platform.send(staff, SetWithdrawalRules{Currency::CNY, {{2 * yuan}, {yuan}, 10}});
  for (std::uint64_t i = 0; i < guarantors; ++i) {
    const PartyId party{first_guarantor + i};
    if (!platform.send(staff, OpenAccount{party, guarantor_cash, Currency::CNY})) continue;
    guarantors_.push_back(newest_account(platform));
    fund(guarantors_.back(), {20'000 * thousand}, platform);
  }
}

void Population::live(money::Date day, Counter& platform) {
  morning(day, platform);
  if (day == options_.last_day) return;
  noon(day, platform);
  evening(day, platform);
}

/// People keep their word or do not; then the timers do what is due.
void Population::morning(money::Date day, Counter& platform) {
  platform.at(time_on(day, 0));
  platform.begin(day);
  const auto errands = std::move(agenda_[static_cast<std::size_t>(day - options_.first_day)]);
  for (const Errand& errand : errands) run_errand(errand, day, platform);
  platform.work(day);
}

/// New members, new loans, and the rush for them.
void Population::noon(money::Date day, Counter& platform) {
  platform.at(time_on(day, 10));
  const std::uint64_t members = std::max<std::uint64_t>(grown(options_.members, day), 30);
  while (investors_.size() < std::min<std::uint64_t>(members, options_.members)) sign_up(platform);
  while (listed_ < grown(loans_, day)) list_loan(day, platform);
}

void Population::evening(money::Date day, Counter& platform) {
  platform.at(time_on(day, 17));
  save_and_withdraw(day, platform);
}

void Population::sign_up(Counter& platform) {
  static constexpr std::int64_t usual[] = {1, 1, 2, 2, 5, 5, 5, 10, 10, 20};
  const PartyId party{first_investor + investors_.size()};
  platform.send(staff, OpenAccount{party, AccountKind::member_cash, Currency::CNY});
  const auto risk_level = static_cast<std::uint8_t>(dice_.between(1, 4));
  investors_.push_back({party,
                        newest_account(platform),
                        {thousand * usual[dice_.below(std::size(usual))]},
                        risk_level});
  platform.send(staff, SetRiskLevel{party, risk_level});
  if (dice_.one_in(20)) platform.send(staff, SetVipLevel{party, 1});
  fund(investors_.back().account, {investors_.back().usual_bid.minor * dice_.between(1, 8)},
       platform);
}

/// Money comes in from the bank.
void Population::fund(AccountId account, Amount amount, Counter& platform) {
  if (!platform.send(bank, RecordDeposit{account, amount, "D" + std::to_string(++references_)})) {
    return;
  }
  if (!options_.bank_takes_back || !dice_.one_in(40)) return;
  // At once, or after whatever has become of the money.
  const money::Date today{static_cast<std::int32_t>(platform.state().now.ms / day_ms)};
  const auto days = static_cast<std::int32_t>(dice_.one_in(3) ? 1 : dice_.between(1, 60));
  plan(std::max(today, options_.first_day) + days,
       {Errand::Kind::bounce, platform.state().sequence});
}

void Population::list_loan(money::Date day, Counter& platform) {
  CreateListing listing = plausible_listing(dice_);
  // Some come back for another loan.
  const std::uint64_t borrower = dice_.one_in(3) ? dice_.below(listed_ + 1) : listed_;
  ++listed_;
  const PartyId party{first_borrower + borrower};
  const auto owner = platform.state().parties.find(party);
  AccountId account =
      owner == 0 ? AccountId{}
                 : platform.state().ledger.find(owner, AccountKind::member_cash, Currency::CNY);
  if (!account) {
    platform.send(staff, OpenAccount{party, AccountKind::member_cash, Currency::CNY});
    account = newest_account(platform);
  }
  listing.borrower_account = account;
  if (listing.late.compensator == Compensator::guarantor && !guarantors_.empty()) {
    listing.guarantor_account = guarantors_[dice_.below(guarantors_.size())];
  }
  if (!platform.send(staff, listing)) return;
  const LoanId loan{platform.state().loans.size()};
  platform.send(staff, ApproveListing{loan});
  const Time now = platform.state().time();
  platform.send(staff, ScheduleListing{loan, now, {now.ms + days_open * day_ms}});
  platform.send(staff, OpenListing{loan});
  plan(day + 1, {Errand::Kind::settle, loan.value});
  plan(day + days_open, {Errand::Kind::end_raise, loan.value});
  // One in a hundred finds too few, and what is listed last is still filling.
  const bool slow = dice_.one_in(100) || options_.last_day - day <= 3;
  const Amount wanted{slow ? listing.principal.minor / 100 * dice_.between(20, 90)
                           : listing.principal.minor};
  rush(loan, wanted, platform);
}

/// Everybody at once, until as much is raised.
void Population::rush(LoanId id, Amount wanted, Counter& platform) {
  const Loan* loan = platform.state().loans.find(id);
  if (loan == nullptr || investors_.empty()) return;
  const auto tries = 40 + 8 * static_cast<std::uint64_t>(wanted.minor / thousand);
  for (std::uint64_t i = 0; i < tries; ++i) {
    // A crash may have taken the loan, and put another in the place of its row.
    loan = platform.state().loans.find(id);
    if (loan == nullptr || loan->state != LoanState::open || loan->raised >= wanted) return;
    bid(id, platform);
  }
}

void Population::bid(LoanId id, Counter& platform) {
  const Investor& investor = investors_[dice_.below(investors_.size())];
  const BidRules& rules = platform.state().loans[id].rules;
  // Who does not read the rules is told.
  if (investor.risk_level < rules.risk_level && !dice_.one_in(20)) return;
  const Amount wanted{std::min(investor.usual_bid.minor * (dice_.one_in(3) ? 2 : 1),
                               rules.investor_amount_max.minor)};
  if (available(platform, investor.account) < wanted) {
    if (!dice_.one_in(3)) return;
    fund(investor.account, {wanted.minor * dice_.between(1, 6)}, platform);
  }
  platform.send(member(investor.party), PlaceBid{id, investor.account, wanted, true, {}});
}

void Population::save_and_withdraw(money::Date day, Counter& platform) {
  if (investors_.empty()) return;
  const std::uint64_t count = investors_.size() / 400 + (dice_.one_in(4) ? 1 : 0);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Investor& investor = investors_[dice_.below(investors_.size())];
    const std::int64_t idle = available(platform, investor.account).minor;
    if (idle < thousand) continue;
    const Amount amount{dice_.one_in(3) ? idle - 2 * yuan : idle / 100 * dice_.between(10, 90)};
    withdraw(investor.account, amount, member(investor.party), day, platform);
  }
}

void Population::withdraw(AccountId account, Amount amount, Sender sender, money::Date day,
                          Counter& platform) {
  if (!platform.send(sender, RequestWithdrawal{account, amount, {}})) return;
  const WithdrawalId withdrawal{platform.state().withdrawals.next_id().value - 1};
  if (dice_.one_in(50)) {
    platform.send(staff, ReleaseWithdrawal{withdrawal, "taken back"});
    return;
  }
  if (!platform.send(staff, SubmitWithdrawal{withdrawal})) {
    platform.send(staff, ReleaseWithdrawal{withdrawal, "the bank lacks the cash"});
    return;
  }
  plan(day + static_cast<std::int32_t>(dice_.between(1, 3)),
       {Errand::Kind::bank, withdrawal.value});
}

void Population::finish_withdrawal(std::uint64_t number, Counter& platform) {
  if (dice_.one_in(100)) {
    platform.send(bank, ReleaseWithdrawal{{number}, "the bank has refused"});
  } else {
    platform.send(bank, CompleteWithdrawal{{number}});
    if (!options_.bank_takes_back || !dice_.one_in(40)) return;
    const money::Date today{static_cast<std::int32_t>(platform.state().now.ms / day_ms)};
    plan(std::max(today, options_.first_day) + static_cast<std::int32_t>(dice_.between(1, 20)),
         {Errand::Kind::send_back, number});
  }
}

void Population::run_errand(const Errand& errand, money::Date day, Counter& platform) {
  const LoanId loan{errand.number};
  switch (errand.kind) {
    case Errand::Kind::settle:
      return settle(loan, day, platform);
    case Errand::Kind::instalment:
      return bring_money(loan, day, platform);
    case Errand::Kind::prepay:
    case Errand::Kind::prepay_part:
      return prepay(loan, day, errand.kind == Errand::Kind::prepay, platform);
    case Errand::Kind::end_raise:
      return end_raise(loan, day, platform);
    case Errand::Kind::bank:
      return finish_withdrawal(errand.number, platform);
    case Errand::Kind::bounce:
      platform.send(bank, BounceDeposit{{errand.number}, "taken back by the bank"});
      return;
    case Errand::Kind::send_back:
      platform.send(bank, ReturnWithdrawal{{errand.number}, "no such account"});
      return;
  }
}

}  // namespace tributary::simulation
