#include <algorithm>

#include "engine/decision.hpp"
#include "simulate/population.hpp"

/// What becomes of a loan once it is full, or its time is over.
namespace tributary::simulation {
namespace {

using namespace protocol;
using engine::Loan;

constexpr Sender staff = Sender::staff(1);
constexpr std::int64_t yuan = 100;

bool serviced(const Loan& loan) {
  return loan.state >= LoanState::repaying && loan.state <= LoanState::written_off;
}

PartyId owner_of(const Counter& platform, AccountId account) {
  return platform.state().parties[platform.state().ledger[account].owner].id;
}

}  // namespace

/// Of a hundred borrowers three pay late once, half a one never again, five pay everything early.
Population::Fate Population::fate_of(LoanId loan, std::uint32_t periods) const {
  base::Dice dice(options_.seed ^ base::mix(loan.value));
  const std::uint64_t roll = dice.below(1'000) / options_.trouble;
  Fate fate;
  fate.kind = roll < 5     ? Fate::Kind::lost
              : roll < 35  ? Fate::Kind::late
              : roll < 85  ? Fate::Kind::prepays
              : roll < 110 ? Fate::Kind::prepays_part
                           : Fate::Kind::punctual;
  fate.period = static_cast<std::uint32_t>(1 + dice.below(std::max(periods, 1U)));
  fate.days = static_cast<std::int32_t>(dice.between(1, 20));
  return fate;
}

void Population::settle(LoanId id, money::Date day, Counter& platform) {
  const Loan* loan = platform.state().loans.find(id);
  if (loan == nullptr || loan->state != LoanState::full) return;
  if (!platform.send(staff, SettleLoan{id, day, std::nullopt})) {
    return plan(day + 1, {Errand::Kind::settle, id.value});
  }
  loan = platform.state().loans.find(id);
  const AccountId borrower = loan->borrower;
  withdraw(borrower, Amount{platform.state().ledger[borrower].available().minor - 2 * yuan},
           Sender::member(owner_of(platform, borrower).value), day, platform);
  loan = platform.state().loans.find(id);
  if (loan == nullptr || loan->periods.empty()) return;
  plan(loan->periods.front().due, {Errand::Kind::instalment, id.value});
  const Fate fate = fate_of(id, static_cast<std::uint32_t>(loan->periods.size()));
  const bool whole = fate.kind == Fate::Kind::prepays;
  if (whole || fate.kind == Fate::Kind::prepays_part) {
    const money::Date early = loan->periods[fate.period - 1].due + -fate.days;
    plan(std::max(early, day + 2),
         {whole ? Errand::Kind::prepay : Errand::Kind::prepay_part, id.value});
  }
}

std::optional<Invitation> Population::invite(Counter& platform) {
  constexpr int tries = 16;
  constexpr int wished = 2;
  constexpr std::int64_t pocket_money = 100'000 * yuan;
  if (investors_.empty()) return std::nullopt;
  const Investor& investor = investors_.front();
  platform.at(time_on(options_.last_day, 0));
  fund(investor.account, {pocket_money}, platform);
  std::optional<Invitation> invitation;
  for (int i = 0, open = 0; i < tries && open < wished; ++i) {
    list_loan(options_.last_day, platform);
    const LoanId id{platform.state().loans.size()};
    const Loan* loan = platform.state().loans.find(id);
    if (loan == nullptr) continue;
    const PlaceBid bid{id, investor.account, loan->rules.bid_amount_min, false, {}};
    const Sender sender = Sender::member(investor.party.value);
    if (!engine::decide(platform.state(), {0, platform.state().time(), sender}, bid)) continue;
    invitation = Invitation{id, investor.party, investor.account, bid.amount};
    ++open;
  }
  return invitation;
}

/// An instalment is due, or was: the borrower sees to it that the money is there, or does not.
void Population::bring_money(LoanId id, money::Date day, Counter& platform) {
  const Loan* loan = platform.state().loans.find(id);
  if (loan == nullptr || !serviced(*loan)) return;
  const std::uint32_t period = loan->next_period();
  if (period > loan->periods.size()) return;
  const engine::LoanPeriod& line = loan->periods[period - 1];
  if (line.due > day) return plan(line.due, {Errand::Kind::instalment, id.value});
  const Fate fate = fate_of(id, static_cast<std::uint32_t>(loan->periods.size()));
  if (fate.kind == Fate::Kind::lost && period >= fate.period) return;
  const bool late = fate.kind == Fate::Kind::late && period == fate.period;
  if (late && line.due == day) {
    return plan(day + fate.days, {Errand::Kind::instalment, id.value});
  }
  // A day's late interest may still come to it.
  const Amount owed{line.left().minor + (line.due < day ? line.left().minor / 200 : 0)};
  const Amount missing = owed - platform.state().ledger[loan->borrower].available();
  if (missing > Amount{}) {
    fund(loan->borrower, {(missing.minor + yuan - 1) / yuan * yuan}, platform);
  }
  const money::Date next = period < loan->periods.size() ? loan->periods[period].due : day;
  plan(std::max(next, day + 1), {Errand::Kind::instalment, id.value});
}

void Population::prepay(LoanId id, money::Date day, bool whole, Counter& platform) {
  const Loan* loan = platform.state().loans.find(id);
  if (loan == nullptr || loan->state != LoanState::repaying) return;
  const AccountId borrower = loan->borrower;
  const Amount outstanding = loan->principal_outstanding();
  const Sender sender = Sender::member(owner_of(platform, borrower).value);
  fund(borrower, {outstanding.minor + outstanding.minor / 8}, platform);
  if (whole) {
    platform.send(sender, PrepayLoan{id, day});
    return;
  }
  const Amount part{outstanding.minor / 3 / yuan * yuan};
  platform.send(
      sender,
      PrepayPrincipal{
          id, day, part,
          dice_.one_of({AfterPrepayment::smaller_instalment, AfterPrepayment::fewer_periods,
                        AfterPrepayment::skip_next_dues, AfterPrepayment::same_instalment})});
}

/// Too little was raised: what there is must do, or the timers let the loan fail.
void Population::end_raise(LoanId id, money::Date day, Counter& platform) {
  const Loan* loan = platform.state().loans.find(id);
  if (loan == nullptr || loan->state != LoanState::open) return;
  if (loan->raised.minor <= loan->principal.minor / 2 || dice_.one_in(2)) return;
  if (!platform.send(staff, AcceptPartialRaise{id})) return;
  plan(day + 1, {Errand::Kind::settle, id.value});
}

}  // namespace tributary::simulation
