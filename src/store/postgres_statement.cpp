#include "store/postgres_statement.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "store/postgres_types.hpp"
#include "store/postgres_words.hpp"

namespace tributary::store {

namespace {

constexpr int binary = 1;

bool is_good(const PGresult* result) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
      return true;
    default:
      return false;
  }
}

/// The first word alone: WITH may change rows too.
bool begins_with_select(std::string_view sql) {
  sql.remove_prefix(std::min(sql.size(), sql.find_first_not_of(" \n\t")));
  return sql.starts_with("SELECT");
}

/// What INSERT, UPDATE and DELETE tell; SELECT would tell the rows it found.
std::int64_t rows_changed(PGresult* result) {
  if (std::strncmp(PQcmdStatus(result), "SELECT", 6) == 0) return 0;
  const std::string_view count = PQcmdTuples(result);
  std::int64_t rows = 0;
  std::from_chars(count.data(), count.data() + count.size(), rows);
  return rows;
}

}  // namespace

PostgresStatement::PostgresStatement(std::shared_ptr<PostgresSession> session, std::string_view sql)
    : session_(std::move(session)), sql_(sql), only_reads_(begins_with_select(sql)) {
  prepare(postgres_words(sql));
}

PostgresStatement::~PostgresStatement() {
  reset();
  if (!name_.empty()) session_->forget(std::move(name_));
}

/// The server finds out what each parameter is. A number gets our 64 bits, whatever the server
/// takes it for: `COALESCE($1, 0)` would have 32.
void PostgresStatement::prepare(const std::string& sql) {
  const auto parse = [&](const std::vector<Oid>& types) {
    PGconn* const line = session_->line();
    if (!name_.empty()) session_->forget(std::move(name_));
    std::string name = session_->new_name();
    const PostgresResult result(
        PQprepare(line, name.c_str(), sql.c_str(), static_cast<int>(types.size()), types.data()));
    if (!is_good(result.get())) fail(result.get());
    name_ = std::move(name);
    return describe();
  };
  std::vector<Oid> types = parse({});
  if (std::ranges::any_of(types, is_other_number)) {
    std::ranges::replace_if(types, is_other_number, postgres_type::int8);
    types = parse(types);
  }
  parameters_ = PostgresParameters(std::move(types));
}

/// The types of the parameters; takes down those of the columns.
std::vector<Oid> PostgresStatement::describe() {
  const PostgresResult result(PQdescribePrepared(session_->handle(), name_.c_str()));
  if (!is_good(result.get())) fail(result.get());
  columns_.clear();
  for (int i = 0; i < PQnfields(result.get()); ++i) columns_.push_back(PQftype(result.get(), i));
  std::vector<Oid> types;
  for (int i = 0; i < PQnparams(result.get()); ++i) types.push_back(PQparamtype(result.get(), i));
  return types;
}

std::int64_t PostgresStatement::run(std::span<const Value> values) {
  reset();
  struct Forget {
    PostgresParameters& parameters;
    ~Forget() { parameters.forget(); }
  } forget{parameters_};
  parameters_.point_at(values);
  PGconn* const line = begin();
  const PostgresResult result(PQexecPrepared(line, name_.c_str(), parameters_.count(),
                                             parameters_.starts(), parameters_.lengths(),
                                             parameters_.formats(), binary));
  if (!is_good(result.get())) {
    session_->drain();
    fail(result.get());
  }
  return rows_changed(result.get());
}

void PostgresStatement::bind(std::span<const Value> values) {
  reset();
  parameters_.copy(values);
}

bool PostgresStatement::step() {
  if (rows_ == Rows::none) start();
  return rows_ == Rows::arriving ? step_arriving() : step_aside();
}

void PostgresStatement::start() {
  PGconn* const line = begin();
  if (PQsendQueryPrepared(line, name_.c_str(), parameters_.count(), parameters_.starts(),
                          parameters_.lengths(), parameters_.formats(), binary) != 1) {
    fail(nullptr);
  }
  PQsetSingleRowMode(line);
  session_->add_reader(*this);
  rows_ = Rows::arriving;
}

bool PostgresStatement::step_arriving() {
  row_.reset(PQgetResult(session_->handle()));
  if (PQresultStatus(row_.get()) == PGRES_SINGLE_TUPLE) return true;
  const PostgresResult last = std::move(row_);
  reset();
  if (!is_good(last.get())) fail(last.get());
  return false;
}

bool PostgresStatement::step_aside() {
  row_.reset();
  if (aside_.next()) return true;
  const PostgresResult fault = std::move(fault_aside_);
  reset();
  if (fault != nullptr) fail(fault.get());
  return false;
}

/// The row that it is at stays.
void PostgresStatement::put_aside() {
  rows_ = Rows::aside;
  PostgresResult next(PQgetResult(session_->handle()));
  for (; PQresultStatus(next.get()) == PGRES_SINGLE_TUPLE;
       next.reset(PQgetResult(session_->handle()))) {
    aside_.add(next.get());
  }
  if (!is_good(next.get())) fault_aside_ = std::move(next);
  session_->drain();
}

void PostgresStatement::reset() {
  if (rows_ == Rows::none) return;
  if (rows_ == Rows::arriving) session_->drain();
  session_->remove_reader(*this);
  rows_ = Rows::none;
  row_.reset();
  aside_.clear();
  fault_aside_.reset();
}

void PostgresStatement::fail(const PGresult* result) {
  throw_postgres_fault(session_->handle(), result, sql_, when_broken_);
}

/// The line, free for this statement. What changes rows outside a transaction is committed by
/// itself.
PGconn* PostgresStatement::begin() {
  when_broken_ = WhenBroken::lost;
  PGconn* const line = session_->line();
  if (only_reads_ || !session_->is_between_transactions()) return line;
  session_->line_to_commit();
  when_broken_ = WhenBroken::unknown;
  return line;
}

PostgresRows::Cell PostgresStatement::cell(int column) const {
  if (column < 0 || std::cmp_greater_equal(column, columns_.size())) return std::nullopt;
  if (rows_ == Rows::aside && row_ == nullptr) {
    const auto& cells = aside_.cells();
    return cells.empty() ? std::nullopt : cells[static_cast<std::size_t>(column)];
  }
  if (row_ == nullptr || PQgetisnull(row_.get(), 0, column) != 0) return std::nullopt;
  return std::string_view(PQgetvalue(row_.get(), 0, column),
                          static_cast<std::size_t>(PQgetlength(row_.get(), 0, column)));
}

std::int64_t PostgresStatement::integer(int column) const {
  const auto found = cell(column);
  return found ? number_of(columns_[static_cast<std::size_t>(column)], *found) : 0;
}

std::string_view PostgresStatement::bytes_of_text(int column) const {
  const auto found = cell(column);
  if (!found) return {};
  const Oid type = columns_[static_cast<std::size_t>(column)];
  if (is_text(type) || type == postgres_type::bytea) return *found;
  throw StoreFault(
      FaultKind::other, 0,
      "column " + std::to_string(column) + " is neither text nor bytes (" + sql_ + ")");
}

std::string_view PostgresStatement::text(int column) const { return bytes_of_text(column); }

std::span<const std::byte> PostgresStatement::blob(int column) const {
  return std::as_bytes(std::span(bytes_of_text(column)));
}

bool PostgresStatement::is_null(int column) const { return !cell(column).has_value(); }

}  // namespace tributary::store
