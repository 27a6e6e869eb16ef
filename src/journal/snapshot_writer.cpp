#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/assert.hpp"
#include "journal/snapshot.hpp"
#include "journal/snapshot_format.hpp"
#include "store/private_file.hpp"

namespace tributary::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::uint64_t window_bytes = 8 << 20;
constexpr std::size_t generations_kept = 2;

/// What earlier writers, dead by now, did not finish.
void remove_unfinished(const fs::path& folder, const fs::path& but) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string file = entry.path().filename();
    if (file.starts_with(snapshot_prefix) && file.ends_with(snapshot_unfinished_suffix) &&
        entry.path() != but) {
      fs::remove(entry.path(), ignored);
    }
  }
}

void remove_old(const fs::path& folder) {
  std::error_code ignored;
  const std::vector<fs::path> all = list_snapshots(folder);
  for (std::size_t i = generations_kept; i < all.size(); ++i) fs::remove(all[i], ignored);
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw_snapshot_fault(folder);
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) throw_snapshot_fault(folder);
}

}  // namespace

struct SnapshotWriter::File {
  fs::path folder;
  fs::path name;
  fs::path unfinished;
  AfterStep after_step;
  int descriptor = -1;
  SnapshotChecksum checksum;
  std::uint64_t payload_bytes = 0;
  std::vector<std::byte> buffer;
  std::uint64_t written_bytes = 0;
  std::uint64_t window_start = 0;

  ~File() {
    if (descriptor < 0) return;
    ::close(descriptor);
    ::unlink(unfinished.c_str());
  }

  void step(SnapshotStep done) const {
    if (after_step) after_step(done);
  }

  void add(std::span<const std::byte> bytes) {
    checksum.add(bytes);
    if (bytes.size() < buffer_bytes - buffer.size()) {
      buffer.insert(buffer.end(), bytes.begin(), bytes.end());
      return;
    }
    flush();
    write_out(bytes);
  }

  void flush() {
    write_out(buffer);
    buffer.clear();
  }

  void write_out(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const std::size_t piece = std::min<std::size_t>(bytes.size(), window_bytes);
      const ssize_t written = ::write(descriptor, bytes.data(), piece);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw_snapshot_fault(unfinished);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
      written_bytes += static_cast<std::uint64_t>(written);
      if (written_bytes - window_start >= window_bytes) drain();
    }
  }

  /// Brings what was written to the disk by and by: hundreds of megabytes at once, at the end,
  /// would keep the journal's flushes waiting.
  void drain() {
    // The kernel tells an error of writing once: what is told here, `fsync` will not repeat.
    if (::sync_file_range(descriptor, static_cast<off_t>(window_start),
                          static_cast<off_t>(written_bytes - window_start),
                          SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER) != 0) {
      throw_snapshot_fault(unfinished);
    }
    window_start = written_bytes;
  }
};

SnapshotWriter::SnapshotWriter(const fs::path& folder, const SnapshotHeader& header,
                               AfterStep after_step)
    : file_(std::make_unique<File>()) {
  ASSERT(header.sequence > 0);
  file_->folder = folder;
  file_->name = folder / snapshot_file_name(header.sequence);
  file_->unfinished = file_->name;
  file_->unfinished += snapshot_unfinished_suffix;
  file_->after_step = std::move(after_step);
  file_->buffer.reserve(buffer_bytes);
  file_->descriptor = store::open_private_file(file_->unfinished, O_WRONLY | O_TRUNC);
  if (file_->descriptor < 0) throw_snapshot_fault(file_->unfinished);
  remove_unfinished(folder, file_->unfinished);
  file_->add(encode(header));
  file_->step(SnapshotStep::opened);
}

SnapshotWriter::~SnapshotWriter() = default;
SnapshotWriter::SnapshotWriter(SnapshotWriter&&) noexcept = default;
SnapshotWriter& SnapshotWriter::operator=(SnapshotWriter&&) noexcept = default;

void SnapshotWriter::write(const void* bytes, std::size_t count) {
  file_->add({static_cast<const std::byte*>(bytes), count});
  file_->payload_bytes += count;
}

void SnapshotWriter::finish() {
  File& file = *file_;
  file.flush();
  file.write_out(file.checksum.trailer(file.payload_bytes));
  file.step(SnapshotStep::payload_written);
  if (::fsync(file.descriptor) != 0) throw_snapshot_fault(file.unfinished);
  file.step(SnapshotStep::synced);
  if (::rename(file.unfinished.c_str(), file.name.c_str()) != 0) {
    throw_snapshot_fault(file.unfinished);
  }
  ::close(std::exchange(file.descriptor, -1));
  file.step(SnapshotStep::renamed);
  sync_folder(file.folder);
  file.step(SnapshotStep::folder_synced);
  remove_old(file.folder);
  file.step(SnapshotStep::old_removed);
}

}  // namespace tributary::journal
