#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace tributary::ring {

/// Where a platform lives: the journal, snapshots, what cannot be rebuilt, and the read models that
/// can. One process at a time may lead it.
class DataFolder {
 public:
  explicit DataFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::string journal_url() const { return "sqlite:" + (path_ / "journal.db").string(); }
  std::filesystem::path platform_file() const { return path_ / "platform.db"; }
  std::filesystem::path snapshots() const { return path_ / "snapshots"; }
  std::filesystem::path request_index() const { return path_ / "request-index"; }
  std::filesystem::path read_models() const { return path_ / "read-models"; }
  bool holds_a_platform() const { return std::filesystem::exists(path_ / "journal.db"); }
  /// Why no platform can be read there, in words for people; nothing: it can.
  std::optional<std::string> why_unreadable() const;

  /// Why this program cannot read the journal: another version wrote it.
  std::optional<std::string> why_foreign() const;

  /// Makes the folders that are missing, for their owner alone. Errors: std::system_error.
  void create() const;

 private:
  std::filesystem::path path_;
};

/// Held while a process leads a data folder; the kernel gives it back when the process ends,
/// however.
class FolderLock {
 public:
  /// Errors: std::runtime_error when another process holds it.
  explicit FolderLock(const DataFolder& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace tributary::ring
