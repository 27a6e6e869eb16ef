#pragma once

#include <sqlite3.h>

#include <memory>
#include <string_view>

#include "store/prepared.hpp"

namespace tributary::store {

/// A prepared statement of SQLite. Inside store/ only.
class SqliteStatement final : public Prepared {
 public:
  /// Errors: StoreFault for what SQLite cannot read.
  SqliteStatement(sqlite3* connection, std::string_view sql);

  std::int64_t run(std::span<const Value> values) override;
  void bind(std::span<const Value> values) override;
  bool step() override;
  void reset() override;

  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::span<const std::byte> blob(int column) const override;
  bool is_null(int column) const override;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void bind_list(std::span<const Value> values, sqlite3_destructor_type ownership);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace tributary::store
