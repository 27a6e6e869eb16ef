#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "journal/chain.hpp"
#include "journal/group.hpp"

namespace tributary::journal {

struct ChainReport {
  std::uint64_t groups = 0;
  Position end;              ///< Behind the last good group.
  std::optional<Flaw> flaw;  ///< Of the first group that is not what was written.
  std::uint64_t first_sequence = 0;
  std::string explanation;  ///< One sentence for whoever has to mend it.
};

/// Walks a journal up to the first group that is not what was written: hash, link, sequence, epoch
/// and time. Tells `each` of the groups that are. May run beside the writer.
/// Errors: JournalFault if it is no journal; StoreFault if it does not open, or the line to it
/// breaks.
ChainReport check_chain(std::string_view url, const std::function<void(const Group&)>& each = {});

}  // namespace tributary::journal
