#include "request_index/index_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/assert.hpp"
#include "request_index/file_writer.hpp"

namespace tributary::request_index {

namespace fs = std::filesystem;

IndexFile::IndexFile(const fs::path& path, const PlatformId& platform) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw_index_fault(path);
  try {
    HeaderBytes bytes;
    read(bytes, 0);
    const std::uint64_t entries = entries_told(bytes);
    if (entries == 0) throw IndexFault(path.string() + " is no index of requests");
    layout_ = IndexLayout(entries);
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0) throw_index_fault(path);
    if (static_cast<std::uint64_t>(status.st_size) != layout_.file_bytes) {
      throw IndexFault(path.string() + " is cut off");
    }
    digests_.resize(layout_.chunks);
    read(std::as_writable_bytes(std::span(digests_)), header_bytes);
    const auto header = decode(bytes, digests_);
    if (!header)
      throw IndexFault(path.string() + " is damaged: its header is not what was written");
    header_ = *header;
    mark_ = header_.mark();
    const auto named = range_of_name(path.filename().string());
    if (named != SequenceRange{header_.first, header_.last}) {
      throw IndexFault(path.string() + " has the name of another range");
    }
    if (header_.platform != platform) throw ForeignIndex(path.string() + " is of another platform");
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
  filter_ = std::make_unique<base::Pages>(layout_.filter_bytes + bits_slack_bytes);
  is_chunk_loaded_ = std::make_unique<std::atomic<std::uint8_t>[]>(layout_.chunks);
}

IndexFile::~IndexFile() { ::close(descriptor_); }

void IndexFile::throw_damaged(const std::string& where) const {
  is_damaged_ = true;
  throw IndexFault(path_.string() + " is damaged in " + where);
}

void IndexFile::read(std::span<std::byte> into, std::uint64_t at) const {
  while (!into.empty()) {
    const ssize_t count = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) is_damaged_ = true;
    if (count < 0) throw_index_fault(path_);
    if (count == 0) throw IndexFault(path_.string() + " is cut off");
    into = into.subspan(static_cast<std::size_t>(count));
    at += static_cast<std::uint64_t>(count);
  }
}

void IndexFile::load(std::uint64_t chunk) const {
  if (has_chunk(chunk)) return;
  const std::lock_guard lock(loading_);
  if (has_chunk(chunk)) return;
  const std::uint64_t at = chunk * chunk_bytes;
  const std::span<std::byte> into(filter_->data() + at,
                                  std::min<std::uint64_t>(chunk_bytes, layout_.filter_bytes - at));
  read(into, layout_.directory_at + at);
  if (digest_of(into) != digests_[chunk]) {
    throw_damaged("chunk " + std::to_string(chunk) + " of its filter");
  }
  is_chunk_loaded_[chunk].store(1, std::memory_order_release);
}

bool IndexFile::load_next_chunk() {
  if (next_chunk_ == layout_.chunks) return false;
  load(next_chunk_++);
  if (next_chunk_ == layout_.chunks) is_loaded_.store(true, std::memory_order_release);
  return true;
}

const std::byte* IndexFile::bits() const {
  return filter_->data() + (layout_.bits_at - layout_.directory_at);
}

std::uint64_t IndexFile::chunk_of_rank(std::uint64_t bucket) const {
  return bucket * sizeof(std::uint32_t) / chunk_bytes;
}

std::uint64_t IndexFile::rank_of(std::uint64_t bucket) const {
  std::uint32_t rank = 0;
  std::memcpy(&rank, filter_->data() + bucket * sizeof rank, sizeof rank);
  return rank;
}

IndexFile::ChunkRange IndexFile::chunks_of_bucket(std::uint64_t bucket, std::uint64_t rank,
                                                  std::uint64_t next) const {
  const std::uint64_t bits_at = layout_.bits_at - layout_.directory_at;
  const auto chunk_of = [&](std::uint64_t bit) {
    return std::min((bits_at + bit / 8) / chunk_bytes, layout_.chunks - 1);
  };
  // What is read beyond the bucket's last bit has no say.
  return {chunk_of(layout_.shape.bits_of_bucket(bucket, rank)),
          chunk_of(layout_.shape.bits_of_bucket(bucket + 1, next))};
}

bool IndexFile::may_hold_by_loaded_chunks(const KeyPlace& place) const {
  if (!has_chunk(chunk_of_rank(place.bucket)) || !has_chunk(chunk_of_rank(place.bucket + 1))) {
    return true;
  }
  const std::uint64_t rank = rank_of(place.bucket);
  const std::uint64_t next = rank_of(place.bucket + 1);
  const ChunkRange chunks = chunks_of_bucket(place.bucket, rank, next);
  for (std::uint64_t chunk = chunks.first; chunk <= chunks.last; ++chunk) {
    if (!has_chunk(chunk)) return true;
  }
  return !ranks_of(layout_.shape, bits(), place, rank, next).empty();
}

