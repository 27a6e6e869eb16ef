#pragma once

#include <optional>
#include <string>

#include "store/connection.hpp"
#include "store/sqlite_open.hpp"
#include "store/sqlite_statement.hpp"

namespace tributary::store {

/// A connection to a file of SQLite. Inside store/ only.
class SqliteConnection final : public Connection {
 public:
  SqliteConnection(std::string_view url, const Options& options);

  void execute(const std::string& sql) override;
  std::unique_ptr<Prepared> prepare(std::string_view sql) override;
  bool has_table(std::string_view name) override;
  void set_durability(Durability durability) override;
  std::optional<std::string> why_not_durable() override { return std::nullopt; }
  std::uint64_t uncopied_bytes() const override;
  void checkpoint() override;
  void begin(Access access) override;
  void commit() override;
  void end(Access access) noexcept override;

 private:
  sqlite3* sqlite() const { return open_.sqlite.get(); }
  void watch_log();
  void run(std::optional<SqliteStatement>& kept, std::string_view sql);

  OpenSqlite open_;
  std::optional<SqliteStatement> begin_write_;
  std::optional<SqliteStatement> begin_read_;
  std::optional<SqliteStatement> commit_;
  int page_bytes_ = 0;
  int log_pages_ = 0;     ///< In the log after the last commit.
  int copied_pages_ = 0;  ///< Of those, how many the file has too.
};

}  // namespace tributary::store
