#include "ring/recovery.hpp"

#include <stdexcept>

#include "engine/snapshot.hpp"
#include "follow/records.hpp"
#include "journal/reader.hpp"
#include "journal/snapshot.hpp"
#include "ring/read_ahead.hpp"

namespace tributary::ring {
namespace {

void load_newest(engine::Engine& engine, const DataFolder& folder, journal::Reader& journal,
                 Recovered& recovered) {
  auto found = journal::find_snapshot(folder.snapshots(), engine::snapshot_format, journal);
  recovered.skipped_snapshots = std::move(found.skipped);
  recovered.outdated_snapshots = std::move(found.outdated);
  if (!found.snapshot) return;
  engine::load(engine.state_for_restore(),
               [&](std::span<std::byte> into) { found.snapshot->read(into.data(), into.size()); });
  recovered.snapshot_sequence = found.snapshot->header().sequence;
}

/// `records` is the caller's, so that its memory serves every group.
void replay(engine::Engine& engine, const journal::Group& group,
            std::vector<protocol::Record>& records) {
  engine.begin_group({group.header.time_ms}, group.header.rules);
  records.clear();
  follow::for_each_record(group, [&](protocol::Sequence, const protocol::Record& record) {
    records.push_back(record);
  });
  for (std::size_t i = 0; i < records.size(); ++i) {
    engine.prefetch_behind(i, records.size(), [&](std::size_t place) -> engine::Upcoming {
      return {records[place].key, records[place].command_bytes};
    });
    engine.replay(records[i]);
  }
  if (engine.state().hash.value() != group.header.state_hash) {
    throw std::runtime_error("replaying the group at sequence " +
                             std::to_string(group.header.first_sequence) +
                             " gives another state than its writer had");
  }
}

}  // namespace

Recovered recover(engine::Engine& engine, const DataFolder& folder, bool use_snapshot,
                  const Progress& progress, const AfterGroup& after_group) {
  journal::Reader journal(folder.journal_url());
  Recovered recovered;
  if (use_snapshot) load_newest(engine, folder, journal, recovered);
  if (after_group) after_group(engine);
  const std::uint64_t last = journal.end().last_sequence;
  journal.seek(engine.state().sequence + 1);
  ReadAhead groups(journal);
  std::vector<protocol::Record> records;
  for (journal::Group group; groups.next(group);) {
    replay(engine, group, records);
    recovered.records += group.header.record_count;
    if (after_group) after_group(engine);
    if (progress) progress(engine.state().sequence, last);
  }
  recovered.end = journal.position();
  return recovered;
}

void write_snapshot(const engine::State& state, const journal::Position& position,
                    const DataFolder& folder) {
  ASSERT(state.sequence == position.last_sequence);
  journal::SnapshotWriter writer(folder.snapshots(), {.sequence = position.last_sequence,
                                                      .time_ms = state.now.ms,
                                                      .journal_hash = position.hash,
                                                      .state_hash = state.hash.value(),
                                                      .format = engine::snapshot_format});
  engine::save(state,
               [&](std::span<const std::byte> bytes) { writer.write(bytes.data(), bytes.size()); });
  writer.finish();
}

}  // namespace tributary::ring
