#include "journal/move.hpp"

#include <algorithm>
#include <vector>

#include "journal/chain.hpp"
#include "journal/reader.hpp"
#include "journal/tables.hpp"
#include "store/migrate.hpp"
#include "store/transaction.hpp"

namespace tributary::journal {

namespace {

constexpr std::size_t bytes_of_transaction = 8 << 20;
constexpr std::size_t groups_of_transaction = 1'000;

struct Epoch {
  std::int64_t epoch = 0;
  std::int64_t after_sequence = 0;
  bool operator==(const Epoch&) const = default;
};

std::vector<Epoch> epochs_of(store::Database& database) {
  std::vector<Epoch> epochs;
  store::Statement query =
      database.prepare("SELECT epoch, after_sequence FROM journal_epoch ORDER BY epoch");
  while (query.step()) epochs.push_back({query.integer(0), query.integer(1)});
  return epochs;
}

std::int64_t created_ms_of(store::Database& database) {
  store::Statement query = database.prepare("SELECT created_ms FROM journal_meta");
  return query.step() ? query.integer(0) : 0;
}

void insert_group(store::Database& database, const Group& group) {
  const GroupHeader& header = group.header;
  database
      .statement(
          "INSERT INTO journal_group (first_sequence, record_count, format, epoch, time_ms, "
          "state_hash, previous, hash, body, rules) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
          "$10)")
      .run(header.first_sequence, header.record_count, header.format, header.epoch, header.time_ms,
           header.state_hash, group.previous, group.hash, group.body, header.rules);
}

std::vector<std::byte> platform_told(store::Database& database) {
  store::Statement query = database.prepare("SELECT platform FROM journal_meta");
  if (!query.step()) return {};
  const auto bytes = query.blob(0);
  return {bytes.begin(), bytes.end()};
}

void copy_meta(store::Database& from, store::Database& to) {
  if (!platform_told(to).empty()) return;
  to.statement("INSERT INTO journal_meta (only_row, platform, created_ms) VALUES (1, $1, $2)")
      .run(platform_of(from), created_ms_of(from));
}

/// Those that had begun when the journal ended at `end`.
void copy_epochs(store::Database& from, store::Database& to, std::uint64_t end) {
  for (const Epoch& epoch : epochs_of(from)) {
    if (static_cast<std::uint64_t>(epoch.after_sequence) > end) continue;
    to.statement(
          "INSERT INTO journal_epoch (epoch, after_sequence) VALUES ($1, $2) "
          "ON CONFLICT (epoch) DO NOTHING")
        .run(epoch.epoch, epoch.after_sequence);
  }
}

std::optional<Group> last_group(store::Database& database) {
  store::Statement query = database.prepare(select_groups("ORDER BY first_sequence DESC LIMIT 1"));
  if (!query.step()) return std::nullopt;
  Group group;
  read_group(query, group);
  return group;
}

/// The groups behind `sequence`, one at a time.
bool next_group(store::Database& database, std::uint64_t first_sequence, Group& into) {
  store::Statement& query = database.statement(
      select_groups("WHERE first_sequence > $1 ORDER BY first_sequence LIMIT 1"));
  const bool found = query.bind(first_sequence).step();
  if (found) read_group(query, into);
  query.reset();
  return found;
}

}  // namespace

std::optional<MoveMark> mark_of(store::Database& database) {
  if (!database.has_table("journal_move")) return std::nullopt;
  store::Statement query = database.prepare("SELECT has_left, place FROM journal_move");
  if (!query.step()) return std::nullopt;
  return MoveMark{query.integer(0) != 0 ? MoveMark::Kind::left : MoveMark::Kind::arriving,
                  std::string(query.text(1))};
}

void set_mark(store::Database& database, const MoveMark& mark) {
  store::Transaction transaction(database);
  database.execute(
      "CREATE TABLE IF NOT EXISTS journal_move (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), "
      "has_left INTEGER NOT NULL, place TEXT NOT NULL)");
  database
      .statement(
          "INSERT INTO journal_move (only_row, has_left, place) VALUES (1, $1, $2) "
          "ON CONFLICT (only_row) DO UPDATE SET has_left = excluded.has_left, "
          "place = excluded.place")
      .run(mark.kind == MoveMark::Kind::left, mark.place);
  transaction.commit();
}

void clear_mark(store::Database& database) {
  database.execute("DROP TABLE IF EXISTS journal_move");
}

void drop_journal(store::Database& database) {
  store::Transaction transaction(database);
  for (const char* table : {"journal_group", "journal_epoch", "journal_meta"}) {
    database.execute(std::string("DROP TABLE IF EXISTS ") + table);
  }
  if (database.has_table("schema_version")) {
    database.statement("DELETE FROM schema_version WHERE part = $1").run(journal_part);
  }
  transaction.commit();
}

void require_earlier(const std::string& from, store::Database& copy) {
  if (store::version_of(copy, journal_part) == 0) return;
  Reader reader(from);
  const auto platform = platform_told(copy);
  if (platform.empty()) return;
  if (!std::ranges::equal(platform, reader.platform())) {
    throw JournalFault("the copy of the journal that is there is another platform's");
  }
  const std::optional<Group> last = last_group(copy);
  if (!last) return;
  const std::uint64_t end = last->header.last_sequence();
  const auto same = reader.group_holding(end);
  if (same && same->hash == last->hash) return;
  throw JournalFault(
      "the copy of the journal that is there ends at sequence " + std::to_string(end) +
      ", where the journal has " +
      (same ? "another group: they are of different histories" : "none yet: the copy knows more"));
}

Position copy_journal(const std::string& from, store::Database& to,
                      const std::function<void(const Group&)>& each) {
  make_empty_tables(to);
  require_earlier(from, to);
  store::Database source(from, {.access = store::Access::read_only});
  copy_meta(source, to);
  Reader reader(from);
  const std::uint64_t end = reader.end().last_sequence;
  const std::optional<Group> last = last_group(to);
  reader.seek(last ? last->header.last_sequence() + 1 : 1);
  std::uint64_t copied = reader.position().last_sequence;
  Group group;
  const auto next = [&] { return reader.position().last_sequence < end && reader.next(group); };
  for (bool more = next(); more;) {
    store::Transaction transaction(to);
    std::size_t bytes = 0;
    for (std::size_t n = 0; more && n < groups_of_transaction && bytes < bytes_of_transaction;
         ++n) {
      insert_group(to, group);
      copied = group.header.last_sequence();
      bytes += group.body.size();
      each(group);
      more = next();
    }
    copy_epochs(source, to, copied);
    transaction.commit();
    to.checkpoint();
  }
  copy_epochs(source, to, copied);
  return reader.position();
}

Position check_copy(store::Database& from, store::Database& copy,
                    const std::function<void(const Group&)>& each) {
  const auto bytes = platform_told(copy);
  PlatformId platform{};
  if (bytes.size() != platform.size() || bytes != platform_told(from) ||
      created_ms_of(copy) != created_ms_of(from) || epochs_of(copy) != epochs_of(from)) {
    throw JournalFault("the copy of the journal has another platform's id or other epochs");
  }
  std::ranges::copy(bytes, platform.begin());
  Chain chain(genesis(platform));
  std::uint64_t last = 0;
  for (Group group; next_group(copy, last, group); last = group.header.first_sequence) {
    if (const auto flaw = chain.extend(group))
      throw ChainBroken(*flaw, group.header.first_sequence);
    each(group);
  }
  return chain.end();
}

}  // namespace tributary::journal
