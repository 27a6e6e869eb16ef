#include "journal/journal.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "journal/reader.hpp"
#include "journal/tables.hpp"

namespace tributary::journal {

namespace {

constexpr int groups_verified = 64;

constexpr std::chrono::milliseconds first_pause{50};
constexpr std::chrono::milliseconds longest_pause{1'000};

store::Database open(const std::string& url) {
  store::Database database = open_to_write(url);
  make_tables(database);
  return database;
}

/// Whether the line to the database is gone, and perhaps what was under way.
bool is_line_broken(const store::StoreFault& fault) {
  return fault.kind() == store::FaultKind::lost || fault.kind() == store::FaultKind::unknown;
}

JournalFault unwritten(const std::string& why) {
  return JournalFault("the journal cannot be written: " + why);
}

JournalFenced taken(std::uint64_t sequence) {
  return JournalFenced("record " + std::to_string(sequence) + " was written by another leader");
}

}  // namespace

Journal::Journal(std::string_view url, JournalOptions options)
    : url_(url),
      options_(options),
      database_(open(url_)),
      platform_(platform_of(*database_)),
      position_(verify_last_groups()) {}

Position Journal::verify_last_groups() {
  Reader reader(url_);
  store::Statement query = database_->prepare(
      "SELECT first_sequence FROM journal_group ORDER BY first_sequence DESC LIMIT $1");
  query.bind(groups_verified);
  std::uint64_t first = 1;
  while (query.step()) first = static_cast<std::uint64_t>(query.integer(0));
  reader.seek(first);
  for (Group group; reader.next(group);) {
  }
  return reader.position();
}

std::uint64_t Journal::begin_epoch() {
  require_unbroken();
  broken_ = true;
  try {
    store::Statement greatest =
        database_->prepare("SELECT coalesce(max(epoch), 0) FROM journal_epoch");
    greatest.step();
    epoch_ = static_cast<std::uint64_t>(greatest.integer(0)) + 1;
    greatest.reset();
    // In one statement: another leader may append until the very moment that this is durable.
    database_
        ->statement(
            "INSERT INTO journal_epoch (epoch, after_sequence) SELECT $1, "
            "coalesce(max(first_sequence + record_count - 1), 0) FROM journal_group")
        .run(epoch_);
  } catch (const store::StoreConflict&) {
    throw JournalFenced("another leader began epoch " + std::to_string(epoch_));
  } catch (const store::StoreFault& fault) {
    throw JournalFault(std::string("the journal cannot begin an epoch: ") + fault.what());
  }
  catch_up();
  broken_ = false;
  return epoch_;
}

/// To what was appended since `position`, by whoever led until now.
void Journal::catch_up() {
  Reader reader(url_);
  reader.seek(position_.last_sequence + 1);
  for (Group group; reader.next(group);) {
  }
  position_ = reader.position();
}

Digest Journal::append(const GroupHeader& header, std::span<const std::byte> body) {
  require_unbroken();
  ASSERT(header.first_sequence == position_.last_sequence + 1 && header.record_count > 0);
  ASSERT(epoch_ > 0 && header.epoch == epoch_);
  ASSERT(header.time_ms >= position_.time_ms);

  const Digest hash = group_hash(header, position_.hash, body);
  broken_ = true;  // Until the commit is certain.
  try {
    insert(header, hash, body);
  } catch (const store::StoreConflict&) {
    throw taken(header.first_sequence);
  } catch (const store::StoreFault& fault) {
    if (!is_line_broken(fault)) throw unwritten(fault.what());
    insert_again(header, hash, body, fault.what());
  }
  flush_delay();
  broken_ = false;

  ++groups_since_checkpoint_;
  position_ = {.last_sequence = header.last_sequence(),
               .hash = hash,
               .epoch = header.epoch,
               .time_ms = header.time_ms,
               .state_hash = header.state_hash};
  return hash;
}

/// A transaction of its own.
void Journal::insert(const GroupHeader& header, const Digest& hash, Body body) {
  const std::int64_t inserted =
      database_
          ->statement(
              "INSERT INTO journal_group (first_sequence, record_count, format, epoch, "
              "time_ms, state_hash, previous, hash, body, rules) "
              "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 "
              "WHERE NOT EXISTS (SELECT 1 FROM journal_epoch WHERE epoch > $4)")
          .run(header.first_sequence, header.record_count, header.format, header.epoch,
               header.time_ms, header.state_hash, position_.hash, hash, body, header.rules);
  if (inserted == 0) throw JournalFenced("a later epoch than " + std::to_string(epoch_) + " began");
}

/// Nobody knows what became of the group. Who is connected again has the lock of the session that
/// wrote it, so that one has ended and whatever it did can be read.
void Journal::insert_again(const GroupHeader& header, const Digest& hash, Body body,
                           std::string why) {
  using Clock = std::chrono::steady_clock;
  const auto give_up = Clock::now() + options_.line_patience;
  for (auto pause = first_pause;; pause = std::min(2 * pause, longest_pause)) {
    base::log_warning("journal_line_broken", why + ": connecting again");
    try {
      connect_again();
      const bool was_kept = is_there(header, hash);
      if (!was_kept) insert(header, hash, body);
      base::log_warning("journal_line_mended",
                        "the group at sequence " + std::to_string(header.first_sequence) +
                            (was_kept ? " had been kept" : " had not been kept, and is now"));
      return;
    } catch (const store::StoreConflict&) {
      throw taken(header.first_sequence);
    } catch (const store::StoreFault& fault) {
      const bool may_pass = is_line_broken(fault) || fault.kind() == store::FaultKind::busy;
      if (!may_pass) throw unwritten(fault.what());
      why = fault.what();
    }
    if (Clock::now() + pause > give_up) throw unwritten(why);
    std::this_thread::sleep_for(pause);
  }
}

void Journal::connect_again() {
  database_.reset();  // A session of ours that still lives has the lock.
  database_.emplace(open_to_write(url_));
  if (platform_of(*database_) != platform_) {
    throw JournalFault("the database holds the journal of another platform now");
  }
}

/// Whether the group was kept. Nothing else may have changed meanwhile.
bool Journal::is_there(const GroupHeader& header, const Digest& hash) {
  if (const auto found = hash_from("WHERE first_sequence = $1", header.first_sequence)) {
    if (*found == hash) return true;
    throw taken(header.first_sequence);
  }
  const auto last = hash_from("WHERE first_sequence > $1 ORDER BY first_sequence DESC LIMIT 1", 0);
  if (last.value_or(genesis(platform_).hash) == position_.hash) return false;
  throw JournalFault("the database does not end where the journal was acknowledged, at sequence " +
                     std::to_string(position_.last_sequence) +
                     ": it has lost commands, or another leader has written");
}

std::optional<Digest> Journal::hash_from(std::string_view condition, std::uint64_t number) {
  store::Statement query = database_->prepare(select_groups(condition));
  if (!query.bind(number).step()) return std::nullopt;
  Group group;
  read_group(query, group);
  return group.hash;
}

void Journal::tend(bool idle) {
  require_unbroken();
  const std::uint64_t enough = idle ? options_.checkpoint_bytes_idle : options_.checkpoint_bytes;
  const bool due = groups_since_checkpoint_ >= options_.checkpoint_groups &&
                   database_->uncopied_bytes() >= enough;
  if (!due) return;
  broken_ = true;
  try {
    database_->checkpoint();
  } catch (const store::StoreFault& fault) {
    throw JournalFault(std::string("the journal's log cannot be copied: ") + fault.what());
  }
  flush_delay();
  flush_delay();
  broken_ = false;
  groups_since_checkpoint_ = 0;
}

void Journal::require_unbroken() const {
  if (broken_) throw JournalFault("the journal has failed before");
}

void Journal::flush_delay() const {
  if (options_.flush_delay.count() > 0) std::this_thread::sleep_for(options_.flush_delay);
}

}  // namespace tributary::journal
