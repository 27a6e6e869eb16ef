#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "base/byte_buffer.hpp"
#include "base/pages.hpp"
#include "request_index/fault.hpp"
#include "request_index/index_format.hpp"

namespace tributary::request_index {

/// A file of the index that is there, with its filter in memory. Opening reads the header alone;
/// the filter comes by and by, each chunk proved before it is used. Any thread, if not said
/// otherwise.
class IndexFile {
 public:
  /// Errors: IndexFault if it is no whole file with the range of its name; ForeignIndex if it is
  /// one, of another platform.
  IndexFile(const std::filesystem::path& path, const PlatformId& platform);
  ~IndexFile();
  IndexFile(const IndexFile&) = delete;
  IndexFile& operator=(const IndexFile&) = delete;

  const IndexHeader& header() const { return header_; }
  const std::filesystem::path& path() const { return path_; }
  std::uint64_t file_bytes() const { return layout_.file_bytes; }
  std::uint64_t memory_bytes() const { return layout_.filter_bytes; }

  /// Sets `maybe[i]` if the file may hold `keys[i]`; leaves it as it is otherwise. Touches no disk:
  /// what is not loaded may be there.
  void screen(std::span<const protocol::RequestKey> keys, std::span<std::uint8_t> maybe) const;

  /// The entry of a key, from the disk. Errors: IndexFault if what it would have to read is
  /// damaged.
  std::optional<protocol::KnownRequest> find(protocol::RequestKey key) const;

  /// Loads the next chunk of the filter. False: all is loaded. One thread.
  /// Errors: IndexFault.
  bool load_next_chunk();
  bool is_loaded() const { return is_loaded_.load(std::memory_order_acquire); }

  /// Whether anything was found that is not what was written. It goes on answering where it can.
  bool is_damaged() const { return is_damaged_; }

 private:
  friend class EntryReader;

  /// Whoever comes after a fault finds the file damaged, and writes it again out of the journal.
  void read(std::span<std::byte> into, std::uint64_t at) const;
  [[noreturn]] void throw_damaged(const std::string& where) const;
  void load(std::uint64_t chunk) const;
  bool has_chunk(std::uint64_t chunk) const {
    return is_chunk_loaded_[chunk].load(std::memory_order_acquire) != 0;
  }
  std::uint64_t chunk_of_rank(std::uint64_t bucket) const;
  std::uint64_t rank_of(std::uint64_t bucket) const;
  const std::byte* bits() const;
  /// The bits of a bucket, as chunks.
  struct ChunkRange {
    std::uint64_t first;
    std::uint64_t last;
  };
  ChunkRange chunks_of_bucket(std::uint64_t bucket, std::uint64_t rank, std::uint64_t next) const;
  bool may_hold_by_loaded_chunks(const KeyPlace& place) const;
  void read_page(std::uint64_t number, Page& page) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  IndexHeader header_;
  std::uint64_t mark_ = 0;
  IndexLayout layout_{1};
  std::vector<std::uint64_t> digests_;
  std::unique_ptr<base::Pages> filter_;
  std::unique_ptr<std::atomic<std::uint8_t>[]> is_chunk_loaded_;
  mutable std::mutex loading_;
  std::uint64_t next_chunk_ = 0;
  std::atomic<bool> is_loaded_ = false;
  mutable std::atomic<bool> is_damaged_ = false;
};

/// Reads the entries of a file in order, each page proved.
class EntryReader {
 public:
  explicit EntryReader(std::shared_ptr<const IndexFile> file);

  /// Nothing behind the last. Errors: IndexFault.
  const protocol::KnownRequest* peek() const { return entry_; }
  void next();
  /// The sum of the contents of all that was read.
  std::uint64_t content() const { return content_; }

 private:
  void read_ahead();

  std::shared_ptr<const IndexFile> file_;
  std::vector<Page> pages_;
  std::uint64_t next_page_ = 0;
  std::size_t page_ = 0;
  std::size_t in_page_ = 0;
  std::uint64_t entries_read_ = 0;
  std::uint64_t content_ = 0;
  const protocol::KnownRequest* entry_ = nullptr;
};

}  // namespace tributary::request_index
