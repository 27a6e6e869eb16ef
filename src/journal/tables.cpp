#include "journal/tables.hpp"

#include <sys/random.h>

#include <algorithm>
#include <chrono>

#include "base/assert.hpp"
#include "journal/fault.hpp"
#include "store/migrate.hpp"

namespace tributary::journal {

namespace {

constexpr std::string_view part = "journal";

// The primary keys are the fence: whoever inserts a number first, leads.
constexpr std::array<std::string_view, 1> steps = {R"sql(
  CREATE TABLE journal_group (
    first_sequence INTEGER PRIMARY KEY,
    record_count INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    state_hash INTEGER NOT NULL,
    format INTEGER NOT NULL,
    rules INTEGER NOT NULL,
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
)sql"};

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

}  // namespace

void make_tables(store::Database& database) {
  store::migrate(database, part, steps);
  database
      .statement(
          "INSERT INTO journal_meta (only_row, platform, created_ms) VALUES (1, $1, $2) "
          "ON CONFLICT (only_row) DO NOTHING")
      .run(random_id(), wall_clock_ms());
}

PlatformId platform_of(store::Database& database) {
  const int version = store::version_of(database, part);
  if (version == 0) throw JournalFault("this is no journal");
  if (version > static_cast<int>(steps.size())) {
    throw store::StoreFault(store::FaultKind::newer, 0, "the journal was made by a newer program");
  }
  store::Statement query = database.prepare("SELECT platform FROM journal_meta");
  if (!query.step()) throw JournalFault("the journal has no platform id");
  PlatformId platform;
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