void IndexFile::screen(std::span<const protocol::RequestKey> keys,
                       std::span<std::uint8_t> maybe) const {
  if (!is_loaded()) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (maybe[i] == 0) maybe[i] = may_hold_by_loaded_chunks(place_of(layout_.shape, keys[i]));
    }
    return;
  }
  // In steps over some keys at a time, so that the fetches of one step run side by side.
  constexpr std::size_t together = 16;
  struct Look {
    KeyPlace place;
    std::uint64_t rank;
    std::uint64_t next;
  };
  std::array<Look, together> looks;
  for (std::size_t from = 0; from < keys.size(); from += together) {
    const std::size_t count = std::min(together, keys.size() - from);
    for (std::size_t i = 0; i < count; ++i) {
      looks[i].place = place_of(layout_.shape, keys[from + i]);
      __builtin_prefetch(filter_->data() + looks[i].place.bucket * sizeof(std::uint32_t));
    }
    for (std::size_t i = 0; i < count; ++i) {
      Look& look = looks[i];
      look.rank = rank_of(look.place.bucket);
      look.next = rank_of(look.place.bucket + 1);
      const std::byte* bucket =
          bits() + layout_.shape.bits_of_bucket(look.place.bucket, look.rank) / 8;
      const std::uint64_t keys_held = look.next - look.rank;
      const std::uint64_t likely = keys_held * look.place.part / parts_per_bucket;
      __builtin_prefetch(bucket);
      __builtin_prefetch(
          bucket + (keys_held + parts_per_bucket + likely * layout_.shape.fingerprint_bits) / 8);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Look& look = looks[i];
      const bool may = !ranks_of(layout_.shape, bits(), look.place, look.rank, look.next).empty();
      maybe[from + i] |= static_cast<std::uint8_t>(may);
    }
  }
}

std::optional<protocol::KnownRequest> IndexFile::find(protocol::RequestKey key) const {
  const KeyPlace place = place_of(layout_.shape, key);
  load(chunk_of_rank(place.bucket));
  load(chunk_of_rank(place.bucket + 1));
  const std::uint64_t rank = rank_of(place.bucket);
  const std::uint64_t next = rank_of(place.bucket + 1);
  const ChunkRange chunks = chunks_of_bucket(place.bucket, rank, next);
  for (std::uint64_t chunk = chunks.first; chunk <= chunks.last; ++chunk) load(chunk);
  const RankRange ranks = ranks_of(layout_.shape, bits(), place, rank, next);
  Page page;
  std::optional<std::uint64_t> held;
  for (std::uint64_t at = ranks.first; at < ranks.end; ++at) {
    const std::uint64_t number = at / Page::entries_max;
    if (held != number) read_page(*(held = number), page);
    const protocol::KnownRequest& entry = page.entries[at % Page::entries_max];
    if (entry.key == key) return entry;
  }
  return std::nullopt;
}

void IndexFile::read_page(std::uint64_t number, Page& page) const {
  read(std::as_writable_bytes(std::span(&page, 1)), layout_.pages_at + number * page_bytes);
  if (page.number != number || page.digest != page.digest_of(mark_)) {
    throw_damaged("page " + std::to_string(number));
  }
}

EntryReader::EntryReader(std::shared_ptr<const IndexFile> file) : file_(std::move(file)) {
  ::posix_fadvise(file_->descriptor_, static_cast<off_t>(file_->layout_.pages_at), 0,
                  POSIX_FADV_SEQUENTIAL);
  in_page_ = Page::entries_max;
  next();
}

void EntryReader::next() {
  if (entry_ != nullptr) content_ += content_of(*entry_);
  entry_ = nullptr;
  if (entries_read_ == file_->header().entries) return;
  if (in_page_ == Page::entries_max) {
    in_page_ = 0;
    if (++page_ >= pages_.size()) read_ahead();
  }
  entry_ = &pages_[page_].entries[in_page_++];
  ++entries_read_;
}

void EntryReader::read_ahead() {
  constexpr std::uint64_t pages_ahead = 128;
  const IndexLayout& layout = file_->layout_;
  const std::uint64_t all = (layout.file_bytes - layout.pages_at) / page_bytes;
  pages_.resize(std::min(pages_ahead, all - next_page_));
  file_->read(std::as_writable_bytes(std::span(pages_)), layout.pages_at + next_page_ * page_bytes);
  for (const Page& page : pages_) {
    if (page.number != next_page_ || page.digest != page.digest_of(file_->mark_)) {
      file_->throw_damaged("page " + std::to_string(next_page_));
    }
    ++next_page_;
  }
  // What was read once is not read again soon: the memory is others'.
  ::posix_fadvise(file_->descriptor_, static_cast<off_t>(layout.pages_at),
                  static_cast<off_t>(next_page_ * page_bytes), POSIX_FADV_DONTNEED);
  page_ = 0;
}

}  // namespace tributary::request_index
