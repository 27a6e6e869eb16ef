#include "rows/committer.hpp"

#include <algorithm>
#include <array>

#include "api/reply.hpp"
#include "base/log.hpp"
#include "rows/move.hpp"
#include "rows/take_over.hpp"
#include "store/transaction.hpp"

namespace tributary::rows {

using protocol::Refusal;

namespace {

constexpr std::int64_t forget_every_ms = 1'000;
constexpr std::int64_t forget_at_once = 1'000;
constexpr std::size_t digest_key_bytes = 32;

std::vector<std::string> create_own_tables() {
  return {create_table<RowsState>(),
          create_table<AuditLine>(),
          create_table<FactRow>(),
          create_table<AnswerRow>(),
          create_table<AuditRow>(),
          create_table<AuditPart>(),
          "CREATE INDEX order_answer_time ON order_answer (time)",
          "CREATE INDEX audit_line_time ON audit_line (time, number)",
          "CREATE INDEX audit_line_actor ON audit_line (actor, time, number)",
          "CREATE INDEX audit_line_order ON audit_line (order_name, time, number)",
          "CREATE INDEX audit_line_actor_order ON audit_line (actor, order_name, time, number)"};
}

// At first lines were found by their numbers alone.
constexpr std::array<std::string_view, 1> own_changes{R"sql(
  CREATE TABLE audit_row (table_name TEXT NOT NULL, row_key TEXT NOT NULL, time INTEGER NOT NULL,
    number INTEGER NOT NULL, image BLOB, PRIMARY KEY (table_name, row_key, time, number));
  CREATE TABLE audit_part (part TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (part));
  CREATE INDEX audit_line_time ON audit_line (time, number);
  CREATE INDEX audit_line_actor ON audit_line (actor, time, number);
  CREATE INDEX audit_line_order ON audit_line (order_name, time, number);
  CREATE INDEX audit_line_actor_order ON audit_line (actor, order_name, time, number)
)sql"};

http::Response response_of(int status, std::string body, std::optional<std::uint64_t> version) {
  http::Response response{.status = status, .body = std::move(body)};
  if (version) response.headers.emplace_back("ETag", '"' + std::to_string(*version) + '"');
  return response;
}

Outcome refused(const Refused& why) { return {.response = why.response()}; }

std::vector<Outcome> all_failed(std::size_t orders) {
  const Outcome failed{.response = Refused(Refusal::unavailable).response(), .failed = true};
  return std::vector<Outcome>(orders, failed);
}

bool is_accepted(std::uint32_t status) { return status < 400; }
/// Of what is kept: what was accepted, or refused for good.
bool is_answer(std::uint32_t status) {
  return (status >= 200 && status < 300) || (status >= 400 && status < 500);
}

/// Whether what one order wanted to write is at fault, and not the place where it is written.
bool is_of_one_order(store::FaultKind kind) {
  return kind == store::FaultKind::conflict || kind == store::FaultKind::bad_value;
}

}  // namespace

Schema own_schema() {
  return {.part = rows_part, .create = create_own_tables, .changes = own_changes};
}

std::optional<RowsState> read_rows_state(store::Database& database) {
  if (!database.has_table(RowsState::table)) return std::nullopt;
  return Table<RowsState>(database).find(1);
}

struct Committer::Connection {
  store::Database database;
  Tables tables{database};

