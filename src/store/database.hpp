#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/fault.hpp"
#include "store/options.hpp"
#include "store/statement.hpp"

namespace tributary::store {

class Connection;

/// One connection, used by one thread at a time. A file of SQLite, or a schema of PostgreSQL, has
/// one writing connection, enforced by a lock, and any number of reading ones, in other processes
/// too.
class Database {
 public:
  /// Opens what the URL names:
  ///
  /// `sqlite:/path/file.db`, making the file if it may write; `?vfs=name` picks a registered VFS.
  /// What it makes is for its owner alone. To read a file that cannot be written, or lies where
  /// nothing can be made, makes and changes nothing there.
  ///
  /// `postgresql://user@host/database`, as libpq reads it. Tables are in the first schema of the
  /// search path, which must be there: `?options=-csearch_path%3Dname` names another than the
  /// user's own.
  ///
  /// Errors: StoreFault, kind `busy` if another connection writes there, `damaged` if commits of
  /// `Durability::full` are cut off by a damaged log, `lost` if no server answers or lets it in.
  /// On PostgreSQL it waits up to 5 seconds for another that writes to end.
  explicit Database(std::string_view url, Options options = {});
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  /// Runs statements that give no rows.
  void execute(const std::string& sql);

  Statement prepare(std::string_view sql);

  /// The statement of this text, prepared at its first use and kept. Not for two uses at once.
  Statement& statement(std::string_view sql);

  bool has_table(std::string_view name);

  void set_durability(Durability durability);

  /// Why the server does not keep what `Durability::full` promises, as far as its settings say.
  std::optional<std::string> why_not_durable();

  /// Bytes committed to the log and not yet copied into the file (checkpoints by hand); 0 on
  /// PostgreSQL, whose server sees to it.
  std::uint64_t uncopied_bytes() const;

  /// Copies the log into the file as far as readers allow. Writing connection only. Does nothing
  /// on PostgreSQL.
  void checkpoint();

 private:
  friend class Transaction;

  struct HashText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  std::unique_ptr<Connection> connection_;
  // Behind the connection, because they end before it.
  std::unordered_map<std::string, Statement, HashText, std::equal_to<>> statements_;
};

/// The path of an `sqlite:` URL. Errors: StoreFault if it is none.
std::string file_of(std::string_view url);

/// What a URL names, for people: the path of a file, or host, database and schema of PostgreSQL.
/// No password is in it.
std::string place_of(std::string_view url);

/// Whether a URL of PostgreSQL carries a secret itself, and does not leave it to PGPASSWORD or a
/// password file.
bool has_password(std::string_view url);

/// Whether a URL is one of PostgreSQL.
bool is_postgres(std::string_view url);

}  // namespace tributary::store
