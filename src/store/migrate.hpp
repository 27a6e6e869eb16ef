#pragma once

#include <span>
#include <string_view>

#include "store/database.hpp"

namespace tributary::store {

/// Brings the tables of `part` up to date: runs those of `steps` that the file has not seen, all in
/// one transaction. Step n leads to version n; steps are only ever added.
/// Errors: StoreFault of kind `newer` if the file has seen more steps than there are.
void migrate(Database& database, std::string_view part, std::span<const std::string_view> steps);

/// How tables come to be, and how older ones become the same.
struct Plan {
  std::span<const std::string_view> fresh;    ///< makes them as they are now
  std::span<const std::string_view> changes;  ///< lead from version 1 to 2, from 2 to 3 …
};

/// Likewise where the tables of a new file are made as they are now, and not a step at a time.
void migrate(Database& database, std::string_view part, const Plan& plan);

/// The version of the tables of `part`; 0 if there are none.
int version_of(Database& database, std::string_view part);

}  // namespace tributary::store
