#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string_view>

#include "store/options.hpp"
#include "store/writer_lock.hpp"

namespace tributary::store {

struct CloseSqlite {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

/// An open file with its locks, which go after it. Inside store/ only.
struct OpenSqlite {
  std::optional<WriterLock> writer;
  std::optional<StillLock> still;
  std::unique_ptr<sqlite3, CloseSqlite> sqlite;
};

/// Opens the file of an `sqlite:` URL with the locks that it needs; makes a missing file if it may
/// write. A file that cannot be written, or lies where nothing can be made, is read without making
/// or changing anything beside it. Errors: StoreFault, see `Database`.
void open_sqlite(OpenSqlite& open, std::string_view url, const Options& options);

}  // namespace tributary::store
