#include "verticals/books/snapshot.hpp"

namespace tributary::books {

Reader::Reader(std::string_view url)
    : database_(url, {.access = store::Access::read_only, .cache_kib = 64 * 1024}),
      heads_(database_),
      account_facts_(database_),
      loan_facts_(database_),
      accounts_(database_),
      loans_(database_),
      listings_(database_),
      schedules_(database_),
      servicing_(database_),
      cursor_(database_.prepare("SELECT cursor FROM follow_state")),
      further_post_(
          database_.prepare("SELECT " + columns_of<FurtherPost>() +
                            " FROM books_further_post WHERE sequence = $1 AND post_account = $2")),
      voided_bids_(database_.prepare("SELECT " + columns_of<VoidedBid>() +
                                     " FROM books_voided_bid WHERE loan = $1 ORDER BY sequence")) {}

Snapshot::Snapshot(Reader& reader)
    : reader_(reader), transaction_(reader.database_, store::Transaction::Kind::read) {
  if (!reader_.cursor_.bind().step()) throw BooksDamaged("the books lack their place");
  sequence_ = static_cast<Sequence>(reader_.cursor_.integer(0));
  reader_.cursor_.reset();
  reader_.heads_.catch_up();
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
  rows.bind();
  std::vector<Totals> totals;
  while (rows.step()) totals.push_back(read_row<Totals>(rows));
  return totals;
}

protocol::ListingCreated Snapshot::listing(LoanId id) {
  const ListingRow row = reader_.listings_.get(id.value);
  return decoded<protocol::ListingCreated>(row.listing);
}

std::vector<PlannedInstalment> Snapshot::schedule(LoanId id) {
  return decoded<std::vector<PlannedInstalment>>(reader_.schedules_.get(id.value).instalments);
}

std::vector<PeriodServicing> Snapshot::servicing(LoanId id) {
  const auto row = reader_.servicing_.find(id.value);
  if (!row) return {};
  return decoded<std::vector<PeriodServicing>>(row->periods);
}

std::optional<Post> Snapshot::post_of(const AccountFact& fact, AccountId account) {
  std::optional<Post> found;
  for_each_post(fact, [&](const Post& post, Amount) {
    if (post.account == account) found = post;
  });
  if (found) return found;
  store::Statement& row = reader_.further_post_;
  if (!row.bind(fact.sequence, account.value).step()) return std::nullopt;
  found = read_row<FurtherPost>(row).post;
  row.reset();
  return found;
}

Claim Snapshot::claim(Sequence placed) {
  const AccountFact fact = account_fact(placed);
  Claim claim{placed,
              fact.time,
              fact.loan,
              fact.bid,
              fact.bid_from,
              fact.held_change,
              fact.account_bid_previous};
  move_down(claim, voided_bids(fact.loan));
  return claim;
}

std::vector<VoidedBid> Snapshot::voided_bids(LoanId loan) {
  std::vector<VoidedBid> voided;
  store::Statement& rows = reader_.voided_bids_;
  rows.bind(loan.value);
  while (rows.step()) voided.push_back(read_row<VoidedBid>(rows));
  return voided;
}

std::vector<Claim> Snapshot::claims(AccountId account) {
  std::vector<Claim> claims;
  for (Sequence at = head(account).last_bid; at != 0; at = claims.back().previous) {
    claims.push_back(claim(at));
  }
  return claims;
}

}  // namespace tributary::books
