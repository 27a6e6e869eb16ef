#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/fault.hpp"
#include "store/statement.hpp"

namespace tributary::store {

/// What a commit promises when it returns.
enum class Durability {
  full,    ///< It is on the disk.
  normal,  ///< A power cut may take the last commits, never the order of them.
  off,  ///< It outlives the process. A power cut may ruin the file: only for what can be rebuilt.
};

enum class Access { read_write, read_only };

/// Who copies the write-ahead log into the file: each commit that finds it long, or the owner of
/// the writing connection with `checkpoint`, when it has the time.
enum class Checkpoints { automatic, by_hand };

struct Options {
  Durability durability = Durability::full;
  Access access = Access::read_write;
  Checkpoints checkpoints = Checkpoints::automatic;
  int page_bytes = 4096;  ///< Of a new file; an old one keeps its own.
  int cache_kib = 16 * 1024;
};

/// One connection, used by one thread at a time. A file has one writing connection, enforced by a
/// lock file beside it, and any number of reading ones, in other processes too.
class Database {
 public:
  struct Connection;  ///< Inside store/ only.

  /// Opens `sqlite:/path/file.db`, making the file if it may write; `?vfs=name` picks a registered
  /// VFS. What it makes is for its owner alone. To read a file that cannot be written, or lies
  /// where nothing can be made, makes and changes nothing there.
  /// Errors: StoreFault, kind `busy` if another connection writes the file, `damaged` if commits of
  /// `Durability::full` are cut off by a damaged log.
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

  /// Bytes committed to the log and not yet copied into the file (checkpoints by hand).
  std::uint64_t uncopied_bytes() const;

  /// Copies the log into the file as far as readers allow. Writing connection only.
  void checkpoint();

 private:
  friend class Transaction;
  std::unique_ptr<Connection> connection_;
};

/// The path of an `sqlite:` URL. Errors: StoreFault if it is none.
std::string file_of(std::string_view url);

}  // namespace tributary::store