  explicit Connection(std::string_view url) : database(url, {.part = rows_part}) {}
};

Committer::Committer(std::string url, std::span<const Schema> schemas, RowsWorld world)
    : url_(std::move(url)), schemas_(schemas.begin(), schemas.end()), world_(std::move(world)) {
  open();
}

Committer::~Committer() = default;

void Committer::open() {
  auto opened = std::make_unique<Connection>(url_);
  prepare(opened->database, own_schema());
  for (const Schema& schema : schemas_) prepare(opened->database, schema);
  auto state = opened->tables.of<RowsState>().find(1);
  if (!state) {
    state.emplace();
    state->digest_key.resize(digest_key_bytes);
    world_.chance(state->digest_key);
    state->platform = world_.platform;
    opened->tables.of<RowsState>().insert(*state);
  }
  if (!world_.platform.empty() && !state->platform.empty() && state->platform != world_.platform) {
    throw store::StoreFault(store::FaultKind::damaged, 0,
                            "the rows are another platform's: put back those that belong to this "
                            "journal");
  }
  is_surprised_ = is_surprised_ || (was_open_ && state->number != state_.number);
  was_open_ = true;
  state_ = std::move(*state);
  connection_ = std::move(opened);
  if (has_to_take_over(connection_->database, schemas_)) take_over_rows();
}

/// All of it or nothing, once: what is killed meanwhile does it at its next start.
void Committer::take_over_rows() {
  store::Transaction transaction(connection_->database);
  RowsState next = state_;
  next.time = world_.shown();
  take_over(connection_->tables, schemas_, [&](std::string changes) {
    write_line({.number = 0,
                .time = next.time,
                .actor = protocol::operator_agent.actor,
                .party = protocol::operator_agent.party,
                .origin = 0,
                .approver = {},
                .order_name = "take_over",
                .address = {},
                .changes = std::move(changes),
                .hash = {}},
               next);
  });
  if (next.audit == state_.audit) return transaction.commit();  // no row had to be taken over
  keep_state(std::move(next), transaction);
}

std::vector<Outcome> Committer::commit(std::span<const Order> orders) {
  changed_rows_.clear();
  const auto now = world_.clock();
  clock_is_in_doubt_ = !now.has_value();
  try {
    if (!connection_) open();
    return try_commit(orders, now ? *now : world_.shown());
  } catch (const store::StoreFault& fault) {
    give_up();
    if (is_of_one_order(fault.kind())) return fail_each(orders, fault);
    trouble_.begin_or_go_on(fault.what(), world_.shown(), orders.size());
    return all_failed(orders.size());
  } catch (const std::exception& fault) {
    give_up();
    return fail_each(orders, fault);
  }
}

/// What was begun is rolled back with its connection; how far the rows are is read again.
void Committer::give_up() {
  connection_.reset();
  changed_rows_.clear();
}

/// One of them cannot be done; the others have nothing to do with it.
std::vector<Outcome> Committer::fail_each(std::span<const Order> orders,
                                          const std::exception& fault) {
  if (orders.size() > 1) return commit_each(orders);
  const std::string name(orders.front().name);
  traces_.note("order_failed", name, name + " cannot be done: " + fault.what(),
               std::chrono::steady_clock::now());
  return all_failed(1);
}

std::vector<Outcome> Committer::commit_each(std::span<const Order> orders) {
  std::vector<Outcome> outcomes;
  std::vector<ChangedRow> changed;
  for (const Order& order : orders) {
    outcomes.push_back(std::move(commit({&order, 1}).front()));
    std::ranges::move(changed_rows_, std::back_inserter(changed));
  }
  changed_rows_ = std::move(changed);
  return outcomes;
}

std::vector<Outcome> Committer::try_commit(std::span<const Order> orders, protocol::Time time) {
  store::Transaction transaction(connection_->database);
  has_written_ = false;
  RowsState next = state_;
  next.time = time;
  if (next.platform.empty()) next.platform = world_.platform;
  std::vector<Outcome> outcomes;
  outcomes.reserve(orders.size());
  for (const Order& order : orders) outcomes.push_back(decide(order, next));
  if (!has_written_) return outcomes;
  if (time.ms - forgot_at_.ms >= forget_every_ms) {
    forget_answers(connection_->database, time, forget_at_once);
    forgot_at_ = time;
  }
  keep_state(std::move(next), transaction);
  trouble_.end(world_.shown());
  return outcomes;
}

/// Commits what was written for it.
void Committer::keep_state(RowsState&& next, store::Transaction& transaction) {
  JournalEnd journal = world_.journal_end();
  ++next.number;
  next.journal_sequence = journal.sequence;
  next.journal_hash = std::move(journal.hash);
  take_the_number(next.number);
  connection_->tables.of<RowsState>().save(next);
  transaction.commit();
  state_ = std::move(next);
}

/// Fences off who writes the rows besides, by a lock that does not hold as it should.
void Committer::take_the_number(std::uint64_t number) {
  const auto taken = connection_->database
                         .statement("UPDATE row_state SET number = $1 WHERE id = 1 AND number = $2")
                         .run(number, number - 1);
  if (taken == 1) return;
  throw store::StoreFault(store::FaultKind::other, 0, "somebody else has changed the rows");
}

Outcome Committer::decide(const Order& order, RowsState& next) {
  if (auto before = answered_before(order)) return std::move(*before);
  if (clock_is_in_doubt_ && !order.even_in_doubt) return refused(Refusal::clock_not_confirmed);
  Work work(connection_->tables, order.by, next.time, world_.chance);
  Or<Accepted> decided = order.decide(work);
  if (decided) return accept(order, work, std::move(*decided), next);
  Outcome outcome = refused(decided.error());
  keep_answer(order, outcome, outcome.response.body, std::nullopt, next.time);
  return outcome;
}

std::optional<Outcome> Committer::answered_before(const Order& order) {
  if (!order.key) return std::nullopt;
  auto row = connection_->tables.of<AnswerRow>().find(order.key->high, order.key->low);
  if (!row) return std::nullopt;
  if (row->asked != order.asked) return refused(Refusal::request_id_reused);
  if (!is_answer(row->status)) {
    throw TablesDamaged("the answer that is kept under its key has the status " +
                        std::to_string(row->status) + ", which no order has");
  }
  Outcome outcome;
  outcome.repeated = true;
  outcome.accepted = is_accepted(row->status);
  outcome.response = response_of(static_cast<int>(row->status), std::move(row->body), row->version);
  if (!outcome.accepted) outcome.response.content_type = http::problem_type;
  return outcome;
}

Outcome Committer::accept(const Order& order, Work& work, Accepted&& accepted, RowsState& next) {
  has_written_ = true;
  work.write_to(connection_->tables);
  for (FactRow& fact : work.facts()) {
    fact.number = ++next.fact;
    connection_->tables.of<FactRow>().insert(fact);
    changed_rows_.emplace_back(FactRow::table, key_text(fact));
  }
  if (std::string changes = work.changes(); !changes.empty()) {
    write_line({.number = 0,
                .time = next.time,
                .actor = order.by.sender.actor,
                .party = order.by.sender.party,
                .origin = order.by.sender.origin,
                .approver = order.by.sender.approver,
                .order_name = std::string(order.name),
                .address = order.by.address,
                .changes = std::move(changes),
                .hash = {}},
               next);
  }
  std::ranges::move(work.changed_rows(), std::back_inserter(changed_rows_));
  Outcome outcome;
  outcome.accepted = true;
  outcome.response = response_of(accepted.status, std::move(accepted.body), accepted.version);
  keep_answer(order, outcome, accepted.kept, accepted.version, next.time);
  return outcome;
}

void Committer::write_line(AuditLine&& line, RowsState& next) {
  AuditEnd end{next.audit, std::move(next.audit_hash)};
  link(line, end);
  connection_->tables.of<AuditLine>().insert(line);
  for (const AuditRow& row : rows_of(line)) connection_->tables.of<AuditRow>().insert(row);
  next.audit = end.number;
  next.audit_hash = std::move(end.hash);
}

void Committer::keep_answer(const Order& order, const Outcome& outcome, const std::string& body,
                            std::optional<std::uint64_t> version, protocol::Time time) {
  if (!order.key) return;
  has_written_ = true;
  connection_->tables.of<AnswerRow>().insert(
      {.high = order.key->high,
       .low = order.key->low,
       .asked = order.asked,
       .time = time,
       .status = static_cast<std::uint32_t>(outcome.response.status),
       .version = version,
       .body = body});
}

}  // namespace tributary::rows
