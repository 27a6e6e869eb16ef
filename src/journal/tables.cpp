#include "journal/tables.hpp"

#include <sys/random.h>

#include <algorithm>
#include <chrono>

#include "base/assert.hpp"
#include "journal/fault.hpp"
#include "journal/move.hpp"
#include "store/migrate.hpp"

namespace tributary::journal {

namespace {

// The primary keys are the fence: whoever inserts a number first, leads.
constexpr std::array<std::string_view, 2> steps = {R"sql(
  CREATE TABLE journal_group (
    first_sequence INTEGER PRIMARY KEY,
    record_count INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    state_hash INTEGER NOT NULL,
    format INTEGER NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL
  );
  CREATE TABLE journal_epoch (
    epoch INTEGER PRIMARY KEY,
    after_sequence INTEGER NOT NULL
  );
  CREATE TABLE journal_meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    platform BLOB NOT NULL,
    created_ms INTEGER NOT NULL
  )
)sql",
                                                   R"sql(
  ALTER TABLE journal_group ADD COLUMN rules INTEGER NOT NULL DEFAULT 0
)sql"};
constexpr int newest_version = static_cast<int>(steps.size());
constexpr int page_bytes = 16384;  // of SQLite: docs/decisions/0003-journal-in-sqlite.md
constexpr int oldest_version = 2;  // what was written before has groups without rules

PlatformId random_id() {
  PlatformId id;
  ASSERT(::getrandom(id.data(), id.size(), 0) == static_cast<ssize_t>(id.size()));
  return id;
}

std::int64_t wall_clock_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Bytes of another length than they had are copied as far as they go: the hash will not agree.
template <std::size_t size>
void read_bytes(std::span<const std::byte> from, std::array<std::byte, size>& into) {
  into.fill(std::byte{0});
  std::ranges::copy(from.first(std::min(size, from.size())), into.begin());
}

void require_ours(store::Database& database) {
  if (const auto why = why_foreign(database)) {
    throw store::StoreFault(store::FaultKind::newer, 0, *why);
  }
}

}  // namespace

std::optional<std::string> why_foreign(store::Database& database) {
  if (const auto mark = mark_of(database)) {
    if (mark->kind == MoveMark::Kind::arriving) {
      return "a copy of the journal from the " + mark->place +
             " was not finished: begin again the `tributary migrate`, `restore` or `backup` that "
             "made it";
    }
    return "the journal was moved to the " + mark->place +
           ": start the platform there, or make this old copy good again with `tributary migrate "
           "--undo`";
  }
  const int version = store::version_of(database, journal_part);
  if (version == 0 || (version >= oldest_version && version <= newest_version)) return std::nullopt;
  return "the journal was made by " +
         std::string(version < oldest_version ? "an older program, before the first release"
                                              : "a newer program") +
         " (version " + std::to_string(version) + "; this one reads " +
         std::to_string(oldest_version) + " to " + std::to_string(newest_version) +
         "): open it with that one";
}

store::Database open_to_write(const std::string& url) {
  return store::Database(url, {.durability = store::Durability::full,
                               .part = journal_part,
                               .checkpoints = store::Checkpoints::by_hand,
                               .page_bytes = page_bytes});
}

void make_empty_tables(store::Database& database) { store::migrate(database, journal_part, steps); }

void make_tables(store::Database& database) {
  require_ours(database);
  make_empty_tables(database);
  // Not behind groups that are there: they are another platform's, whose id was lost.
  database
      .statement(
          "INSERT INTO journal_meta (only_row, platform, created_ms) "
          "SELECT 1, $1, $2 WHERE NOT EXISTS (SELECT 1 FROM journal_group) "
          "ON CONFLICT (only_row) DO NOTHING")
      .run(random_id(), wall_clock_ms());
}

PlatformId platform_of(store::Database& database) {
  require_ours(database);
  if (store::version_of(database, journal_part) == 0) throw JournalFault("this is no journal");
  store::Statement query = database.prepare("SELECT platform FROM journal_meta");
  if (!query.step()) throw JournalFault("the journal has no platform id");
  PlatformId platform;
  if (query.blob(0).size() != platform.size()) {
    throw JournalFault("the journal's platform id is not what was written");
  }
  read_bytes(query.blob(0), platform);
  return platform;
}

std::string select_groups(std::string_view condition) {
  return "SELECT first_sequence, record_count, format, epoch, time_ms, state_hash, previous, hash, "
         "body, rules FROM journal_group " +
         std::string(condition);
}

void read_group(const store::Statement& row, Group& into) {
  into.header = {.first_sequence = static_cast<std::uint64_t>(row.integer(0)),
                 .record_count = static_cast<std::uint32_t>(row.integer(1)),
                 .epoch = static_cast<std::uint64_t>(row.integer(3)),
                 .time_ms = row.integer(4),
                 .state_hash = static_cast<std::uint64_t>(row.integer(5)),
                 .format = static_cast<std::int32_t>(row.integer(2)),
                 .rules = static_cast<std::int32_t>(row.integer(9))};
  read_bytes(row.blob(6), into.previous);
  read_bytes(row.blob(7), into.hash);
  const std::span<const std::byte> body = row.blob(8);
  into.body.assign(body.begin(), body.end());
}

}  // namespace tributary::journal
