#include "store/log_check.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>
#include <vector>

#include "store/fault.hpp"

namespace tributary::store {

namespace {

constexpr std::size_t log_header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::uint32_t magic = 0x377f0682;  // The last bit: checksums over big-endian words.

std::uint32_t big_endian(const std::byte* at) {
  std::uint32_t word;
  std::memcpy(&word, at, sizeof word);
  return std::endian::native == std::endian::big ? word : __builtin_bswap32(word);
}

struct Checksum {
  std::uint32_t first = 0, second = 0;
  friend bool operator==(Checksum, Checksum) = default;
};

Checksum read_checksum(const std::byte* at) { return {big_endian(at), big_endian(at + 4)}; }

/// The log's format. Two salts change whenever the log begins anew, so that frames left over from
/// before are told from those written since.
struct Log {
  bool big_endian_words = false;
  std::size_t page_bytes = 0;
  Checksum salts;
  Checksum start;

  std::size_t frame_bytes() const { return frame_header_bytes + page_bytes; }

  Checksum add(Checksum sum, const std::byte* at, std::size_t bytes) const {
    const bool swap = big_endian_words != (std::endian::native == std::endian::big);
    const auto word = [&](std::size_t offset) {
      std::uint32_t value;
      std::memcpy(&value, at + offset, sizeof value);
      return swap ? __builtin_bswap32(value) : value;
    };
    for (std::size_t offset = 0; offset < bytes; offset += 8) {
      sum.first += word(offset) + sum.second;
      sum.second += word(offset + 4) + sum.first;
    }
    return sum;
  }
};

struct Frame {
  bool whole;  ///< As SQLite asks before it reads it.
  bool ends_transaction;
  bool same_generation;  ///< Written since the log began, by what its header still says.
  Checksum stored;
};

Frame parse_frame(const Log& log, Checksum before, const std::byte* at) {
  const bool names_a_page = big_endian(at) != 0;
  const Checksum salts = read_checksum(at + 8);
  const Checksum stored = read_checksum(at + 16);
  const Checksum computed =
      log.add(log.add(before, at, 8), at + frame_header_bytes, log.page_bytes);
  return {.whole = names_a_page && salts == log.salts && computed == stored,
          .ends_transaction = big_endian(at + 4) != 0,
          .same_generation = salts.first == log.salts.first || salts.second == log.salts.second,
          .stored = stored};
}

std::optional<Log> parse_header(std::span<const std::byte> bytes) {
  const std::byte* at = bytes.data();
  if ((big_endian(at) & ~1U) != magic) return std::nullopt;
  const Log log{.big_endian_words = (big_endian(at) & 1) != 0,
                .page_bytes = big_endian(at + 8),
                .salts = read_checksum(at + 16),
                .start = read_checksum(at + 24)};
  const bool page_size_possible =
      std::has_single_bit(log.page_bytes) && log.page_bytes >= 512 && log.page_bytes <= 65536;
  if (!page_size_possible || log.add({}, at, 24) != log.start) return std::nullopt;
  return log;
}

/// A log whose header is lost, while somewhere in it a frame still follows from the one before.
bool frames_stand_without_header(std::span<const std::byte> bytes) {
  for (const bool big_endian_words : {false, true}) {
    for (std::size_t page_bytes = 512; page_bytes <= 65536; page_bytes *= 2) {
      Log log{
          .big_endian_words = big_endian_words, .page_bytes = page_bytes, .salts = {}, .start = {}};
      std::span<const std::byte> rest = bytes.subspan(log_header_bytes);
      for (; rest.size() >= 2 * log.frame_bytes(); rest = rest.subspan(log.frame_bytes())) {
        log.salts = read_checksum(rest.data() + 8);
        const Checksum before = read_checksum(rest.data() + 16);
        if (parse_frame(log, before, rest.data() + log.frame_bytes()).whole) return true;
      }
    }
  }
  return false;
}

bool cuts_off_transactions(std::span<const std::byte> bytes) {
  if (bytes.size() < log_header_bytes) return false;
  const std::optional<Log> log = parse_header(bytes);
  if (!log) return frames_stand_without_header(bytes);

  bytes = bytes.subspan(log_header_bytes);
  bool all_whole = true;
  bool torn_transaction_ended = false;
  Checksum sum = log->start;
  for (; bytes.size() >= log->frame_bytes(); bytes = bytes.subspan(log->frame_bytes())) {
    const Frame frame = parse_frame(*log, sum, bytes.data());
    sum = frame.stored;
    all_whole = all_whole && frame.whole;
    if (all_whole || !frame.same_generation) continue;
    if (torn_transaction_ended) return true;
    torn_transaction_ended = frame.ends_transaction;
  }
  return false;
}

std::vector<std::byte> read_all(const std::string& path) {
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  if (!stream) return {};
  std::vector<std::byte> bytes(static_cast<std::size_t>(stream.tellg()));
  stream.seekg(0);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!stream) throw StoreFault(FaultKind::other, 0, "cannot read " + path);
  return bytes;
}

}  // namespace

void check_log(const std::string& file) {
  const std::string log = file + "-wal";
  if (!cuts_off_transactions(read_all(log))) return;
  throw StoreFault(FaultKind::damaged, 0,
                   log +
                       " is damaged before its end: acknowledged transactions stand behind the "
                       "damage and would be lost. Restore the file from a backup or a replica.");
}

}  // namespace tributary::store
