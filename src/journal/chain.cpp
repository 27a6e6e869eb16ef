#include "journal/chain.hpp"

#include <string>

#include "base/assert.hpp"

namespace tributary::journal {

std::string_view name(Flaw flaw) {
  switch (flaw) {
    case Flaw::missing:
      return "missing";
    case Flaw::doubled:
      return "doubled";
    case Flaw::reordered:
      return "reordered";
    case Flaw::edited:
      return "edited";
    case Flaw::foreign:
      return "foreign";
    case Flaw::epoch_fell:
      return "epoch_fell";
    case Flaw::time_fell:
      return "time_fell";
    case Flaw::unreadable:
      return "unreadable";
  }
  ASSERT(false);
}

std::optional<Flaw> Chain::extend(const Group& group) {
  const GroupHeader& header = group.header;
  if (header.first_sequence > end_.last_sequence + 1) return Flaw::missing;
  if (header.first_sequence <= end_.last_sequence) return Flaw::doubled;
  if (header.record_count == 0 || group_hash(header, group.previous, group.body) != group.hash) {
    return Flaw::edited;
  }
  if (group.previous != end_.hash) return Flaw::foreign;
  if (header.epoch < end_.epoch) return Flaw::epoch_fell;
  if (header.time_ms < end_.time_ms) return Flaw::time_fell;
  end_ = position_behind(group);
  return std::nullopt;
}

ChainBroken::ChainBroken(Flaw flaw, std::uint64_t first_sequence)
    : JournalFault("the journal's group at " + std::to_string(first_sequence) + ": " +
                   std::string(name(flaw))),
      flaw_(flaw),
      first_sequence_(first_sequence) {}

}  // namespace tributary::journal
