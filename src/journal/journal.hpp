#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "journal/fault.hpp"
#include "journal/group.hpp"
#include "store/database.hpp"

namespace tributary::journal {

/// The figures behind the defaults: docs/decisions/0003-journal-in-sqlite.md, and for PostgreSQL
/// 0029-the-journal-on-postgresql.md.
struct JournalOptions {
  /// Added to each flush, to see how a slower disk would do.
  std::chrono::microseconds flush_delay{0};
  /// The log is copied into the file when it holds this much, or this much while nothing waits …
  std::uint64_t checkpoint_bytes = 1 << 20;
  std::uint64_t checkpoint_bytes_idle = 1 << 18;
  /// … and this many groups, because copying flushes twice.
  int checkpoint_groups = 16;
  /// How long a database whose line broke is waited for. A server starts again in seconds; it keeps
  /// the session of a line that was cut half a minute, and its lock as long.
  std::chrono::milliseconds line_patience{45'000};
};

/// The one writer of a journal. It keeps, it does not judge: bodies are opaque. After any fault it
/// takes nothing more; whoever owns it stops the process and begins again from what is durable.
/// A line to a server that breaks is no fault yet: see `append`.
class Journal {
 public:
  /// Opens the journal, or makes it, and verifies its last groups.
  /// Errors: ChainBroken if they are damaged; StoreFault, kind `busy` while another process writes
  /// it, `damaged` or `newer`.
  explicit Journal(std::string_view url, JournalOptions options = {});

  const PlatformId& platform() const { return platform_; }

  /// Behind the last durable group.
  const Position& position() const { return position_; }

  /// Begins to lead: makes durable an epoch greater than all before, and returns it. From then on
  /// nobody else can append; what was appended until then is verified, and `position` stands behind
  /// it. So whoever wants the state that it leads from reads the journal after this, not before.
  /// Errors: JournalFenced if another did so at the same time; ChainBroken; JournalFault.
  std::uint64_t begin_epoch();

  /// Makes a group durable, and returns its hash.
  /// Needs: the sequence behind `position`, at least one record, the epoch begun, a time that does
  /// not go back; asserted.
  /// Where the line to the database breaks, connects again for as long as `line_patience`, looks
  /// whether the group is there, and writes it if it is not: once, whatever became of the first
  /// try. Errors: JournalFenced if its place is taken or a greater epoch has begun; JournalFault.
  Digest append(const GroupHeader& header, std::span<const std::byte> body);

  /// Housekeeping between groups: copies the log into the file when it is long enough, sooner if no
  /// group waits. Takes about a millisecond and two flushes a megabyte.
  /// Errors: JournalFault.
  void tend(bool idle);

 private:
  using Body = std::span<const std::byte>;

  Position verify_last_groups();
  void catch_up();
  void insert(const GroupHeader& header, const Digest& hash, Body body);
  void insert_again(const GroupHeader& header, const Digest& hash, Body body, std::string why);
  bool is_there(const GroupHeader& header, const Digest& hash);
  std::optional<Digest> hash_from(std::string_view condition, std::uint64_t number);
  void connect_again();
  void require_unbroken() const;
  void flush_delay() const;

  std::string url_;
  JournalOptions options_;
  std::optional<store::Database> database_;  ///< Nothing: the line broke.
  PlatformId platform_;
  Position position_;
  std::uint64_t epoch_ = 0;
  int groups_since_checkpoint_ = 0;
  bool broken_ = false;
};

}  // namespace tributary::journal
