#include "journal/reader.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "journal/tables.hpp"

namespace tributary::journal {

namespace {

constexpr std::size_t groups_ahead = 64;
constexpr std::size_t bytes_ahead = 1 << 20;

}  // namespace

Reader::Reader(std::string_view url)
    : database_(url, {.access = store::Access::read_only}),
      platform_(platform_of(database_)),
      groups_behind_(
          database_.prepare(select_groups("WHERE first_sequence > $1 ORDER BY first_sequence "
                                          "LIMIT $2"))),
      group_at_or_before_(database_.prepare(
          select_groups("WHERE first_sequence <= $1 ORDER BY first_sequence DESC LIMIT 1"))),
      chain_(genesis(platform_)),
      ahead_(groups_ahead) {}

void Reader::seek(std::uint64_t sequence) {
  ASSERT(sequence > 0);
  next_ = read_ = 0;
  last_read_ = 0;
  chain_ = Chain(genesis(platform_));
  if (sequence == 1) return;

  Group before;
  if (!group_at_or_before(sequence - 1, before) || before.header.last_sequence() < sequence - 1) {
    throw JournalFault("the journal does not reach record " + std::to_string(sequence - 1));
  }
  if (before.header.last_sequence() >= sequence) return seek(before.header.first_sequence);
  last_read_ = before.header.first_sequence;
  chain_ = Chain(position_behind(before));
}

bool Reader::next(Group& into) {
  if (next_ == read_) read_ahead();
  if (next_ == read_) return false;
  Group& group = ahead_[next_];
  if (const std::optional<Flaw> flaw = chain_.extend(group)) {
    throw ChainBroken(*flaw, group.header.first_sequence);
  }
  ++next_;
  std::swap(into, group);
  return true;
}

void Reader::read_ahead() {
  next_ = read_ = 0;
  std::size_t bytes = 0;
  groups_behind_.bind(last_read_, groups_asked_);
  while (read_ < ahead_.size() && bytes < bytes_ahead && groups_behind_.step()) {
    Group& group = ahead_[read_++];
    read_group(groups_behind_, group);
    last_read_ = group.header.first_sequence;
    bytes += group.body.size();
  }
  groups_behind_.reset();
  // PostgreSQL sends all that it was asked for, also what is left: about as much as fits.
  const std::size_t mean = read_ == 0 ? 0 : bytes / read_;
  groups_asked_ = std::clamp(bytes_ahead / std::max<std::size_t>(mean, 1), std::size_t{1}, groups_ahead);
}

std::optional<Group> Reader::group_holding(std::uint64_t sequence) {
  Group group;
  if (!group_at_or_before(sequence, group) || group.header.last_sequence() < sequence) {
    return std::nullopt;
  }
  if (group_hash(group.header, group.previous, group.body) != group.hash) {
    throw ChainBroken(Flaw::edited, group.header.first_sequence);
  }
  return group;
}

Position Reader::end() {
  Group last;
  const bool found = group_at_or_before(std::numeric_limits<std::int64_t>::max(), last);
  return found ? position_behind(last) : genesis(platform_);
}

bool Reader::group_at_or_before(std::uint64_t sequence, Group& into) {
  const bool found = group_at_or_before_.bind(sequence).step();
  if (found) read_group(group_at_or_before_, into);
  group_at_or_before_.reset();
  return found;
}

}  // namespace tributary::journal
