#include "verticals/books/snapshot.hpp"

#include "protocol/codec.hpp"

namespace tributary::books {

namespace {

template <class Row>
Row present(std::optional<Row> row, std::uint64_t key) {
  if (row) return std::move(*row);
  throw BooksDamaged("the books lack " + std::string(Row::table) + " " + std::to_string(key));
}

}  // namespace

Reader::Reader(std::string_view url)
    : database_(url, {.access = store::Access::read_only, .cache_kib = 64 * 1024}),
      heads_(database_),
      account_facts_(database_),
      loan_facts_(database_),
      accounts_(database_),
      loans_(database_),
      listings_(database_),
      schedules_(database_),
      cursor_(database_.prepare("SELECT cursor FROM follow_state")),
      claim_(database_.prepare("SELECT time, loan, bid, bid_from, held_change, account_bid_previous "
                               "FROM books_account_fact WHERE sequence = $1")) {}

Snapshot::Snapshot(Reader& reader)
    : reader_(reader), transaction_(reader.database_, store::Transaction::Kind::read) {
  if (!reader_.cursor_.bind().step()) throw BooksDamaged("the books lack their place");
  sequence_ = static_cast<Sequence>(reader_.cursor_.integer(0));
  reader_.cursor_.reset();
  reader_.heads_.catch_up();
}

protocol::ListingCreated Snapshot::listing(LoanId id) {
  const auto row = present(reader_.listings_.find(id.value), id.value);
  return protocol::decode_fields<protocol::ListingCreated>(row.listing);
}

std::vector<money::Instalment> Snapshot::schedule(LoanId id) {
  const auto row = present(reader_.schedules_.find(id.value), id.value);
  std::vector<money::Instalment> lines;
  protocol::Reader in(row.instalments);
  protocol::decode(in, lines);
  return lines;
}

AccountFact Snapshot::account_fact(Sequence sequence) {
  return present(reader_.account_facts_.find(sequence), sequence);
}

LoanFact Snapshot::loan_fact(Sequence sequence) {
  return present(reader_.loan_facts_.find(sequence), sequence);
}

Claim Snapshot::claim(Sequence placed) {
  store::Statement& row = reader_.claim_;
  if (!row.bind(placed).step()) {
    throw BooksDamaged("the books lack the bid at " + std::to_string(placed));
  }
  Claim claim;
  claim.placed = placed;
  claim.time = {row.integer(0)};
  claim.loan = {static_cast<std::uint64_t>(row.integer(1))};
  claim.bid = static_cast<std::uint32_t>(row.integer(2));
  claim.from = {row.integer(3)};
  claim.amount = {row.integer(4)};
  claim.previous = static_cast<Sequence>(row.integer(5));
  row.reset();
  return claim;
}

std::vector<Claim> Snapshot::claims(AccountId account) {
  std::vector<Claim> claims;
  for (Sequence at = head(account).last_bid; at != 0; at = claims.back().previous) {
    claims.push_back(claim(at));
  }
  return claims;
}

}  // namespace tributary::books
