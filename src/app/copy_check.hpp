#pragma once

#include <functional>

#include "journal/group.hpp"
#include "ring/data_folder.hpp"
#include "store/database.hpp"

namespace tributary::app {

/// Reads the copy of the journal of `from` from its first group to its last: the chain, and the
/// state behind every group. `source` is a connection to the journal of `from`, which does not grow
/// meanwhile; `each` is told of every group. Returns where both end.
/// Errors: std::runtime_error in words for the operator if something is not as it was written;
/// JournalFault, StoreFault.
journal::Position check_copied_journal(const ring::DataFolder& from, store::Database& source,
                                       store::Database& copy,
                                       const std::function<void(const journal::Group&)>& each);

/// Follows the audit of rows that were copied. Errors: std::runtime_error likewise.
void check_copied_audit(store::Database& rows);

}  // namespace tributary::app
