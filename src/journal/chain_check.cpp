#include "journal/chain_check.hpp"

#include "base/assert.hpp"
#include "journal/reader.hpp"
#include "journal/tables.hpp"

namespace tributary::journal {

namespace {

/// Looks closer at a group that does not follow: the place it was written for is behind the group
/// whose hash it carries.
class Inquest {
 public:
  Inquest(std::string_view url, std::uint64_t first_sequence)
      : database_(url, {.access = store::Access::read_only}) {
    const bool found = find("WHERE first_sequence = $1", first_sequence, group_);
    ASSERT(found);
  }

  /// The first sequence with which the group was written, if that is not its place.
  std::optional<std::uint64_t> place_written_for() {
    Group before;
    if (!find("WHERE hash = $1", group_.previous, before)) return std::nullopt;
    GroupHeader written = group_.header;
    written.first_sequence = before.header.last_sequence() + 1;
    if (written.first_sequence == group_.header.first_sequence ||
        group_hash(written, group_.previous, group_.body) != group_.hash) {
      return std::nullopt;
    }
    return written.first_sequence;
  }

  bool stands_at(std::uint64_t place) {
    Group there;
    return find("WHERE first_sequence = $1", place, there) && there.hash == group_.hash;
  }

 private:
  template <class Key>
  bool find(std::string_view condition, const Key& key, Group& into) {
    store::Statement query = database_.prepare(select_groups(condition));
    if (!query.bind(key).step()) return false;
    read_group(query, into);
    return true;
  }

  store::Database database_;
  Group group_;
};

std::string explain(Flaw flaw, std::uint64_t first_sequence, const Position& end) {
  const std::string here = std::to_string(first_sequence);
  switch (flaw) {
    case Flaw::missing:
      return "records " + std::to_string(end.last_sequence + 1) + " to " +
             std::to_string(first_sequence - 1) + " are missing";
    case Flaw::doubled:
      return "the group at " + here + " holds records that were there already";
    case Flaw::edited:
      return "the group at " + here + " is not what was written: its hash does not agree";
    case Flaw::foreign:
      return "the group at " + here +
             " was not written behind the one before it: it is foreign, or that one was replaced";
    case Flaw::epoch_fell:
      return "the group at " + here + " is of an older epoch than the one before it";
    case Flaw::time_fell:
      return "the time of the group at " + here + " is before that of the one before it";
    case Flaw::reordered:
    case Flaw::unreadable:
      break;
  }
  ASSERT(false);
}

void name_the_flaw(std::string_view url, const ChainBroken& broken, ChainReport& report) {
  report.first_sequence = broken.first_sequence();
  report.flaw = broken.flaw();
  if (broken.flaw() == Flaw::edited) {
    Inquest inquest(url, broken.first_sequence());
    if (const std::optional<std::uint64_t> place = inquest.place_written_for()) {
      report.flaw = inquest.stands_at(*place) ? Flaw::doubled : Flaw::reordered;
      report.explanation = "the group at " + std::to_string(report.first_sequence) +
                           " was written for " + std::to_string(*place) +
                           (report.flaw == Flaw::doubled ? ", where it stands too" : "");
      return;
    }
  }
  report.explanation = explain(broken.flaw(), report.first_sequence, report.end);
}

}  // namespace

ChainReport check_chain(std::string_view url, const std::function<void(const Group&)>& each) {
  Reader reader(url);
  ChainReport report;
  report.end = reader.position();
  try {
    for (Group group; reader.next(group); report.end = reader.position()) {
      ++report.groups;
      if (each) each(group);
    }
  } catch (const ChainBroken& broken) {
    name_the_flaw(url, broken, report);
  } catch (const store::StoreFault& fault) {
    if (fault.kind() == store::FaultKind::lost) throw;  // that says nothing of the journal
    report.flaw = Flaw::unreadable;
    report.first_sequence = report.end.last_sequence + 1;
    report.explanation = "the group at " + std::to_string(report.first_sequence) +
                         " or one soon after cannot be read: " + fault.what();
  }
  return report;
}

}  // namespace tributary::journal
