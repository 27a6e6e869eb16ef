#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
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
  std::string platform_url() const { return "sqlite:" + platform_file().string(); }
  /// Where a platform that runs answers the user whose it is.
  std::filesystem::path admin_socket() const { return path_ / "admin.sock"; }
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
