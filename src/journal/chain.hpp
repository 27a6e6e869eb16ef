#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "journal/fault.hpp"
#include "journal/group.hpp"

namespace tributary::journal {

/// What can be wrong with a group in its place.
enum class Flaw {
  missing,    ///< Records before it are not there.
  doubled,    ///< It holds records that were there already.
  reordered,  ///< It belongs into another place.
  edited,     ///< It is not what was written.
  foreign,    ///< It was not written behind the group before it.
  epoch_fell,
  time_fell,
  unreadable,  ///< The database cannot read it.
};

std::string_view name(Flaw flaw);

/// The end of a chain, grown a group at a time.
class Chain {
 public:
  explicit Chain(const Position& start) : end_(start) {}

  /// Nothing if `group` follows; the chain then ends behind it.
  std::optional<Flaw> extend(const Group& group);

  const Position& end() const { return end_; }

 private:
  Position end_;
};

/// A group that does not follow. Thrown by readers.
class ChainBroken : public JournalFault {
 public:
  ChainBroken(Flaw flaw, std::uint64_t first_sequence);

  Flaw flaw() const { return flaw_; }
  std::uint64_t first_sequence() const { return first_sequence_; }

 private:
  Flaw flaw_;
  std::uint64_t first_sequence_;
};

}  // namespace tributary::journal
