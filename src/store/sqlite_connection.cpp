#include "store/sqlite_connection.hpp"

#include "store/sqlite_fault.hpp"

namespace tributary::store {

namespace {

constexpr int busy_timeout_ms = 5000;

}  // namespace

SqliteConnection::SqliteConnection(std::string_view url, const Options& options) {
  const bool writes = options.access == Access::read_write;
  open_sqlite(open_, url, options);
  sqlite3_busy_timeout(sqlite(), busy_timeout_ms);
  execute("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON");
  execute("PRAGMA cache_size = -" + std::to_string(options.cache_kib));
  if (writes) {
    execute("PRAGMA page_size = " + std::to_string(options.page_bytes));
    execute("PRAGMA journal_mode = WAL");
    set_durability(options.durability);
    if (options.checkpoints == Checkpoints::by_hand) watch_log();
  } else {
    // Else the last reader to leave would checkpoint, beside a writer that may just be opening.
    sqlite3_db_config(sqlite(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  SqliteStatement page_size(sqlite(), "PRAGMA page_size");
  while (page_size.step()) page_bytes_ = static_cast<int>(page_size.integer(0));
  // The log begins anew, so that nothing a crash left in it is ever taken for part of it.
  if (writes) checkpoint();
}

void SqliteConnection::watch_log() {
  const auto after_commit = [](void* argument, sqlite3*, const char*, int log_pages) {
    auto* connection = static_cast<SqliteConnection*>(argument);
    const bool begun_anew = log_pages < connection->copied_pages_;
    if (begun_anew) connection->copied_pages_ = 0;
    connection->log_pages_ = log_pages;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(sqlite(), after_commit, this);
}

void SqliteConnection::execute(const std::string& sql) {
  if (sqlite3_exec(sqlite(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw_sqlite_fault(sqlite(), sql);
  }
}

std::unique_ptr<Prepared> SqliteConnection::prepare(std::string_view sql) {
  return std::make_unique<SqliteStatement>(sqlite(), sql);
}

bool SqliteConnection::has_table(std::string_view name) {
  SqliteStatement query(sqlite(), "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1");
  const Value value(name);
  query.bind({&value, 1});
  return query.step();
}

void SqliteConnection::set_durability(Durability durability) {
  switch (durability) {
    case Durability::full:
      return execute("PRAGMA synchronous = FULL");
    case Durability::normal:
      return execute("PRAGMA synchronous = NORMAL");
    case Durability::off:
      return execute("PRAGMA synchronous = OFF");
  }
}

std::uint64_t SqliteConnection::uncopied_bytes() const {
  return static_cast<std::uint64_t>(log_pages_ - copied_pages_) *
         static_cast<std::uint64_t>(page_bytes_);
}

void SqliteConnection::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(sqlite(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             &log_pages_, &copied_pages_);
  if (code != SQLITE_OK && code != SQLITE_BUSY) throw_sqlite_fault(sqlite(), "checkpoint");
}

void SqliteConnection::run(std::optional<SqliteStatement>& kept, std::string_view sql) {
  if (!kept) kept.emplace(sqlite(), sql);
  kept->run({});
}

void SqliteConnection::begin(Access access) {
  if (access == Access::read_write) {
    run(begin_write_, "BEGIN IMMEDIATE");
  } else {
    run(begin_read_, "BEGIN");
  }
}

void SqliteConnection::commit() { run(commit_, "COMMIT"); }

void SqliteConnection::end(Access access) noexcept {
  // A query left in its midst would keep the read lock beyond the transaction.
  sqlite3_stmt* statement = nullptr;
  while (access == Access::read_only &&
         (statement = sqlite3_next_stmt(sqlite(), statement)) != nullptr) {
    sqlite3_reset(statement);
  }
  // SQLite ends a transaction itself on some faults (disk full, I/O error).
  if (!sqlite3_get_autocommit(sqlite())) {
    sqlite3_exec(sqlite(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

}  // namespace tributary::store
