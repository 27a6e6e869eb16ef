#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

struct sqlite3_stmt;

namespace tributary::store {

/// One parameter on its way into a statement. It points at text and bytes, it does not own them.
/// Unsigned 64-bit numbers travel as their bit pattern: cast `integer()` back.
class Value {
 public:
  template <std::integral Number>
  Value(Number number) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(number)) {}
  Value(std::string_view text) : kind_(Kind::text), start_(text.data()), size_(text.size()) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(std::span<const std::byte> bytes)
      : kind_(Kind::blob), start_(bytes.data()), size_(bytes.size()) {}
  Value(std::nullptr_t) {}
  template <class Inner>
  Value(const std::optional<Inner>& inner) : Value(inner ? Value(*inner) : Value(nullptr)) {}

 private:
  friend class Statement;
  enum class Kind : std::uint8_t { null, integer, text, blob };

  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  const void* start_ = nullptr;
  std::size_t size_ = 0;
};

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
    return run_list({list, sizeof...(values)});
  }

  /// Binds copies of $1, $2, … for the `step`s that follow; ends what ran before.
  template <class... Values>
  Statement& bind(const Values&... values) {
    const Value list[] = {Value(values)..., Value(nullptr)};
    bind_list({list, sizeof...(values)}, Keep::copy);
    return *this;
  }

  /// Moves to the next row; false at the end, where the statement also lets go of its read lock.
  /// Text and bytes of a row live until the next call of anything but a column.
  bool step();

  /// Ends a query before its last row.
  void reset();

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::span<const std::byte> blob(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  enum class Keep : std::uint8_t { pointer, copy };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void bind_list(std::span<const Value> values, Keep keep);
  std::int64_t run_list(std::span<const Value> values);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace tributary::store
