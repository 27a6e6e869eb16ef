#include "store/sqlite_fault.hpp"

#include <sqlite3.h>

#include <string>

#include "store/fault.hpp"

namespace tributary::store {

namespace {

FaultKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return FaultKind::conflict;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return FaultKind::busy;
    case SQLITE_FULL:
      return FaultKind::full;
    case SQLITE_TOOBIG:
      return FaultKind::bad_value;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return FaultKind::damaged;
    default:
      return FaultKind::other;
  }
}

}  // namespace

void throw_sqlite_fault(sqlite3* connection, std::string_view doing) {
  constexpr std::size_t doing_shown = 120;
  const int code = sqlite3_extended_errcode(connection);
  const char* const file = sqlite3_db_filename(connection, "main");
  const std::string where = file == nullptr || *file == '\0' ? "" : std::string(file) + ": ";
  const std::string message =
      where + sqlite3_errmsg(connection) + " (" + std::string(doing.substr(0, doing_shown)) + ")";
  if (kind_of(code) == FaultKind::conflict) throw StoreConflict(code, message);
  throw StoreFault(kind_of(code), code, message);
}

}  // namespace tributary::store
