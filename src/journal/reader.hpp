#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/chain.hpp"
#include "journal/group.hpp"
#include "store/database.hpp"

namespace tributary::journal {

/// Reads a journal in order, beside the writer and from other processes too, and hands out only
/// groups that follow from the ones before. Reads a few groups ahead and holds no read lock between
/// calls, so that the writer's log can begin anew. Where the line to a server broke, it connects
/// again, once a call.
class Reader {
 public:
  /// Stands before the first group.
  /// Errors: JournalFault if it is no journal; StoreFault, kind `newer` if a newer program made it.
  explicit Reader(std::string_view url);

  const PlatformId& platform() const { return platform_; }

  /// Makes the group that holds `sequence` the next; one past the end is the tail.
  /// Errors: JournalFault if the journal ends before `sequence` - 1.
  void seek(std::uint64_t sequence);

  /// Reads the next group. False at the tail; later there may be more.
  /// Errors: ChainBroken if it is not what was written; StoreFault.
  bool next(Group& into);

  /// Behind the group that `next` gave last.
  const Position& position() const { return chain_.end(); }

  /// The group that holds `sequence`, wherever the reader stands; its own hash is verified.
  /// Errors: ChainBroken; StoreFault.
  std::optional<Group> group_holding(std::uint64_t sequence);

  /// Behind the last group of the journal as it is now.
  Position end();

 private:
  struct Line {
    explicit Line(const std::string& url);

    store::Database database;
    PlatformId platform;
    store::Statement groups_behind;
    store::Statement group_at_or_before;
  };

  template <class Read>
  auto on_line(Read&& read);
  void connect_again();
  void read_ahead();
  std::size_t read_ahead(Line& line);
  bool group_at_or_before(std::uint64_t sequence, Group& into);

  std::string url_;
  std::optional<Line> line_;  ///< Nothing: it broke.
  PlatformId platform_;
  Chain chain_;
  std::uint64_t last_read_ = 0;  ///< First sequence of the group read ahead last.
  std::vector<Group> ahead_;     ///< Reused; of these, [next_, read_) wait to be handed out.
  std::size_t groups_asked_ = 8;
  std::size_t next_ = 0;
  std::size_t read_ = 0;
};

}  // namespace tributary::journal
