#include "verticals/books/bookkeeper.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "rows/encoded.hpp"
#include "verticals/books/claim.hpp"

namespace tributary::books {

namespace {

money::Calendar calendar_of(const protocol::CalendarSet& set) {
  return {money::saturday_and_sunday, set.holidays, set.working_weekends};
}

}  // namespace

void Bookkeeper::create_tables(store::Database& database) {
  for (const std::string& table :
       {create_table<AccountFact>(),   create_table<FurtherPost>(), create_table<LoanFact>(),
        create_table<AccountRow>(),    create_table<LoanRow>(),     create_table<ListingRow>(),
        create_table<CalendarRow>(),   create_table<ScheduleRow>(), create_table<ServicingRow>(),
        create_table<HoldersRow>(),    create_table<VoidedBid>(),   create_table<ScheduleChange>(),
        create_table<ClaimPosts>(),    create_table<Totals>(),      create_table<HeadBlock>(),
        create_table<Sweep>(),         create_table<Mark>(),        create_table<BegunDay>(),
        create_table<PaidDaysRow>(),   create_table<ClaimsDay>(),   create_table<LentDay>(),
        create_table<BidInterestRow>()}) {
    database.execute(table);
  }
  database.execute("CREATE INDEX books_account_party ON books_account (party, account)");
  database.execute("CREATE INDEX books_voided_bid_loan ON books_voided_bid (loan, sequence)");
  database.execute("CREATE INDEX books_loan_state ON books_loan (state, loan)");
  database.execute("CREATE INDEX books_begun_day_day ON books_begun_day (day, sequence)");
}

Bookkeeper::Bookkeeper(store::Database& database, Bounds bounds)
    : database_(&database),
      bounds_(bounds),
      heads_(database),
      participants_(database),
      account_facts_(database),
      further_posts_(database),
      loan_facts_(database),
      claim_posts_(database),
      voided_bids_(database),
      schedule_changes_(database),
      marks_(database),
      begun_days_(database),
      loans_(database),
      listings_(database),
      calendars_(database),
      schedules_(database),
      servicing_(database),
      paid_days_(database),
      bid_interests_(database),
      claims_days_(database),
      lent_days_(database),
      totals_table_(database) {
  heads_.catch_up();
  store::Statement live =
      database.prepare("SELECT " + columns_of<LoanRow>() + " FROM books_loan WHERE state < $1");
  live.bind(static_cast<int>(LoanState::repaid));
  while (live.step()) {
    LiveLoan loan{read_row<LoanRow>(live)};
    if (!loan.row.was_settled()) loan.bids = read_bids(loan.row);
    live_[loan.row.loan.value] = std::move(loan);
  }
  store::Statement totals =
      database.prepare("SELECT " + columns_of<Totals>() + " FROM books_totals");
  while (totals.step()) {
    const auto row = read_row<Totals>(totals);
    totals_[row.currency] = row;
  }
  if (const auto row = calendars_.find(1)) {
    calendar_ = calendar_of(decoded<protocol::CalendarSet>(row->calendar));
  }
}

/// What is not settled yet is due by it.
void Bookkeeper::enter(Place, const protocol::CalendarSet& event) {
  calendar_ = calendar_of(event);
  calendars_.save({1, encoded(event)});
  for (const auto& [number, live] : live_) {
    if (live.row.state >= LoanState::repaying) continue;
    LoanRow& row = loan(live.row.loan).row;
    tell_cost(row, cost_of(listing(row.loan), row.principal, row.created_at, calendar_));
  }
}

void Bookkeeper::flush() {
  for (const std::uint64_t number : changed_loans_) {
    LiveLoan& loan = live_.at(number);
    loan.changed = false;
    loans_.save(loan.row);
    if (std::exchange(loan.servicing_changed, false)) {
      ASSERT(loan.servicing);
      servicing_.save({loan.row.loan, encoded(*loan.servicing)});
    }
    if (std::exchange(loan.paid_days_changed, false)) {
      ASSERT(loan.paid_days);
      paid_days_.save({loan.row.loan, encoded(*loan.paid_days)});
    }
    loan.paid_days.reset();
    if (loan.row.has_ended()) live_.erase(number);
  }
  changed_loans_.clear();
  save_days();
  for (auto& [currency, totals] : totals_) {
    tell_funds(totals);
    totals_table_.save(totals);
  }
  // Two sweeps over n accounts are what a start must fold again: 4 n facts.
  heads_.save((facts_unflushed_ + 1) / 2);
  facts_unflushed_ = 0;
}

/// These follow from balances. Coverage is rounded down, and has an end: a fund may cover a cent.
void Bookkeeper::tell_funds(Totals& totals) const {
  const auto balance = [&](AccountKind kind) {
    return heads_[participants_.platform(kind, totals.currency)].balance;
  };
  totals.reserve_fund = balance(AccountKind::reserve_fund);
  totals.own_money = balance(AccountKind::own_money);
  totals.custodian_cash = -balance(AccountKind::custodian);
  totals.gap = -balance(AccountKind::gap);
  // The law of money, asserted by the engine after every command. Adding the accounts up instead
  // would mean a payout to every holder with each instalment.
  totals.owed = totals.custodian_cash + totals.gap;
  const __int128 outstanding = totals.principal_outstanding.minor;
  const __int128 millionths = static_cast<__int128>(totals.reserve_fund.minor) * 1'000'000;
  totals.reserve_coverage_ppm = static_cast<std::uint64_t>(
      outstanding == 0 ? 0
                       : std::min<__int128>(millionths / outstanding, reserve_coverage_ppm_max));
}

void Bookkeeper::append(Posting posting) {
  AccountFact& fact = posting.fact;
  // The accounts of a fact differ: a fact stands once in an account's chain.
  ASSERT(fact.own.account != fact.other.account && fact.own.account != fact.third.account &&
         (!fact.other.account || fact.other.account != fact.third.account));
  ASSERT(fact.sequence > heads_.seen());
  const auto put = [&](Post& post, Amount held_change) {
    const AccountHead head = heads_[post.account];
    post.balance = head.balance + post.posted;
    post.held = head.held + held_change;
    post.previous = head.last_fact;
  };
  for_each_post(fact, put);
  if (fact.kind == FactKind::bid_placed) {
    fact.account_bid_previous = heads_[fact.own.account].last_bid;
  }
  account_facts_.insert(fact);
  heads_.apply(fact);
  ++facts_unflushed_;
  const auto mark_newest = [&](const Post& post) {
    mark(MarkedChain::account, post.account.value, heads_[post.account].facts, fact.sequence);
  };
  for_each_post(fact, [&](const Post& post, Amount) { mark_newest(post); });
  for (Post& post : posting.further) {
    put(post, {});
    const FurtherPost further{fact.sequence, post};
    further_posts_.insert(further);
    heads_.apply(further);
    ++facts_unflushed_;
    mark_newest(post);
  }
}

void Bookkeeper::append(LoanRow& loan, LoanFact fact) {
  fact.previous = loan.last_fact;
  loan_facts_.insert(fact);
  if (!concerns_holders(fact)) return;
  loan.last_fact = fact.sequence;
  mark(MarkedChain::loan, loan.loan.value, loan.facts++, fact.sequence);
  post_claims(loan, fact);
}

void Bookkeeper::mark(MarkedChain chain, std::uint64_t owner, std::uint32_t facts,
                      Sequence sequence) {
  // A statement may ask 64 loans at once where they stood: their marks are closer.
  const bool is_loan = chain == MarkedChain::loan;
  const std::uint32_t stride = is_loan ? (bounds_.facts_a_mark + 3) / 4 : bounds_.facts_a_mark;
  if (facts % stride == 0) marks_.insert({chain, owner, sequence});
}

void Bookkeeper::enter(Place place, const protocol::BusinessDayBegan& event) {
  begun_days_.insert({place.sequence, event.on});
}

Totals& Bookkeeper::totals_of(AccountId account) {
  const Currency currency = participants_[account].currency;
  Totals& totals = totals_[currency];
  totals.currency = currency;
  return totals;
}

Bookkeeper::LiveLoan& Bookkeeper::loan(LoanId id) {
  // One that has ended may come back when a payment of it is taken back.
  const auto found = live_.find(id.value);
  LiveLoan& loan =
      found != live_.end() ? found->second : (live_[id.value] = LiveLoan{loans_.get(id.value)});
  if (!loan.changed) changed_loans_.push_back(id.value);
  loan.changed = true;
  return loan;
}

std::vector<PeriodServicing>& Bookkeeper::servicing(LoanId id) {
  LiveLoan& live = loan(id);
  if (!live.servicing) {
    live.servicing.emplace();
    const auto row = servicing_.find(id.value);
    if (row) live.servicing = decoded<std::vector<PeriodServicing>>(row->periods);
  }
  return *live.servicing;
}

PeriodServicing& Bookkeeper::change_servicing(LoanId id, std::uint32_t period) {
  std::vector<PeriodServicing>& periods = servicing(id);
  loan(id).servicing_changed = true;
  periods.resize(std::max<std::size_t>(periods.size(), period));
  return periods[period - 1];
}

std::vector<HeldClaim> Bookkeeper::read_bids(const LoanRow& loan) {
  std::vector<HeldClaim> bids;
  const std::vector<VoidedBid> voided = voided_bids(loan.loan);
  for (Sequence at = loan.last_bid; at != 0;) {
    const AccountFact fact = account_facts_.get(at);
    const Claim bid = claim_of(fact, voided);
    if (!bid.voided) bids.push_back({fact.own.account, bid.from, bid.amount, bid.bid});
    at = fact.loan_bid_previous;
  }
  std::ranges::reverse(bids);
  return bids;
}

std::vector<VoidedBid> Bookkeeper::voided_bids(LoanId loan) {
  store::Statement& rows = database_->statement("SELECT " + columns_of<VoidedBid>() +
                                                " FROM books_voided_bid WHERE loan = $1 "
                                                "ORDER BY sequence");
  rows.bind(loan.value);
  std::vector<VoidedBid> voided;
  while (rows.step()) voided.push_back(read_row<VoidedBid>(rows));
  return voided;
}

}  // namespace tributary::books
