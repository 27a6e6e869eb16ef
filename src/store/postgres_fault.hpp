#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "store/fault.hpp"

namespace tributary::store {

/// What a connection that breaks leaves of what was being done.
enum class WhenBroken {
  lost,     ///< Nothing: it only read, or its transaction was not committed.
  unknown,  ///< Nobody here knows.
};

/// What an SQLSTATE amounts to. Source: https://www.postgresql.org/docs/15/errcodes-appendix.html
FaultKind kind_of_sqlstate(std::string_view sqlstate);

/// Throws what a failed result amounts to; without one, what the connection says. The password of
/// the URL and the values of the row are not in what it tells. Inside store/ only.
[[noreturn]] void throw_postgres_fault(PGconn* connection, const PGresult* result,
                                       std::string_view doing, WhenBroken when_broken);

}  // namespace tributary::store
