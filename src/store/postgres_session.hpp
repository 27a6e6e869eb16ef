#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/postgres_fault.hpp"

namespace tributary::store {

class PostgresStatement;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

/// The line to the server, which the connection and its statements share: one query at a time, so
/// that whoever begins another makes the one before put its rows aside. Inside store/ only.
class PostgresSession {
 public:
  /// Errors: StoreFault, kind `lost` if no server answers, `other` for a URL that cannot be read.
  explicit PostgresSession(std::string_view url);
  ~PostgresSession();
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  /// The line, free for a query. Errors: StoreFault, kind `lost`.
  PGconn* line();
  /// As `line`, for what is a commit: a server that is known to be gone does not hear of it.
  PGconn* line_to_commit();
  /// The line as it is, for what only reads from it.
  PGconn* handle() { return handle_.get(); }
  bool is_open() const { return PQstatus(handle_.get()) == CONNECTION_OK; }
  /// Whether what is sent now would be a transaction of its own. Needs a free line.
  bool is_between_transactions() const {
    return PQtransactionStatus(handle_.get()) == PQTRANS_IDLE;
  }

  /// Runs SQL that PostgreSQL can read, and gives the last result, values as text.
  /// Errors: StoreFault, StoreConflict.
  PostgresResult execute(const std::string& sql, WhenBroken when_broken);

  /// Reads what is left on the line. A COPY is ended.
  void drain();

  /// Ends it now, whoever still holds it: what follows finds it lost.
  void close() { handle_.reset(); }

  std::string new_name() { return "s" + std::to_string(++named_); }
  /// The statement of this name is no longer needed.
  void forget(std::string name);

  /// `reader` has rows to come; with `arriving` on the line, until another takes it.
  void add_reader(PostgresStatement& reader);
  /// All rows of the query on the line were read.
  void clear_line() { arriving_ = nullptr; }
  void remove_reader(PostgresStatement& reader);
  /// Ends the query whose rows arrive now.
  void end_arriving();
  /// Ends every query.
  void end_readers();

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  void free_forgotten();

  std::unique_ptr<PGconn, Finish> handle_;
  std::vector<PostgresStatement*> readers_;
  PostgresStatement* arriving_ = nullptr;
  std::vector<std::string> forgotten_;
  std::uint64_t named_ = 0;
};

}  // namespace tributary::store
