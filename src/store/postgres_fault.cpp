#include "store/postgres_fault.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace tributary::store {

namespace {

struct Meaning {
  std::string_view sqlstate;  ///< Or its class, two letters.
  FaultKind kind;
};

/// The longer ones first.
constexpr std::array meanings{
    Meaning{"40001", FaultKind::busy},     // serialization_failure
    Meaning{"40P01", FaultKind::busy},     // deadlock_detected
    Meaning{"55006", FaultKind::busy},     // object_in_use
    Meaning{"55P03", FaultKind::busy},     // lock_not_available
    Meaning{"57014", FaultKind::busy},     // query_canceled: a time limit, or an operator
    Meaning{"53300", FaultKind::busy},     // too_many_connections
    Meaning{"53100", FaultKind::full},     // disk_full
    Meaning{"57P01", FaultKind::lost},     // admin_shutdown
    Meaning{"57P02", FaultKind::lost},     // crash_shutdown
    Meaning{"57P03", FaultKind::lost},     // cannot_connect_now
    Meaning{"57P05", FaultKind::lost},     // idle_session_timeout
    Meaning{"25P03", FaultKind::lost},     // idle_in_transaction_session_timeout
    Meaning{"XX001", FaultKind::damaged},  // data_corrupted
    Meaning{"XX002", FaultKind::damaged},  // index_corrupted
    Meaning{"08", FaultKind::lost},        // connection exceptions
    Meaning{"22", FaultKind::bad_value},   // data exceptions
    Meaning{"23", FaultKind::conflict},    // integrity constraint violations
    Meaning{"54", FaultKind::bad_value},   // program limits exceeded: a row too large for an index
};

std::string field(const PGresult* result, int which) {
  const char* text = result == nullptr ? nullptr : PQresultErrorField(result, which);
  return text == nullptr ? "" : text;
}

std::string place_of(PGconn* connection) {
  const char* host = PQhost(connection);
  const char* database = PQdb(connection);
  return std::string(host == nullptr ? "" : host) + "/" + (database == nullptr ? "" : database);
}

/// The first line says what happened, the rest guesses why.
std::string first_line(const char* text) {
  const std::string_view all = text == nullptr ? "" : text;
  return std::string(all.substr(0, all.find('\n')));
}

/// What the server says, without the detail, which has values of the row in it. A data exception
/// has them behind a colon: `invalid input syntax for type bigint: "…"`.
std::string reason_of(const PGresult* result) {
  const std::string reason = field(result, PG_DIAG_MESSAGE_PRIMARY);
  const bool of_data = field(result, PG_DIAG_SQLSTATE).starts_with("22");
  return of_data ? reason.substr(0, reason.find(": ")) : reason;
}

}  // namespace

FaultKind kind_of_sqlstate(std::string_view sqlstate) {
  const auto* const meaning = std::ranges::find_if(
      meanings, [&](const Meaning& each) { return sqlstate.starts_with(each.sqlstate); });
  return meaning == meanings.end() ? FaultKind::other : meaning->kind;
}

void throw_postgres_fault(PGconn* connection, const PGresult* result, std::string_view doing,
                          WhenBroken when_broken) {
  constexpr std::size_t doing_shown = 120;
  constexpr int letters_and_digits = 36;
  const std::string sqlstate = field(result, PG_DIAG_SQLSTATE);
  const int code = static_cast<int>(std::strtol(sqlstate.c_str(), nullptr, letters_and_digits));
  std::string why = reason_of(result);
  if (why.empty()) why = first_line(PQerrorMessage(connection));
  if (why.empty()) {
    why = PQstatus(connection) == CONNECTION_OK ? "this is not spoken here"
                                                : "the connection is gone";
  }
  std::string message = place_of(connection) + ": " + why;
  if (!sqlstate.empty()) message += " [" + sqlstate + "]";
  message += " (" + std::string(doing.substr(0, doing_shown)) + ")";

  // What libpq says by itself has no state, and a line that it could not write on still looks open:
  // the first look may find the server's farewell, the second that it left.
  if (sqlstate.empty() && PQstatus(connection) == CONNECTION_OK) {
    if (PQconsumeInput(connection) == 1) PQconsumeInput(connection);
  }
  const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  const bool ended = severity == "FATAL" || severity == "PANIC";
  FaultKind kind = kind_of_sqlstate(sqlstate);
  if (ended || PQstatus(connection) != CONNECTION_OK) kind = FaultKind::lost;
  if (kind == FaultKind::lost && when_broken == WhenBroken::unknown) {
    throw StoreFault(FaultKind::unknown, code, message + "; what was being kept may be there");
  }
  if (kind == FaultKind::conflict) throw StoreConflict(code, message);
  throw StoreFault(kind, code, message);
}

}  // namespace tributary::store
