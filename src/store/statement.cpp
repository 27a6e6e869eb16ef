#include "store/statement.hpp"

#include <sqlite3.h>

#include "base/assert.hpp"
#include "store/sqlite_fault.hpp"

namespace tributary::store {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

bool Statement::step() {
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

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::run_list(std::span<const Value> values) {
  bind_list(values, Keep::pointer);
  struct Forget {
    sqlite3_stmt* statement;
    ~Forget() { sqlite3_clear_bindings(statement); }
  } forget{statement_.get()};
  while (step()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(statement_.get()));
}

void Statement::bind_list(std::span<const Value> values, Keep keep) {
  sqlite3_stmt* const statement = statement_.get();
  ASSERT(static_cast<int>(values.size()) == sqlite3_bind_parameter_count(statement));
  sqlite3_reset(statement);
  const auto ownership = keep == Keep::copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  int position = 0;
  for (const Value& value : values) {
    ++position;
    int code = SQLITE_OK;
    switch (value.kind_) {
      case Value::Kind::null:
        code = sqlite3_bind_null(statement, position);
        break;
      case Value::Kind::integer:
        code = sqlite3_bind_int64(statement, position, value.integer_);
        break;
      case Value::Kind::text: {
        const char* start = value.size_ == 0 ? "" : static_cast<const char*>(value.start_);
        code = sqlite3_bind_text64(statement, position, start, value.size_, ownership, SQLITE_UTF8);
        break;
      }
      case Value::Kind::blob: {
        const void* start = value.size_ == 0 ? "" : value.start_;
        code = sqlite3_bind_blob64(statement, position, start, value.size_, ownership);
        break;
      }
    }
    if (code != SQLITE_OK) {
      throw_sqlite_fault(sqlite3_db_handle(statement), sqlite3_sql(statement));
    }
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::span<const std::byte> Statement::blob(int column) const {
  const auto* start = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

}  // namespace tributary::store
