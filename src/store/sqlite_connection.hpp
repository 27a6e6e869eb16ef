#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "store/database.hpp"
#include "store/writer_lock.hpp"

namespace tributary::store {

struct CloseSqlite {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

/// What stands behind a Database on SQLite. Inside store/ only.
struct Database::Connection {
  std::optional<WriterLock> writer;
  std::optional<StillLock> still;
  std::unique_ptr<sqlite3, CloseSqlite> sqlite;
  std::unordered_map<std::string, Statement> statements;
  int page_bytes = 0;
  int log_pages = 0;     ///< In the log after the last commit.
  int copied_pages = 0;  ///< Of those, how many the file has too.
};

}  // namespace tributary::store
