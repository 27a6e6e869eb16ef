#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "journal/journal.hpp"

namespace tributary::journal {

/// Groups for tests whose whole content follows from their place, so that a test can say what it
/// must find there: 1 to 7 records, a body of up to a few thousand bytes.
struct SampleGroup {
  GroupHeader header;
  std::vector<std::byte> body;
};

inline SampleGroup sample_group(std::uint64_t first_sequence, std::uint64_t epoch = 1) {
  const std::uint64_t seed = first_sequence * 0x9e37'79b9'7f4a'7c15;
  SampleGroup group{
      .header = {.first_sequence = first_sequence,
                 .record_count = static_cast<std::uint32_t>(1 + seed % 7),
                 .epoch = epoch,
                 .time_ms = 1'700'000'000'000 + static_cast<std::int64_t>(first_sequence),
                 .state_hash = seed,
                 .format = 1,
                 .rules = 2},
      .body = {}};
  for (std::uint64_t i = 0; i < (seed >> 32) % 5000; ++i) {
    group.body.push_back(static_cast<std::byte>((seed >> (i % 57)) + i));
  }
  return group;
}

/// Appends the sample group that belongs behind what is there; returns its last sequence.
inline std::uint64_t append_sample(Journal& journal, std::uint64_t epoch) {
  const SampleGroup group = sample_group(journal.position().last_sequence + 1, epoch);
  journal.append(group.header, group.body);
  return group.header.last_sequence();
}

/// Makes a journal of so many sample groups in one epoch.
inline void make_sample_journal(const std::string& url, int groups) {
  Journal journal(url);
  const std::uint64_t epoch = journal.begin_epoch();
  for (int i = 0; i < groups; ++i) append_sample(journal, epoch);
}

/// Ends the session that writes a journal on PostgreSQL, as an operator does or a server that lost
/// the line to it, and waits until it has ended.
inline void end_writing_session(const std::string& url) {
  store::Database database(url, {.access = store::Access::read_only});
  store::Statement ended = database.prepare(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND "
      "objid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())");
  while (ended.step()) {
  }
}

}  // namespace tributary::journal
