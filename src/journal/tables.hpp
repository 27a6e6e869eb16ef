#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "journal/group.hpp"
#include "store/database.hpp"

namespace tributary::journal {

/// What the tables are called in `schema_version`, and the lock of who writes them.
inline constexpr std::string_view journal_part = "journal";

/// Why this program cannot use the journal: another version wrote it, or it was moved from here or
/// not wholly to here. Nothing: it can, or there is none yet.
std::optional<std::string> why_foreign(store::Database& database);

/// The writing connection of a journal, with the lock that keeps others from leading it. Makes no
/// tables. Errors: StoreFault, kind `busy` while another has it.
store::Database open_to_write(const std::string& url);

/// Makes the tables without a platform in them. Errors: StoreFault.
void make_empty_tables(store::Database& database);

/// Makes the tables, with a new platform id, if they are not there.
/// Errors: StoreFault, kind `newer` if another version of the program made them.
void make_tables(store::Database& database);

/// Errors: JournalFault if there are no tables; StoreFault, kind `newer`.
PlatformId platform_of(store::Database& database);

/// A query of groups for `read_group`; `condition` begins with WHERE or ORDER.
std::string select_groups(std::string_view condition);

/// Copies the row on which `row` stands, as it is, into `into`.
void read_group(const store::Statement& row, Group& into);

}  // namespace tributary::journal
