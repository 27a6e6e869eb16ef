#pragma once

#include <stdexcept>
#include <string>

namespace tributary::journal {

/// The journal could not keep, or does not hold, what it should. Whoever writes it stops the
/// process and comes back from what is durable.
class JournalFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Another leader writes this journal now; nothing of ours was added.
class JournalFenced : public JournalFault {
 public:
  using JournalFault::JournalFault;
};

}  // namespace tributary::journal
