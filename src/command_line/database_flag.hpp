#pragma once

#include <string>
#include <string_view>

#include "base/flags.hpp"
#include "ring/data_folder.hpp"

/// Where a platform is that a command works on: --data, and --database for one in PostgreSQL.
namespace tributary::command_line {

inline constexpr std::string_view database_usage =
    "  --database         where the journal and the rows are, if not in the data folder:\n"
    "                     postgresql://USER@HOST/NAME; else the one in TRIBUTARY_DATABASE. A "
    "password\n"
    "                     goes into PGPASSWORD, a password file, or TRIBUTARY_DATABASE\n";

/// The URL; empty: the data folder holds all.
/// Errors: FlagError, where a word of the command line shows a password to everybody, too.
std::string read_database(base::Flags& flags);

/// A URL that a word of the command line names. Errors: FlagError, as above.
std::string checked_database(std::string_view flag, const std::string& word);

/// The words --data and --database. Errors: FlagError.
ring::DataFolder read_place(base::Flags& flags);

}  // namespace tributary::command_line
