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

Reader::Line::Line(const std::string& url)
    : database(url, {.access = store::Access::read_only}),
      platform(platform_of(database)),
      groups_behind(database.prepare(
          select_groups("WHERE first_sequence > $1 ORDER BY first_sequence LIMIT $2"))),
      group_at_or_before(database.prepare(
          select_groups("WHERE first_sequence <= $1 ORDER BY first_sequence DESC LIMIT 1"))) {}

Reader::Reader(std::string_view url)
    : url_(url),
      line_(url_),
      platform_(line_->platform),
      chain_(genesis(platform_)),
      ahead_(groups_ahead) {}

template <class Read>
auto Reader::on_line(Read&& read) {
  if (line_) {
    try {
      return read(*line_);
    } catch (const store::StoreFault& fault) {
      if (fault.kind() != store::FaultKind::lost) throw;
      line_.reset();
    }
  }
  connect_again();
  return read(*line_);
}

void Reader::connect_again() {
  line_.emplace(url_);
  if (line_->platform == platform_) return;
  line_.reset();
  throw JournalFault("the database holds the journal of another platform now");
}

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
  const std::size_t bytes = on_line([&](Line& line) { return read_ahead(line); });
  // PostgreSQL sends all that it was asked for: about as much as fits.
  const std::size_t mean = std::max<std::size_t>(read_ == 0 ? 0 : bytes / read_, 1);
  groups_asked_ = std::clamp(bytes_ahead / mean, std::size_t{1}, groups_ahead);
  if (read_ > 0) last_read_ = ahead_[read_ - 1].header.first_sequence;
}

/// The bytes of the bodies that were read.
std::size_t Reader::read_ahead(Line& line) {
  next_ = read_ = 0;
  std::size_t bytes = 0;
  line.groups_behind.bind(last_read_, groups_asked_);
  while (read_ < ahead_.size() && bytes < bytes_ahead && line.groups_behind.step()) {
    Group& group = ahead_[read_++];
    read_group(line.groups_behind, group);
    bytes += group.body.size();
  }
  line.groups_behind.reset();
  return bytes;
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
  return on_line([&](Line& line) {
    const bool found = line.group_at_or_before.bind(sequence).step();
    if (found) read_group(line.group_at_or_before, into);
    line.group_at_or_before.reset();
    return found;
  });
}

}  // namespace tributary::journal
