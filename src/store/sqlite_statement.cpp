#include "store/sqlite_statement.hpp"

#include <string>

#include "base/assert.hpp"
#include "store/sqlite_fault.hpp"

namespace tributary::store {

SqliteStatement::SqliteStatement(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) throw_sqlite_fault(connection, sql);
  statement_.reset(prepared);
  for (int i = 1; i <= sqlite3_bind_parameter_count(prepared); ++i) {
    const char* name = sqlite3_bind_parameter_name(prepared, i);
    ASSERT(name != nullptr && name == "$" + std::to_string(i));
  }
}

bool SqliteStatement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      reset();
      return false;
    default:
      break;
  }
  try {
    throw_sqlite_fault(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
  } catch (...) {
    reset();
    throw;
  }
}

void SqliteStatement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t SqliteStatement::run(std::span<const Value> values) {
  bind_list(values, SQLITE_STATIC);
  struct Forget {
    sqlite3_stmt* statement;
    ~Forget() { sqlite3_clear_bindings(statement); }
  } forget{statement_.get()};
  while (step()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(statement_.get()));
}

void SqliteStatement::bind(std::span<const Value> values) { bind_list(values, SQLITE_TRANSIENT); }

void SqliteStatement::bind_list(std::span<const Value> values, sqlite3_destructor_type ownership) {
  sqlite3_stmt* const statement = statement_.get();
  ASSERT(static_cast<int>(values.size()) == sqlite3_bind_parameter_count(statement));
  sqlite3_reset(statement);
  int position = 0;
  for (const Value& value : values) {
    ++position;
    int code = SQLITE_OK;
    switch (value.kind()) {
      case Value::Kind::null:
        code = sqlite3_bind_null(statement, position);
        break;
      case Value::Kind::integer:
        code = sqlite3_bind_int64(statement, position, value.integer());
        break;
      case Value::Kind::text:
        code = sqlite3_bind_text64(statement, position, value.start(), value.size(), ownership,
                                   SQLITE_UTF8);
        break;
      case Value::Kind::blob:
        code = sqlite3_bind_blob64(statement, position, value.start(), value.size(), ownership);
        break;
    }
    if (code != SQLITE_OK) {
      throw_sqlite_fault(sqlite3_db_handle(statement), sqlite3_sql(statement));
    }
  }
}

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view SqliteStatement::text(int column) const {
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::span<const std::byte> SqliteStatement::blob(int column) const {
  const auto* start = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

}  // namespace tributary::store
