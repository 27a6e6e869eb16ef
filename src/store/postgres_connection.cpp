#include "store/postgres_connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/assert.hpp"
#include "store/postgres_statement.hpp"
#include "store/postgres_words.hpp"

namespace tributary::store {

namespace {

/// The first half of the number of an advisory lock, apart from those of other programs in the same
/// database. The second half is the schema's.
std::string lock_class(std::string_view part) {
  ASSERT(std::ranges::all_of(part, [](char each) { return each >= 'a' && each <= 'z'; }));
  return "hashtext('tributary " + std::string(part) + "')";
}

}  // namespace

PostgresConnection::PostgresConnection(std::string_view url, const Options& options)
    : session_(std::make_shared<PostgresSession>(url)),
      writes_(options.access == Access::read_write) {
  settle();
  if (writes_) {
    lock(options.part);
    set_durability(options.durability);
  } else {
    set("SET default_transaction_read_only = on");
  }
}

/// A statement may outlive its connection, but not hold its lock. The server ends a session some
/// time after it was closed, so where no query is left in its midst the lock is given back first.
PostgresConnection::~PostgresConnection() {
  const bool is_free = session_->is_open() && session_->is_between_transactions();
  if (writes_ && is_free) {
    const PostgresResult ignored(PQexec(session_->handle(), "SELECT pg_advisory_unlock_all()"));
  }
  session_->close();
}

void PostgresConnection::set(const std::string& sql) { session_->execute(sql, WhenBroken::lost); }

/// How the session behaves, whatever the server's files and the user's settings say.
void PostgresConnection::settle() {
  set("SET standard_conforming_strings = on; "
      "SET lock_timeout = '5s'; "  // as long as SQLite waits
      // A journal is long, and a platform may be quiet for a night.
      "SET statement_timeout = 0; SET idle_session_timeout = 0; "
      // So that the server notices a client whose machine is gone, and gives the lock to the next.
      "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = "
      "4; "
      "SET tcp_user_timeout = '30s'");
  try {
    // Likewise while a statement runs, if the process was killed.
    set("SET client_connection_check_interval = '1s'");
  } catch (const StoreFault& fault) {
    if (fault.kind() != FaultKind::bad_value) throw;  // a server that cannot, as on Windows
  }
  const PostgresResult schema =
      session_->execute("SELECT pg_catalog.quote_ident(current_schema())", WhenBroken::lost);
  if (PQgetisnull(schema.get(), 0, 0) != 0) {
    throw StoreFault(FaultKind::other, 0,
                     "no schema of the search path is there: CREATE SCHEMA it, or name another");
  }
  // No table is found in a schema that another connection writes.
  schema_ = PQgetvalue(schema.get(), 0, 0);
  set("SET search_path = " + schema_);
}

/// Waits for it as for any lock: the server needs a moment to let go that of a writer that was
/// killed, and who starts the platform again at once would find it held.
void PostgresConnection::lock(std::string_view part) {
  try {
    const PostgresResult locked = session_->execute(
        "SELECT pg_advisory_lock(" + lock_class(part) +
            ", oid::integer) FROM pg_catalog.pg_namespace WHERE nspname = current_schema()",
        WhenBroken::lost);
    if (PQntuples(locked.get()) == 1) return;
  } catch (const StoreFault& fault) {
    if (fault.kind() != FaultKind::busy) throw;
    throw StoreFault(FaultKind::busy, fault.code(),
                     (part.empty() ? "" : "the " + std::string(part) + " in ") + "schema " +
                         schema_ + " is being written by another connection");
  }
  throw StoreFault(FaultKind::other, 0, "schema " + schema_ + " is gone");
}

void PostgresConnection::execute(const std::string& sql) {
  session_->line();
  const bool is_alone = session_->is_between_transactions();
  session_->execute(postgres_words(sql), is_alone ? WhenBroken::unknown : WhenBroken::lost);
}

std::unique_ptr<Prepared> PostgresConnection::prepare(std::string_view sql) {
  return std::make_unique<PostgresStatement>(session_, sql);
}

bool PostgresConnection::has_table(std::string_view name) {
  PostgresStatement query(session_,
                          "SELECT 1 FROM pg_catalog.pg_tables "
                          "WHERE schemaname = current_schema() AND tablename = $1");
  const Value value(name);
  query.bind({&value, 1});
  return query.step();
}

/// Which transactions of the server are seen.
void PostgresConnection::set_durability(Durability durability) {
  set(durability == Durability::full ? "SET synchronous_commit = on"
                                     : "SET synchronous_commit = off");
}

std::optional<std::string> PostgresConnection::why_not_durable() {
  for (const char* setting : {"fsync", "full_page_writes"}) {
    const PostgresResult shown =
        session_->execute(std::string("SHOW ") + setting, WhenBroken::lost);
    if (std::strcmp(PQgetvalue(shown.get(), 0, 0), "off") == 0) {
      return std::string(setting) +
             " is off in the server: a power cut may take what was committed";
    }
  }
  return std::nullopt;
}

/// The server would only warn of a transaction within another, and end both with the inner one.
void PostgresConnection::begin(Access access) {
  session_->line();
  if (!session_->is_between_transactions()) {
    throw StoreFault(FaultKind::other, 0, "a transaction within a transaction");
  }
  set(access == Access::read_write ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                   : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  in_transaction_ = true;
}

void PostgresConnection::commit() {
  const PostgresResult result = session_->execute("COMMIT", WhenBroken::unknown);
  in_transaction_ = false;
  if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") != 0) {
    throw StoreFault(FaultKind::other, 0, "rolled back, because a statement before it failed");
  }
}

void PostgresConnection::end(Access access) noexcept {
  if (access == Access::read_only) session_->end_readers();
  if (!in_transaction_) return;
  in_transaction_ = false;
  session_->end_arriving();
  if (!session_->is_open() || session_->is_between_transactions()) return;
  const PostgresResult ignored(PQexec(session_->handle(), "ROLLBACK"));
}

}  // namespace tributary::store
