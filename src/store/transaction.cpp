#include "store/transaction.hpp"

#include "store/sqlite_connection.hpp"

namespace tributary::store {

Transaction::Transaction(Database& database, Kind kind) : database_(database), kind_(kind) {
  database_.statement(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

Transaction::~Transaction() {
  sqlite3* connection = database_.connection_->sqlite.get();
  // A query left in its midst would keep the read lock beyond the transaction.
  sqlite3_stmt* statement = nullptr;
  while (kind_ == Kind::read && (statement = sqlite3_next_stmt(connection, statement)) != nullptr) {
    sqlite3_reset(statement);
  }
  // SQLite ends a transaction itself on some faults (disk full, I/O error).
  if (!sqlite3_get_autocommit(connection)) {
    sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() { database_.statement("COMMIT").run(); }

}  // namespace tributary::store
