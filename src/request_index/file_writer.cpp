#include "request_index/file_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "store/private_file.hpp"

namespace tributary::request_index {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::uint64_t window_bytes = 8 << 20;

void write_at(int descriptor, std::span<const std::byte> bytes, std::uint64_t at,
              const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_index_fault(path);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    at += static_cast<std::uint64_t>(count);
  }
}

}  // namespace

struct IndexFileWriter::File {
  File(const fs::path& to_folder, const IndexHeader& to_header)
      : folder(to_folder),
        name(folder / index_file_name(to_header.first, to_header.last)),
        unfinished(name),
        header(to_header),
        mark(header.mark()),
        layout(header.entries),
        filter(layout.shape),
        directory_at(layout.directory_at),
        bits_at(layout.bits_at),
        pages_at(layout.pages_at),
        window_at(layout.pages_at) {
    unfinished += unfinished_suffix;
    header.content = 0;
    digests.resize(layout.chunks);
  }
  ~File() {
    if (descriptor < 0) return;
    ::close(descriptor);
    ::unlink(unfinished.c_str());
  }

  void step(WriteStep done) const {
    if (after_step) after_step(done);
  }

  void write(std::span<const std::byte> bytes, std::uint64_t at) const {
    write_at(descriptor, bytes, at, unfinished);
  }

  /// Whole chunks of a section of the filter; at its end the rest too.
  void write_filter(base::ByteBuffer& made, std::uint64_t& at, bool to_its_end) {
    std::span<const std::byte> left = made.view();
    while (left.size() >= chunk_bytes || (to_its_end && !left.empty())) {
      const auto chunk = left.first(std::min(left.size(), chunk_bytes));
      digests[(at - layout.directory_at) / chunk_bytes] = digest_of(chunk);
      write(chunk, at);
      at += chunk.size();
      left = left.subspan(chunk.size());
    }
    std::memmove(made.data(), left.data(), left.size());
    const std::size_t rest = left.size();
    made.clear();
    made.commit(rest);
  }

  void close_page() {
    if (page_entries == 0) return;
    page.number = pages++;
    page.digest = page.digest_of(mark);
    buffer.append(std::as_bytes(std::span(&page, 1)));
    page = {};
    page_entries = 0;
    if (buffer.size() >= buffer_bytes) write_pages();
  }

  void write_pages() {
    write(buffer.view(), pages_at);
    pages_at += buffer.size();
    buffer.clear();
    if (pages_at - window_at < window_bytes) return;
    // By and by: hundreds of megabytes at the end would keep the journal's flushes waiting. The
    // kernel tells an error of writing once; what is told here, `fsync` will not repeat.
    if (::sync_file_range(descriptor, static_cast<off_t>(window_at),
                          static_cast<off_t>(pages_at - window_at),
                          SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER) != 0) {
      throw_index_fault(unfinished);
    }
    window_at = pages_at;
  }

  fs::path folder;
  fs::path name;
  fs::path unfinished;
  IndexHeader header;
  std::uint64_t mark;
  IndexLayout layout;
  AfterStep after_step;
  int descriptor = -1;
  FilterWriter filter;
  std::vector<std::uint64_t> digests;
  std::uint64_t directory_at;
  std::uint64_t bits_at;
  std::uint64_t pages_at;
  std::uint64_t window_at;
  base::ByteBuffer buffer;
  Page page;
  std::size_t page_entries = 0;
  std::uint64_t pages = 0;
  std::uint64_t entries = 0;
  protocol::RequestKey last_key;
};

IndexFileWriter::IndexFileWriter(const fs::path& folder, const IndexHeader& header,
                                 AfterStep after_step)
    : file_(std::make_unique<File>(folder, header)) {
  File& file = *file_;
  file.after_step = std::move(after_step);
  file.descriptor = store::open_private_file(file.unfinished, O_WRONLY | O_TRUNC);
  if (file.descriptor < 0) throw_index_fault(file.unfinished);
  file.step(WriteStep::opened);
}

IndexFileWriter::~IndexFileWriter() = default;
IndexFileWriter::IndexFileWriter(IndexFileWriter&&) noexcept = default;

void IndexFileWriter::add(const protocol::KnownRequest& entry) {
  File& file = *file_;
  if (file.entries != 0 && entry.key <= file.last_key) {
    throw IndexFault(file.name.string() + ": the requests at sequences " +
                     std::to_string(entry.sequence) + " and before it have one id");
  }
  file.last_key = entry.key;
  ++file.entries;
  file.header.content += content_of(entry);
  file.filter.add(entry.key);
  if (file.filter.directory().size() >= chunk_bytes) {
    file.write_filter(file.filter.directory(), file.directory_at, false);
  }
  if (file.filter.bits().size() >= chunk_bytes) {
    file.write_filter(file.filter.bits(), file.bits_at, false);
  }
  file.page.entries[file.page_entries++] = entry;
  if (file.page_entries == Page::entries_max) file.close_page();
}

fs::path IndexFileWriter::finish() {
  File& file = *file_;
  if (file.entries != file.header.entries) {
    throw IndexFault(file.name.string() + ": " + std::to_string(file.entries) + " ids instead of " +
                     std::to_string(file.header.entries));
  }
  file.filter.finish();
  base::ByteBuffer& directory = file.filter.directory();
  const std::size_t filled_up =
      static_cast<std::size_t>(file.layout.bits_at - file.directory_at - directory.size());
  std::memset(directory.reserve(filled_up), 0, filled_up);
  directory.commit(filled_up);
  file.write_filter(directory, file.directory_at, true);
  file.write_filter(file.filter.bits(), file.bits_at, true);
  file.close_page();
  file.write_pages();
  file.write(std::as_bytes(std::span(file.digests)), header_bytes);
  file.write(encode(file.header, file.digests), 0);
  file.step(WriteStep::entries_written);
  if (::fsync(file.descriptor) != 0) throw_index_fault(file.unfinished);
  file.step(WriteStep::synced);
  if (::rename(file.unfinished.c_str(), file.name.c_str()) != 0) {
    throw_index_fault(file.unfinished);
  }
  ::close(std::exchange(file.descriptor, -1));
  file.step(WriteStep::renamed);
  sync_folder(file.folder);
  file.step(WriteStep::folder_synced);
  return file.name;
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw_index_fault(folder);
  const int result = ::fsync(descriptor);
  const int code = errno;
  ::close(descriptor);
  errno = code;
  if (result != 0) throw_index_fault(folder);
}

void throw_index_fault(const fs::path& path) {
  const int code = errno;
  throw IndexFault(path.string() + ": " + std::strerror(code), code);
}

}  // namespace tributary::request_index
