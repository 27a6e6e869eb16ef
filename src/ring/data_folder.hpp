#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "journal/group.hpp"

namespace tributary::ring {

/// Where a platform lives: the journal and what cannot be rebuilt, in files of the folder or in a
/// schema of PostgreSQL, and in the folder snapshots and the read models that can. One process at a
/// time may lead it. Whoever asks for the journal or the rows need not know where they are.
class DataFolder {
 public:
  /// `database`: the URL of PostgreSQL where the journal and the rows are; empty: in the folder.
  explicit DataFolder(std::filesystem::path path, std::string database = {})
      : path_(std::move(path)), database_(std::move(database)) {}

  const std::filesystem::path& path() const { return path_; }
  /// Whether the journal and the rows are files of the folder.
  bool holds_all() const { return database_.empty(); }
  std::string journal_url() const;
  std::string platform_url() const;
  /// Where the journal and the rows are, for people: no password is in it.
  std::string journal_place() const;
  std::string rows_place() const;
  /// The files that hold the rows; none where a database does.
  std::vector<std::filesystem::path> rows_files() const;

  /// Where a platform that runs answers the user whose it is.
  std::filesystem::path admin_socket() const { return path_ / "admin.sock"; }
  std::filesystem::path snapshots() const { return path_ / "snapshots"; }
  std::filesystem::path request_index() const { return path_ / "request-index"; }
  std::filesystem::path read_models() const { return path_ / "read-models"; }

  /// Whether there is a journal, of any version. Errors: StoreFault if no database answers.
  bool holds_a_platform() const;
  /// Whether there are rows, of any version. Errors: StoreFault if no database answers.
  bool holds_rows() const;

  /// Why no platform can be read there, in words for people; nothing: it can.
  std::optional<std::string> why_unreadable() const;

  /// Why this program cannot read the journal: another version wrote it.
  std::optional<std::string> why_foreign() const;

  /// Why what lies in the folder belongs to another journal than the one that is named, in words
  /// for people; nothing: it does not. Errors: StoreFault if no database answers.
  std::optional<std::string> why_elsewhere() const;

  /// Notes in the folder that what is made there is of this platform in its database. Does nothing
  /// where the journal is a file beside it. Errors: std::system_error.
  void remember(const journal::PlatformId& platform) const;

  /// Takes that note back: what is in the folder is no longer of a platform in a database.
  /// Errors: std::filesystem::filesystem_error.
  void forget() const;

  /// Makes the folders that are missing, for their owner alone. Errors: std::system_error.
  void create() const;

 private:
  std::filesystem::path journal_file() const { return path_ / "journal.db"; }
  std::filesystem::path rows_file() const { return path_ / "platform.db"; }
  std::filesystem::path note() const { return path_ / "DATABASE"; }

  std::filesystem::path path_;
  std::string database_;
};

/// Another process leads the folder.
struct FolderHeld : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Held while a process leads a data folder; the kernel gives it back when the process ends,
/// however.
class FolderLock {
 public:
  /// Errors: FolderHeld when another process holds it; std::system_error.
  /// `patience`: with a command that holds it for a moment.
  explicit FolderLock(const DataFolder& folder, std::chrono::milliseconds patience = {});
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace tributary::ring
