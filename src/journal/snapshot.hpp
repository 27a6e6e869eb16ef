#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "journal/group.hpp"
#include "journal/reader.hpp"

namespace tributary::journal {

/// A snapshot that could not be written or is not what was written. The platform goes on without:
/// the journal still holds everything. `code` is the system's error number, 0 if there is none.
class SnapshotFault : public std::runtime_error {
 public:
  SnapshotFault(const std::string& message, int code);
  int code() const { return code_; }

 private:
  int code_;
};

/// What a snapshot says of itself. It stands behind a whole group.
struct SnapshotHeader {
  std::uint64_t sequence = 0;  ///< The last record it includes.
  std::int64_t time_ms = 0;    ///< Engine time there.
  Digest journal_hash{};       ///< Of the group that ends there.
  std::uint64_t state_hash = 0;
  std::int32_t format = 0;  ///< Of the payload.
};

/// Where a crash can come between; told to tests.
enum class SnapshotStep { opened, payload_written, synced, renamed, folder_synced, old_removed };

/// Writes `snapshot-<sequence>.bin` into a folder: beside, made durable, then named. Two
/// generations are kept. Dropped without `finish`, it leaves nothing.
class SnapshotWriter {
 public:
  using AfterStep = std::function<void(SnapshotStep)>;

  /// Errors: SnapshotFault, here and below.
  SnapshotWriter(const std::filesystem::path& folder, const SnapshotHeader& header,
                 AfterStep after_step = {});
  ~SnapshotWriter();
  SnapshotWriter(SnapshotWriter&&) noexcept;
  SnapshotWriter& operator=(SnapshotWriter&&) noexcept;

  /// Adds to the payload; large pieces are not copied.
  void write(const void* bytes, std::size_t count);

  void finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// A snapshot whose checksum was found right, read from its beginning.
class Snapshot {
 public:
  /// Errors: SnapshotFault, here and below.
  explicit Snapshot(const std::filesystem::path& path);
  ~Snapshot();
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;

  const SnapshotHeader& header() const;
  std::uint64_t payload_left() const;

  /// Reads the next `count` bytes of the payload; to ask for more than there is, is a fault.
  void read(void* into, std::size_t count);

 private:
  struct File;
  std::unique_ptr<File> file_;
};

struct FoundSnapshot {
  std::optional<Snapshot> snapshot;
  std::vector<std::string> skipped;   ///< Newer ones that are damaged: which and why.
  std::vector<std::string> outdated;  ///< Newer ones of another format, sound otherwise.
};

/// The newest whole snapshot of `format` in the folder.
/// Errors: JournalFault if the journal does not reach it or is not the one it was made of: then the
/// journal has lost groups that were acknowledged, or the folders were mixed up.
FoundSnapshot find_snapshot(const std::filesystem::path& folder, std::int32_t format,
                            Reader& journal);

}  // namespace tributary::journal
