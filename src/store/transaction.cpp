#include "store/transaction.hpp"

#include "store/connection.hpp"

namespace tributary::store {

Transaction::Transaction(Database& database, Kind kind)
    : database_(database), access_(kind == Kind::write ? Access::read_write : Access::read_only) {
  database_.connection_->begin(access_);
}

Transaction::~Transaction() { database_.connection_->end(access_); }

void Transaction::commit() { database_.connection_->commit(); }

}  // namespace tributary::store
