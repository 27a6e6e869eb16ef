#pragma once

#include <string_view>

struct sqlite3;

namespace tributary::store {

/// Throws what the connection's last error amounts to. Inside store/ only.
[[noreturn]] void throw_sqlite_fault(sqlite3* connection, std::string_view doing);

}  // namespace tributary::store
