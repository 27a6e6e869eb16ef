#include "verticals/books/snapshot.hpp"

namespace tributary::books {

Reader::Reader(store::Database& database)
    : database_(database),
      heads_(database_),
      account_facts_(database_),
      loan_facts_(database_),
      accounts_(database_),
      loans_(database_),
      listings_(database_),
      calendars_(database_),
      schedules_(database_),
      servicing_(database_),
      paid_days_(database_),
      bid_interests_(database_),
      further_post_(
          database_.prepare("SELECT " + columns_of<FurtherPost>() +
                            " FROM books_further_post WHERE sequence = $1 AND post_account = $2")),
      posted_loan_(database_.prepare("SELECT loan FROM books_claim_posts WHERE sequence = $1 AND "
                                     "loan < $2 ORDER BY loan DESC LIMIT 1")),
      claim_posts_(
          database_.prepare("SELECT " + columns_of<ClaimPosts>() +
                            " FROM books_claim_posts WHERE sequence = $1 AND loan = $2 AND "
                            "(first_account, first_bid) <= ($3, $4) "
                            "ORDER BY first_account DESC, first_bid DESC LIMIT 1")),
      voided_bids_(database_.prepare("SELECT " + columns_of<VoidedBid>() +
                                     " FROM books_voided_bid WHERE loan = $1 ORDER BY sequence")),
      schedule_changes_(database_.prepare("SELECT " + columns_of<ScheduleChange>() +
                                          " FROM books_schedule_change WHERE loan = $1 AND "
                                          "sequence <= $2 ORDER BY sequence DESC LIMIT $3")),
      mark_(database_.prepare("SELECT sequence FROM books_mark WHERE chain = $1 AND owner = $2 AND "
                              "sequence >= $3 ORDER BY sequence LIMIT 1")),
      begun_day_(database_.prepare("SELECT " + columns_of<BegunDay>() +
                                   " FROM books_begun_day WHERE sequence <= $1 "
                                   "ORDER BY sequence DESC LIMIT 1")),
      day_after_(database_.prepare("SELECT sequence FROM books_begun_day WHERE day > $1 "
                                   "ORDER BY day, sequence LIMIT 1")) {}

/// The heads of a state need no second look at it.
void Reader::catch_up(Sequence sequence) {
  if (seen_ == sequence) return;
  heads_.catch_up();
  seen_ = sequence;
}

Snapshot::Snapshot(Reading& reading) : reading_(reading), reader_(reading.kept<Reader>()) {
  reader_.catch_up(sequence());
}

Snapshot::Snapshot(Connection& connection)
    : own_(std::in_place, connection), reading_(*own_), reader_(own_->kept<Reader>()) {
  reader_.catch_up(sequence());
}

std::vector<AccountRow> Snapshot::accounts(PartyId party) {
  store::Statement& rows =
      database().statement("SELECT " + columns_of<AccountRow>() +
                           " FROM books_account WHERE party = $1 ORDER BY account");
  rows.bind(party.value);
  std::vector<AccountRow> accounts;
  while (rows.step()) accounts.push_back(read_row<AccountRow>(rows));
  return accounts;
}

std::vector<Totals> Snapshot::totals() {
  store::Statement& rows = database().statement("SELECT " + columns_of<Totals>() +
                                                " FROM books_totals ORDER BY currency");
  std::vector<Totals> totals;
  while (rows.step()) totals.push_back(read_row<Totals>(rows));
  return totals;
}

protocol::ListingCreated Snapshot::listing(LoanId id) {
  const ListingRow row = reader_.listings_.get(id.value);
  return decoded<protocol::ListingCreated>(row.listing);
}

protocol::CalendarSet Snapshot::calendar() {
  const auto row = reader_.calendars_.find(1);
  return row ? decoded<protocol::CalendarSet>(row->calendar) : protocol::CalendarSet{};
}

std::vector<PlannedInstalment> Snapshot::schedule(LoanId id) {
  return decoded<std::vector<PlannedInstalment>>(reader_.schedules_.get(id.value).instalments);
}

std::vector<PeriodServicing> Snapshot::servicing(LoanId id) {
  const auto row = reader_.servicing_.find(id.value);
  if (!row) return {};
  return decoded<std::vector<PeriodServicing>>(row->periods);
}

std::vector<PaidDay> Snapshot::paid_days(LoanId id) {
  const auto row = reader_.paid_days_.find(id.value);
  if (!row) return {};
  return decoded<std::vector<PaidDay>>(row->days);
}

std::vector<ClaimsDay> Snapshot::claims_days(AccountId account) {
  store::Statement& rows =
      database().statement("SELECT " + columns_of<ClaimsDay>() +
                           " FROM books_claims_day WHERE account = $1 ORDER BY day");
  rows.bind(account.value);
  std::vector<ClaimsDay> days;
  while (rows.step()) days.push_back(read_row<ClaimsDay>(rows));
  return days;
}

std::vector<LentDay> Snapshot::lent_days(Currency currency) {
  store::Statement& rows = database().statement(
      "SELECT " + columns_of<LentDay>() + " FROM books_lent_day WHERE currency = $1 ORDER BY day");
  rows.bind(static_cast<int>(currency));
  std::vector<LentDay> days;
  while (rows.step()) days.push_back(read_row<LentDay>(rows));
  return days;
}

std::optional<Post> Snapshot::post_of(const AccountFact& fact, AccountId account) {
  std::optional<Post> found;
  for_each_post(fact, [&](const Post& post, Amount) {
    if (post.account == account) found = post;
  });
  if (found) return found;
  store::Statement& row = reader_.further_post_;
  if (!row.bind(fact.sequence, account.value).step()) return std::nullopt;
  return read_row<FurtherPost>(row).post;
}

Claim Snapshot::claim(Sequence placed) {
  const AccountFact fact = account_fact(placed);
  return claim_of(fact, voided_bids(fact.loan));
}

Sequence Snapshot::marked(MarkedChain chain, std::uint64_t owner, Sequence least) {
  store::Statement& row = reader_.mark_;
  if (!row.bind(static_cast<int>(chain), owner, least).step()) return 0;
  return static_cast<Sequence>(row.integer(0));
}

std::optional<BegunDay> Snapshot::day_of(Sequence sequence) {
  store::Statement& row = reader_.begun_day_;
  if (!row.bind(sequence).step()) return std::nullopt;
  return read_row<BegunDay>(row);
}

Sequence Snapshot::began_after(Date day) {
  store::Statement& row = reader_.day_after_;
  if (!row.bind(day.days).step()) return 0;
  return static_cast<Sequence>(row.integer(0));
}

std::vector<VoidedBid> Snapshot::voided_bids(LoanId loan) {
  std::vector<VoidedBid> voided;
  store::Statement& rows = reader_.voided_bids_;
  rows.bind(loan.value);
  while (rows.step()) voided.push_back(read_row<VoidedBid>(rows));
  return voided;
}

std::vector<ScheduleChange> Snapshot::schedule_changes(LoanId loan, Sequence last,
                                                       std::size_t rows_max) {
  std::vector<ScheduleChange> changes;
  store::Statement& rows = reader_.schedule_changes_;
  rows.bind(loan.value, last, rows_max);
  while (rows.step()) changes.push_back(read_row<ScheduleChange>(rows));
  return changes;
}

std::vector<Claim> Snapshot::claims(Sequence placed) {
  std::vector<Claim> claims;
  for (Sequence at = placed; at != 0; at = claims.back().previous) claims.push_back(claim(at));
  return claims;
}

std::vector<LoanFact> Snapshot::loan_facts(Sequence sequence) {
  store::Statement& rows =
      database().statement("SELECT " + columns_of<LoanFact>() +
                           " FROM books_loan_fact WHERE sequence = $1 ORDER BY loan");
  rows.bind(sequence);
  std::vector<LoanFact> facts;
  while (rows.step()) facts.push_back(read_row<LoanFact>(rows));
  return facts;
}

std::optional<LoanId> Snapshot::loan_with_posts(Sequence sequence, LoanId below) {
  store::Statement& row = reader_.posted_loan_;
  if (!row.bind(sequence, below.value).step()) return std::nullopt;
  return LoanId{static_cast<std::uint64_t>(row.integer(0))};
}

std::vector<ClaimPost> Snapshot::claim_posts(Sequence sequence, LoanId loan, AccountId account,
                                             std::uint32_t bid) {
  store::Statement& row = reader_.claim_posts_;
  if (!row.bind(sequence, loan.value, account.value, bid).step()) return {};
  return decoded<std::vector<ClaimPost>>(read_row<ClaimPosts>(row).posts);
}

}  // namespace tributary::books
