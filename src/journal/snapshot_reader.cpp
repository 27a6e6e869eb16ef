#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "journal/fault.hpp"
#include "journal/snapshot.hpp"
#include "journal/snapshot_format.hpp"

namespace tributary::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t buffer_bytes = 1 << 20;

}  // namespace

struct Snapshot::File {
  fs::path path;
  int descriptor = -1;
  SnapshotHeader header;
  std::uint64_t payload_left = 0;
  std::vector<std::byte> buffer = std::vector<std::byte>(buffer_bytes);
  std::span<const std::byte> buffered;

  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }

  void read_in(std::span<std::byte> into) {
    while (!into.empty()) {
      const ssize_t count = ::read(descriptor, into.data(), into.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw_snapshot_fault(path);
      if (count == 0) throw SnapshotFault(path.string() + " is cut off", 0);
      into = into.subspan(static_cast<std::size_t>(count));
    }
  }

  /// Reads the whole file once, and goes back to the payload.
  void verify() {
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) throw_snapshot_fault(path);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size < snapshot_header_bytes + snapshot_trailer_bytes) {
      throw SnapshotFault(path.string() + " is cut off", 0);
    }
    const std::uint64_t payload_bytes = size - snapshot_header_bytes - snapshot_trailer_bytes;

    SnapshotChecksum checksum;
    SnapshotHeaderBytes header_bytes;
    read_in(header_bytes);
    checksum.add(header_bytes);
    for (std::uint64_t left = payload_bytes; left > 0;) {
      const std::span<std::byte> piece(
          buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size())));
      read_in(piece);
      checksum.add(piece);
      left -= piece.size();
    }
    SnapshotTrailerBytes trailer;
    read_in(trailer);
    if (trailer != checksum.trailer(payload_bytes)) {
      throw SnapshotFault(path.string() + " is damaged: its checksum does not agree", 0);
    }
    try {
      header = decode(header_bytes);
    } catch (const SnapshotFault& fault) {
      throw SnapshotFault(path.string() + " " + fault.what(), 0);
    }
    if (::lseek(descriptor, snapshot_header_bytes, SEEK_SET) < 0) throw_snapshot_fault(path);
    payload_left = payload_bytes;
  }
};

Snapshot::Snapshot(const fs::path& path) : file_(std::make_unique<File>()) {
  file_->path = path;
  file_->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_->descriptor < 0) throw_snapshot_fault(path);
  file_->verify();
}

Snapshot::~Snapshot() = default;
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;

const SnapshotHeader& Snapshot::header() const { return file_->header; }

std::uint64_t Snapshot::payload_left() const { return file_->payload_left; }

void Snapshot::read(void* into, std::size_t count) {
  File& file = *file_;
  if (count > file.payload_left) throw SnapshotFault(file.path.string() + " ends too soon", 0);
  std::span<std::byte> wanted(static_cast<std::byte*>(into), count);
  while (!wanted.empty()) {
    const std::size_t at_hand = std::min(wanted.size(), file.buffered.size());
    std::copy_n(file.buffered.begin(), at_hand, wanted.begin());
    file.buffered = file.buffered.subspan(at_hand);
    wanted = wanted.subspan(at_hand);
    file.payload_left -= at_hand;
    if (wanted.empty()) return;
    if (wanted.size() >= buffer_bytes) {
      file.read_in(wanted);
      file.payload_left -= wanted.size();
      return;
    }
    const std::span<std::byte> piece(
        file.buffer.data(),
        static_cast<std::size_t>(std::min<std::uint64_t>(file.payload_left, buffer_bytes)));
    file.read_in(piece);
    file.buffered = piece;
  }
}

FoundSnapshot find_snapshot(const fs::path& folder, std::int32_t format, Reader& journal) {
  FoundSnapshot found;
  for (const fs::path& path : list_snapshots(folder)) {
    try {
      found.snapshot.emplace(path);
    } catch (const SnapshotFault& fault) {
      found.skipped.push_back(fault.what());
      continue;
    }
    const SnapshotHeader& header = found.snapshot->header();
    const std::optional<Group> group = journal.group_holding(header.sequence);
    if (!group) {
      throw JournalFault(path.string() +
                         " is newer than the journal, which does not reach record " +
                         std::to_string(header.sequence));
    }
    if (group->header.last_sequence() != header.sequence || group->hash != header.journal_hash) {
      throw JournalFault(path.string() + " was not made of this journal");
    }
    if (header.format == format) return found;
    found.outdated.push_back(path.string() + " is of another format (" +
                             std::to_string(header.format) + ")");
    found.snapshot.reset();
  }
  return found;
}

}  // namespace tributary::journal
