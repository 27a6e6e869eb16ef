#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "store/prepared.hpp"
#include "store/value.hpp"

namespace tributary::store {

/// A statement prepared once and run many times. Parameters are written $1, $2, … in the order of
/// their first appearance; columns are counted from 0. Used by the thread that uses its Database.
class Statement {
 public:
  /// Binds $1, $2, … without copying them, runs to the end, forgets them; any rows are skipped.
  /// Returns the number of rows inserted, changed or deleted.
  /// Errors: StoreConflict, StoreFault.
  template <class... Values>
  std::int64_t run(const Values&... values) {
    const Value list[] = {Value(values)..., Value(nullptr)};
    return prepared_->run({list, sizeof...(values)});
  }

  /// Binds copies of $1, $2, … for the `step`s that follow; ends what ran before.
  /// Errors: StoreFault, kind `bad_value` for what the backend cannot keep.
  template <class... Values>
  Statement& bind(const Values&... values) {
    const Value list[] = {Value(values)..., Value(nullptr)};
    prepared_->bind({list, sizeof...(values)});
    return *this;
  }

  /// Moves to the next row; false at the end, where the statement also lets go of its read lock.
  /// Text and bytes of a row live until the next call of anything but a column.
  /// Errors: StoreConflict, StoreFault.
  bool step() { return prepared_->step(); }

  /// Ends a query before its last row. A write that gives rows is known to be kept only when `step`
  /// was false.
  void reset() { prepared_->reset(); }

  /// A column of the row that `step` moved to. Null reads as 0 or as empty.
  /// Errors: StoreFault on PostgreSQL if the column is of another type.
  std::int64_t integer(int column) const { return prepared_->integer(column); }
  std::string_view text(int column) const { return prepared_->text(column); }
  std::span<const std::byte> blob(int column) const { return prepared_->blob(column); }
  bool is_null(int column) const { return prepared_->is_null(column); }

 private:
  friend class Database;

  explicit Statement(std::unique_ptr<Prepared> prepared) : prepared_(std::move(prepared)) {}

  std::unique_ptr<Prepared> prepared_;
};

}  // namespace tributary::store
