#pragma once

#include <span>
#include <string_view>

#include "store/database.hpp"

namespace tributary::store {

/// Brings the tables of `part` up to date: runs those of `steps` that the file has not seen, all in
/// one transaction. Step n leads to version n; steps are only ever added.
/// Errors: StoreFault of kind `newer` if the file has seen more steps than there are.
void migrate(Database& database, std::string_view part, std::span<const std::string_view> steps);

/// The version of the tables of `part`; 0 if there are none.
int version_of(Database& database, std::string_view part);

}  // namespace tributary::store
