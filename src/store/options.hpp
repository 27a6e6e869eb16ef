#pragma once

#include <string_view>

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
  /// Which of the writers of a schema of PostgreSQL this is, in small letters: each has a lock of
  /// its own. SQLite locks the file.
  std::string_view part{};
  // What follows is SQLite's alone.
  Checkpoints checkpoints = Checkpoints::automatic;
  int page_bytes = 4096;  ///< Of a new file; an old one keeps its own.
  int cache_kib = 16 * 1024;
};

}  // namespace tributary::store
