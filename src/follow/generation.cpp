#include "follow/generation.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>

#include "journal/fault.hpp"
#include "store/transaction.hpp"

namespace tributary::follow {

namespace {

constexpr std::string_view closed = "";

/// Differs after each start of the machine.
std::string machine_start() {
  std::string id;
  if (!(std::ifstream("/proc/sys/kernel/random/boot_id") >> id)) {
    throw std::runtime_error("the system does not tell when it was started");
  }
  return id;
}

template <class Action>
auto unless_damaged(Action&& action) {
  try {
    return action();
  } catch (const store::StoreFault& fault) {
    if (fault.kind() == store::FaultKind::damaged) {
      throw Spoiled(Spoiled::Why::broken, fault.what());
    }
    throw;
  }
}

store::Database open(const std::string& url, store::Durability durability) {
  return unless_damaged([&] { return store::Database(url, {.durability = durability}); });
}

}  // namespace

Generation::Generation(const std::string& url, std::string_view journal_url, Followers followers,
                       store::Durability durability, Serving serving)
    : reader_(journal_url),
      durability_(durability),
      database_(open(url, durability)),
      followers_(std::move(followers)) {
  unless_damaged([&] {
    if (!database_.has_table("follow_state")) create(serving);
    check_state();
    check_versions();
    if (durability_ == store::Durability::off) {
      mark(machine_start());
      database_.set_durability(durability_);
    }
    for (const auto& follower : followers_) follower->load(database_);
  });
  take_place();
}

void Generation::create(Serving serving) {
  store::Transaction transaction(database_);
  database_.execute(R"sql(
    CREATE TABLE follow_state (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      cursor INTEGER NOT NULL,
      cursor_hash BLOB NOT NULL,
      complete INTEGER NOT NULL,
      running_since TEXT NOT NULL
    );
    CREATE TABLE follow_version (follower TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)
  )sql");
  database_
      .statement(
          "INSERT INTO follow_state (only_row, cursor, cursor_hash, complete, running_since) "
          "VALUES (1, 0, $1, $2, $3)")
      .run(reader_.position().hash, serving == Serving::at_once, closed);
  for (const auto& follower : followers_) {
    database_.statement("INSERT INTO follow_version (follower, version) VALUES ($1, $2)")
        .run(follower->name(), follower->version());
    follower->create(database_);
  }
  transaction.commit();
}

void Generation::check_state() {
  store::Statement state = database_.prepare("SELECT complete, running_since FROM follow_state");
  if (!state.step()) throw Spoiled(Spoiled::Why::broken, "its state is lost");
  complete_ = state.integer(0) != 0;
  const std::string running_since(state.text(1));
  if (running_since != closed && running_since != machine_start()) {
    throw Spoiled(Spoiled::Why::outdated, "the machine stopped while it was being written");
  }
}

void Generation::check_versions() {
  std::map<std::string, std::int64_t, std::less<>> made_by, wanted;
  store::Statement versions = database_.prepare("SELECT follower, version FROM follow_version");
  while (versions.step()) made_by.emplace(versions.text(0), versions.integer(1));
  for (const auto& follower : followers_) wanted.emplace(follower->name(), follower->version());
  if (made_by != wanted) {
    throw Spoiled(Spoiled::Why::outdated, "it was made by other followers or other versions");
  }
}

void Generation::take_place() {
  store::Statement state = database_.prepare("SELECT cursor, cursor_hash FROM follow_state");
  state.step();
  cursor_ = static_cast<std::uint64_t>(state.integer(0));
  try {
    reader_.seek(cursor_ + 1);
  } catch (const journal::JournalFault& fault) {
    throw Spoiled(Spoiled::Why::broken, std::string("it is ahead of the journal: ") + fault.what());
  }
  if (!std::ranges::equal(state.blob(1), reader_.position().hash)) {
    throw Spoiled(Spoiled::Why::broken, "it follows another journal");
  }
}

void Generation::set_complete() {
  database_.execute("UPDATE follow_state SET complete = 1");
  complete_ = true;
}

bool Generation::step(std::uint64_t records_max) {
  std::uint64_t records = 0;
  while (records < records_max && reader_.next(group_)) {
    for (const auto& follower : followers_) follower->group(group_);
    records += group_.header.record_count;
  }
  if (records == 0) return false;
  unless_damaged([&] { commit(); });
  return true;
}

void Generation::commit() {
  const journal::Position& place = reader_.position();
  store::Transaction transaction(database_);
  for (const auto& follower : followers_) follower->flush(database_);
  database_.statement("UPDATE follow_state SET cursor = $1, cursor_hash = $2")
      .run(place.last_sequence, place.hash);
  transaction.commit();
  cursor_ = place.last_sequence;
}

void Generation::close() {
  if (durability_ != store::Durability::off) return;
  mark(machine_start());  // First everything is brought to the disk …
  mark(closed);           // … and then the word that it is.
}

/// Durable in the file itself, whatever becomes of the log.
void Generation::mark(std::string_view running_since) {
  database_.set_durability(store::Durability::full);
  database_.statement("UPDATE follow_state SET running_since = $1").run(running_since);
  database_.checkpoint();
  if (database_.uncopied_bytes() > 0) {
    throw store::StoreFault(store::FaultKind::busy, 0, "a reader keeps the log from being copied");
  }
}

}  // namespace tributary::follow
