#pragma once

#include "store/database.hpp"

namespace tributary::store {

/// A transaction that rolls back unless it was committed. A reading one sees a single state of the
/// database, that of its first query, and ends every query of the connection with itself.
/// After a fault inside it, the one thing to do with it on every backend is to let it roll back:
/// PostgreSQL takes no further statement, and refuses the commit.
class Transaction {
 public:
  enum class Kind { read, write };

  /// Errors: StoreFault.
  explicit Transaction(Database& database, Kind kind = Kind::write);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Errors: StoreFault, kind `unknown` if the connection broke before the answer: what was written
  /// may be there or not, and only reading tells.
  void commit();

 private:
  Database& database_;
  Access access_;
};

}  // namespace tributary::store
