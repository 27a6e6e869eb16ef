#include "journal/journal.hpp"

#include <string>
#include <thread>

#include "base/assert.hpp"
#include "journal/reader.hpp"
#include "journal/tables.hpp"

namespace tributary::journal {

namespace {

constexpr int groups_verified = 64;
constexpr int page_bytes = 16384;

store::Database open(std::string_view url) {
  store::Database database(url, {.durability = store::Durability::full,
                                 .checkpoints = store::Checkpoints::by_hand,
                                 .page_bytes = page_bytes});
  make_tables(database);
  return database;
}

}  // namespace

Journal::Journal(std::string_view url, JournalOptions options)
    : url_(url),
      options_(options),
      database_(open(url)),
      platform_(platform_of(database_)),
      position_(verify_last_groups()) {}

Position Journal::verify_last_groups() {
  Reader reader(url_);
  store::Statement query = database_.prepare(
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
        database_.prepare("SELECT coalesce(max(epoch), 0) FROM journal_epoch");
    greatest.step();
    epoch_ = static_cast<std::uint64_t>(greatest.integer(0)) + 1;
    greatest.reset();
    // In one statement: another leader may append until the very moment that this is durable.
    database_
        .statement(
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
  std::int64_t inserted = 0;
  try {
    inserted =
        database_
            .statement(
                "INSERT INTO journal_group (first_sequence, record_count, format, epoch, "
                "time_ms, state_hash, previous, hash, body, rules) "
                "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 "
                "WHERE NOT EXISTS (SELECT 1 FROM journal_epoch WHERE epoch > $4)")
            .run(header.first_sequence, header.record_count, header.format, header.epoch,
                 header.time_ms, header.state_hash, position_.hash, hash, body, header.rules);
  } catch (const store::StoreConflict&) {
    throw JournalFenced("record " + std::to_string(header.first_sequence) +
                        " was written by another leader");
  } catch (const store::StoreFault& fault) {
    throw JournalFault(std::string("the journal cannot be written: ") + fault.what());
  }
  if (inserted == 0) throw JournalFenced("a later epoch than " + std::to_string(epoch_) + " began");
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

void Journal::tend(bool idle) {
  require_unbroken();
  const std::uint64_t enough = idle ? options_.checkpoint_bytes_idle : options_.checkpoint_bytes;
  const bool due = groups_since_checkpoint_ >= options_.checkpoint_groups &&
                   database_.uncopied_bytes() >= enough;
  if (!due) return;
  broken_ = true;
  try {
    database_.checkpoint();
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
