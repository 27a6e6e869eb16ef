#pragma once

#include <memory>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "protocol/types.hpp"
#include "store/transaction.hpp"

namespace tributary::vertical {

/// A connection that reads the read models, with what was made for it. One thread at a time.
class Connection {
 public:
  /// Needs: read models that were created. Errors: StoreFault.
  explicit Connection(std::string_view url);

 private:
  friend class Reading;
  template <class T>
  T& kept();

  store::Database database_;
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> kept_;  // ends before its database
};

/// The read models as one commit left them. One at a time of a connection.
/// Errors: TablesDamaged, StoreFault.
class Reading {
 public:
  explicit Reading(Connection& connection);

  /// Up to where in the journal they know everything. One sequence is one state of a connection.
  protocol::Sequence sequence() const { return sequence_; }

  store::Database& database() { return connection_.database_; }

  /// The T of this connection: made of its database at the first use, kept as long as it. A place
  /// for statements that stay prepared, and for what is folded from one reading to the next.
  template <class T>
  T& kept() {
    return connection_.kept<T>();
  }

 private:
  Connection& connection_;
  store::Transaction transaction_;  ///< ends every query that was not read to its last row
  protocol::Sequence sequence_ = 0;
};

template <class T>
T& Connection::kept() {
  const std::type_index type = typeid(T);
  for (const auto& [known, object] : kept_) {
    if (known == type) return *static_cast<T*>(object.get());
  }
  auto made = std::make_shared<T>(database_);
  kept_.emplace_back(type, made);
  return *made;
}

}  // namespace tributary::vertical
