#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "protocol/types.hpp"
#include "store/transaction.hpp"

namespace tributary::vertical {

/// Up to where in the journal read models know everything.
inline constexpr std::string_view place_of_read_models = "SELECT cursor FROM follow_state";
/// Rows follow nothing: whatever was answered before they are read is in them.
inline constexpr std::string_view place_of_rows =
    "SELECT CAST(9223372036854775807 AS INTEGER) FROM row_state";

/// A connection that reads read models, or rows, with what was made for it. One thread at a time.
class Connection {
 public:
  /// Needs: tables that were created; `place`: the query of how far they are, a number.
  /// Errors: StoreFault.
  explicit Connection(std::string_view url, std::string_view place = place_of_read_models);

 private:
  friend class Reading;
  template <class T>
  T& kept();

  store::Database database_;
  std::string place_;
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
