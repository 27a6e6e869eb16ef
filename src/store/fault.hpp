#pragma once

#include <stdexcept>
#include <string>

namespace tributary::store {

/// What went wrong, as far as whoever catches it can act on it.
enum class FaultKind {
  conflict,   ///< A constraint refused the row; thrown as `StoreConflict`.
  busy,       ///< Somebody else holds the lock; later it may work.
  full,       ///< The disk is full.
  damaged,    ///< The file does not hold what was written.
  newer,      ///< The file was made by a newer version of this program.
  bad_value,  ///< The backend cannot keep this value, or it is too great: see README.md.
  lost,       ///< No server answers, or the connection is gone with what was not committed: open
              ///< another.
  unknown,  ///< The connection broke at a commit, which may have happened or not: read to find out.
  other,
};

/// A fault of the world behind the store. `code` is the backend's own number, for the log; of
/// PostgreSQL its SQLSTATE, read as a number of base 36.
class StoreFault : public std::runtime_error {
 public:
  StoreFault(FaultKind kind, int code, const std::string& message)
      : std::runtime_error(message), kind_(kind), code_(code) {}

  FaultKind kind() const { return kind_; }
  int code() const { return code_; }

 private:
  FaultKind kind_;
  int code_;
};

/// A unique, foreign-key, check or not-null constraint refused the row.
class StoreConflict : public StoreFault {
 public:
  StoreConflict(int code, const std::string& message)
      : StoreFault(FaultKind::conflict, code, message) {}
};

}  // namespace tributary::store
