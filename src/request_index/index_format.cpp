#include "request_index/index_format.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/hash.hpp"

namespace tributary::request_index {
namespace {

constexpr std::uint64_t magic = 0x5844495351455254;  // "TREQSIDX"
constexpr std::uint64_t layout_version = 4;

struct HeaderFields {
  std::uint64_t magic = 0;
  std::uint64_t version = 0;
  IndexHeader header;
  std::uint64_t chunks_digest = 0;
  std::uint64_t digest = 0;  ///< of the fields before it
};
static_assert(std::is_trivially_copyable_v<HeaderFields> && sizeof(HeaderFields) <= header_bytes);

std::uint64_t digest_of_fields(const HeaderFields& fields) {
  return digest_of(std::as_bytes(std::span(&fields, 1)).first(offsetof(HeaderFields, digest)));
}

constexpr std::uint64_t rounded_up(std::uint64_t bytes, std::uint64_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

}  // namespace

IndexLayout::IndexLayout(std::uint64_t entries) : shape(FilterShape::of(entries)) {
  const std::uint64_t directory_bytes = rounded_up(shape.directory_bytes(), chunk_bytes);
  filter_bytes = directory_bytes + shape.bits_bytes();
  chunks = (filter_bytes + chunk_bytes - 1) / chunk_bytes;
  directory_at = rounded_up(header_bytes + chunks * sizeof(std::uint64_t), page_bytes);
  bits_at = directory_at + directory_bytes;
  pages_at = rounded_up(directory_at + filter_bytes, page_bytes);
  file_bytes = pages_at + (entries + Page::entries_max - 1) / Page::entries_max * page_bytes;
}

std::uint64_t IndexHeader::mark() const {
  const std::uint64_t range = base::mix(first + base::mix(last));
  return range + digest_of(platform) + base::mix(digest_of(journal_hash));
}

std::uint64_t Page::digest_of(std::uint64_t mark) const {
  return request_index::digest_of(std::as_bytes(std::span(entries))) +
         base::mix(mark + base::mix(number));
}

HeaderBytes encode(const IndexHeader& header, std::span<const std::uint64_t> chunk_digests) {
  HeaderFields fields{magic, layout_version, header, digest_of(std::as_bytes(chunk_digests)), 0};
  fields.digest = digest_of_fields(fields);
  HeaderBytes bytes{};
  std::memcpy(bytes.data(), &fields, sizeof fields);
  return bytes;
}

std::optional<IndexHeader> decode(const HeaderBytes& bytes,
                                  std::span<const std::uint64_t> chunk_digests) {
  HeaderFields fields;
  std::memcpy(&fields, bytes.data(), sizeof fields);
  if (fields.magic != magic || fields.version != layout_version) return std::nullopt;
  if (fields.digest != digest_of_fields(fields)) return std::nullopt;
  if (fields.chunks_digest != digest_of(std::as_bytes(chunk_digests))) return std::nullopt;
  return fields.header;
}

std::uint64_t entries_told(const HeaderBytes& bytes) {
  HeaderFields fields;
  std::memcpy(&fields, bytes.data(), sizeof fields);
  const IndexHeader& header = fields.header;
  const bool makes_sense = fields.magic == magic && fields.version == layout_version &&
                           header.first != 0 && header.first <= header.last &&
                           header.entries > header.last - header.first &&
                           header.entries <= keys_max;
  return makes_sense ? header.entries : 0;
}

std::uint64_t content_of(const protocol::KnownRequest& entry) {
  return digest_of(std::as_bytes(std::span(&entry, 1)));
}

std::uint64_t digest_of(std::span<const std::byte> bytes) { return base::hash_bytes(bytes); }

std::string index_file_name(protocol::Sequence first, protocol::Sequence last) {
  return "requests-" + std::to_string(first) + "-" + std::to_string(last) + ".index";
}

std::optional<SequenceRange> range_of_name(std::string_view name) {
  constexpr std::string_view prefix = "requests-";
  if (!name.starts_with(prefix)) return std::nullopt;
  SequenceRange range;
  const char* end = name.data() + name.size();
  const char* at = std::from_chars(name.data() + prefix.size(), end, range.first).ptr;
  if (at == end || *at != '-') return std::nullopt;
  std::from_chars(at + 1, end, range.last);
  if (name != index_file_name(range.first, range.last)) return std::nullopt;
  return range;
}

}  // namespace tributary::request_index
