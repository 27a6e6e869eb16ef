#include "engine/snapshot.hpp"

#include <algorithm>

#include "protocol/codec.hpp"

namespace tributary::engine {
namespace {

template <class T>
std::span<const std::byte> bytes_of(std::span<const T> rows) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::as_bytes(rows);
}

struct Saver {
  static constexpr bool loading = false;
  const WriteBytes& write;

  void number(std::uint64_t value) { write(std::as_bytes(std::span(&value, 1))); }
  template <class Row>
  void table(const DenseTable<Row>& rows) {
    number(rows.first_number());
    number(rows.size());
    rows.for_each_chunk([&](std::span<const Row> chunk) { write(bytes_of(chunk)); });
  }
  template <class Row>
  void list(const std::vector<Row>& rows) {
    number(rows.size());
    write(bytes_of(std::span<const Row>(rows)));
  }
};

struct Loader {
  static constexpr bool loading = true;
  const ReadBytes& read;

  std::uint64_t number() {
    std::uint64_t value = 0;
    read(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  template <class Row>
  void table(DenseTable<Row>& rows) {
    const std::uint64_t first = number();
    if (first == 0) throw protocol::CodecError("the snapshot has a table without a first row");
    rows.fill(first, number(), [&](std::span<Row> chunk) { read(std::as_writable_bytes(chunk)); });
  }
  template <class Row>
  void list(std::vector<Row>& rows) {
    rows.resize(number());
    read(std::as_writable_bytes(std::span(rows)));
  }
};

void save_loan(Saver& saver, const Loan& loan) {
  base::ByteBuffer fields;
  protocol::encode(fields, loan);
  saver.number(fields.size());
  saver.write(fields.view());
  saver.list(loan.claims);
  saver.list(loan.bids_voided);
  saver.list(loan.periods);
  saver.list(loan.payments);
  saver.list(loan.schedules_before);
  saver.list(loan.periods_replaced);
}

Loan load_loan(Loader& loader) {
  std::vector<std::byte> fields(loader.number());
  loader.read(fields);
  Loan loan;
  protocol::Reader in(fields);
  protocol::decode(in, loan);
  // A journal's reader forgives a longer or shorter struct; a snapshot is of this very program.
  base::ByteBuffer again;
  protocol::encode(again, loan);
  if (!std::ranges::equal(again.view(), std::span<const std::byte>(fields))) {
    throw protocol::CodecError("a loan is not as it was written");
  }
  loader.list(loan.claims);
  loader.list(loan.bids_voided);
  loader.list(loan.periods);
  loader.list(loan.payments);
  loader.list(loan.schedules_before);
  loader.list(loan.periods_replaced);
  loan.bid_totals = bid_totals_of(loan);
  // No hash holds the count: it follows from the claims as long as they are there.
  if (loan.live() && loan.bids != loan.claims.size()) {
    throw protocol::CodecError("a loan has another number of bids than of claims");
  }
  return loan;
}

void save_requests(Saver& saver, const RequestWindow& window) {
  saver.number(window.forgotten_through());
  saver.number(window.all().size());
  for (const auto& generation : window.all()) {
    saver.number(generation->first);
    saver.number(generation->last);
    saver.table(generation->table.requests());
  }
}

void load_requests(Loader& loader, RequestWindow& window) {
  const protocol::Sequence forgotten_through = loader.number();
  RequestWindow::Generations generations;
  for (std::uint64_t left = loader.number(); left > 0; --left) {
    const protocol::Sequence first = loader.number();
    const protocol::Sequence last = loader.number();
    if (loader.number() != 1) throw protocol::CodecError("the snapshot lacks first requests");
    const std::uint64_t count = loader.number();
    if (count > RequestTable::room_max) {
      throw protocol::CodecError("the snapshot has requests that no table holds");
    }
    auto& generation = generations.emplace_back(std::make_unique<RequestWindow::Generation>(
        std::max<std::size_t>(count, window.generation_size())));
    generation->first = first;
    generation->last = last;
    generation->table.restore(count, [&](std::span<protocol::KnownRequest> chunk) {
      loader.read(std::as_writable_bytes(chunk));
    });
  }
  if (generations.empty()) throw protocol::CodecError("the snapshot has no youngest requests");
  window.restore(forgotten_through, std::move(generations));
}

}  // namespace

void save(const State& state, const WriteBytes& write) {
  Saver saver{write};
  saver.number(state.sequence);
  saver.number(static_cast<std::uint64_t>(state.now.ms));
  saver.number(state.hash.value());
  // Saving changes nothing; the nouns share one function for both directions.
  auto& nouns = const_cast<State&>(state);
  nouns.confirmed.exchange(saver);
  nouns.days.exchange(saver);
  nouns.parties.exchange(saver);
  nouns.borrowings.exchange(saver);
  nouns.group_borrowings.exchange(saver);
  nouns.ledger.exchange(saver);
  nouns.withdrawals.exchange(saver);
  saver.number(state.loans.size());
  saver.number(state.loans.in_memory());
  for (const Loan& loan : state.loans.all()) save_loan(saver, loan);
  save_requests(saver, state.requests);
}

void load(State& state, const ReadBytes& read) {
  Loader loader{read};
  state.sequence = loader.number();
  state.now.ms = static_cast<std::int64_t>(loader.number());
  const std::uint64_t hash = loader.number();
  state.confirmed.exchange(loader);
  state.days.exchange(loader);
  state.parties.exchange(loader);
  state.borrowings.exchange(loader);
  state.group_borrowings.exchange(loader);
  state.ledger.exchange(loader);
  state.withdrawals.exchange(loader);
  const std::uint64_t loans = loader.number();
  for (std::uint64_t left = loader.number(); left > 0; --left) {
    Loan loan = load_loan(loader);
    if (loan.id < state.loans.next_id() || loan.id.value > loans) {
      throw protocol::CodecError("a loan is not in its place");
    }
    state.loans.restore(std::move(loan));
  }
  state.loans.restore_ends({loans + 1}, state.days.kept_from());
  state.withdrawals.restore_ends(state.days.kept_from());
  load_requests(loader, state.requests);
  state.hash.restore(hash);
  if (full_hash(state) != hash) {
    throw protocol::CodecError("the snapshot's rows do not give its state hash");
  }
  state.ledger.recount();
  state.withdrawals.for_each([&](std::uint64_t, const Withdrawal& withdrawal) {
    if (withdrawal.state != WithdrawalState::submitted) return;
    state.ledger.submit(withdrawal.account, withdrawal.amount);
  });
  for (const Loan& loan : state.loans.all()) {
    if (!loan.live()) continue;
    for (const Claim& claim : loan.claims) state.ledger.count_claim(claim.holder);
  }
}

std::uint64_t full_hash(const State& state) {
  return state.confirmed.full_hash() + state.days.full_hash() + state.parties.full_hash() +
         state.borrowings.full_hash() + state.group_borrowings.full_hash() +
         state.ledger.full_hash() + state.withdrawals.full_hash() + state.loans.full_hash();
}

}  // namespace tributary::engine
