#include "store/database.hpp"

#include "base/assert.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_fault.hpp"
#include "store/sqlite_open.hpp"

namespace tributary::store {

namespace {

constexpr int busy_timeout_ms = 5000;

}  // namespace

Database::Database(std::string_view url, Options options)
    : connection_(std::make_unique<Connection>()) {
  const bool writes = options.access == Access::read_write;
  open_sqlite(*connection_, url, options);
  sqlite3* const sqlite = connection_->sqlite.get();
  sqlite3_busy_timeout(sqlite, busy_timeout_ms);
  execute("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON");
  execute("PRAGMA cache_size = -" + std::to_string(options.cache_kib));
  if (writes) {
    execute("PRAGMA page_size = " + std::to_string(options.page_bytes));
    execute("PRAGMA journal_mode = WAL");
    set_durability(options.durability);
    if (options.checkpoints == Checkpoints::by_hand) {
      const auto after_commit = [](void* argument, sqlite3*, const char*, int log_pages) {
        auto* connection = static_cast<Connection*>(argument);
        const bool begun_anew = log_pages < connection->copied_pages;
        if (begun_anew) connection->copied_pages = 0;
        connection->log_pages = log_pages;
        return SQLITE_OK;
      };
      sqlite3_wal_hook(sqlite, after_commit, connection_.get());
    }
  } else {
    // Else the last reader to leave would checkpoint, beside a writer that may just be opening.
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  Statement page_size = prepare("PRAGMA page_size");
  while (page_size.step()) connection_->page_bytes = static_cast<int>(page_size.integer(0));
  // The log begins anew, so that nothing a crash left in it is ever taken for part of it.
  if (writes) checkpoint();
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_->sqlite.get(), sql.c_str(), nullptr, nullptr, nullptr) !=
      SQLITE_OK) {
    throw_sqlite_fault(connection_->sqlite.get(), sql);
  }
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code =
      sqlite3_prepare_v3(connection_->sqlite.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) throw_sqlite_fault(connection_->sqlite.get(), sql);
  Statement statement(prepared);
  for (int i = 1; i <= sqlite3_bind_parameter_count(prepared); ++i) {
    const char* name = sqlite3_bind_parameter_name(prepared, i);
    ASSERT(name != nullptr && name == "$" + std::to_string(i));
  }
  return statement;
}

Statement& Database::statement(std::string_view sql) {
  auto [entry, is_new] = connection_->statements.try_emplace(std::string(sql), Statement(nullptr));
  if (is_new) {
    try {
      entry->second = prepare(sql);
    } catch (...) {
      connection_->statements.erase(entry);
      throw;
    }
  }
  return entry->second;
}

bool Database::has_table(std::string_view name) {
  Statement query = prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1");
  return query.bind(name).step();
}

void Database::set_durability(Durability durability) {
  switch (durability) {
    case Durability::full:
      return execute("PRAGMA synchronous = FULL");
    case Durability::normal:
      return execute("PRAGMA synchronous = NORMAL");
    case Durability::off:
      return execute("PRAGMA synchronous = OFF");
  }
}

std::uint64_t Database::uncopied_bytes() const {
  return static_cast<std::uint64_t>(connection_->log_pages - connection_->copied_pages) *
         static_cast<std::uint64_t>(connection_->page_bytes);
}

void Database::checkpoint() {
  sqlite3* const sqlite = connection_->sqlite.get();
  const int code = sqlite3_wal_checkpoint_v2(sqlite, nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             &connection_->log_pages, &connection_->copied_pages);
  if (code != SQLITE_OK && code != SQLITE_BUSY) throw_sqlite_fault(sqlite, "checkpoint");
}

}  // namespace tributary::store
