#pragma once

#include <libpq-fe.h>

#include <optional>
#include <string_view>
#include <vector>

namespace tributary::store {

/// Rows of a query put aside, because another needs the line on which they arrive. A result of
/// libpq takes 2 KiB a row at the least; this takes what the row has. Inside store/ only.
class PostgresRows {
 public:
  using Cell = std::optional<std::string_view>;  ///< None is null.

  /// Adds the one row of a result.
  void add(const PGresult* row);

  /// Moves to the next row; false at the end.
  bool next();

  /// Of the row that `next` moved to.
  const std::vector<Cell>& cells() const { return cells_; }

  void clear();

 private:
  std::vector<char> bytes_;  ///< Of each row its columns: the length, -1 for null; what it holds.
  std::size_t place_ = 0;
  std::size_t columns_ = 0;
  std::vector<Cell> cells_;
};

}  // namespace tributary::store
