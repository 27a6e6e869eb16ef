#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "follow/follower.hpp"
#include "journal/reader.hpp"
#include "store/database.hpp"

namespace tributary::follow {

/// A file that cannot be gone on with; what it held is built anew.
class Spoiled : public std::runtime_error {
 public:
  enum class Why {
    outdated,  ///< As happens: other versions of the followers, a power cut.
    broken,    ///< As must not happen: damaged, or not of this journal. Kept as evidence.
  };

  Spoiled(Why why, const std::string& message) : std::runtime_error(message), why_(why) {}
  Why why() const { return why_; }

 private:
  Why why_;
};

/// Whether a new file may be read at once or only when it has caught up with the one before it.
enum class Serving { at_once, when_complete };

/// One file of tables with the followers that fill it and their place in the journal. After any
/// exception it is good for nothing; opened again, it goes on where the file is.
class Generation {
 public:
  /// Opens the file or makes it.
  /// Errors: Spoiled; StoreFault; what the followers throw.
  Generation(const std::string& url, std::string_view journal_url, Followers followers,
             store::Durability durability, Serving serving);

  /// The last record the tables include.
  std::uint64_t cursor() const { return cursor_; }

  std::uint64_t journal_end() { return reader_.end().last_sequence; }

  bool is_complete() const { return complete_; }
  void set_complete();

  /// Folds the next groups in, up to about so many records, in one transaction. False at the tail.
  /// Errors: Spoiled; StoreFault; JournalFault; what the followers throw.
  bool step(std::uint64_t records_max);

  /// Makes everything durable, so that a power cut does not spoil the file.
  void close();

 private:
  void create(Serving serving);
  void check_state();
  void check_versions();
  void take_place();
  void commit();
  void mark(std::string_view running_since);

  journal::Reader reader_;
  store::Durability durability_;
  store::Database database_;
  Followers followers_;  ///< Behind the database: their statements go first.
  journal::Group group_;
  std::uint64_t cursor_ = 0;
  bool complete_ = false;
};

}  // namespace tributary::follow
