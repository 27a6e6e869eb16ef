#pragma once

#include "store/database.hpp"

namespace tributary::store {

/// A transaction that rolls back unless it was committed. A reading one sees a single state of the
/// database, that of its first query, and ends every query of the connection with itself.
class Transaction {
 public:
  enum class Kind { read, write };

  explicit Transaction(Database& database, Kind kind = Kind::write);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  Access access_;
};

}  // namespace tributary::store
