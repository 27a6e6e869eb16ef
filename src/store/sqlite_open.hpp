#pragma once

#include <string_view>

#include "store/sqlite_connection.hpp"

namespace tributary::store {

/// Opens what stands behind a Database, with the locks that it needs; makes a missing file if it
/// may write. A file that cannot be written, or lies where nothing can be made, is read without
/// making or changing anything beside it. Errors: StoreFault, see `Database`.
void open_sqlite(Database::Connection& connection, std::string_view url, const Options& options);

}  // namespace tributary::store
