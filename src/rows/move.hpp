#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "rows/schema.hpp"

/// Rows on their way from one database into another.
namespace tributary::rows {

/// The tables that rows have besides those of the lines.
Schema own_schema();

/// Told of each row that was moved.
using EachRow = std::function<void()>;

/// Errors: StoreFault unless the tables of `database` are of this program's version.
void require_version(store::Database& database, std::span<const Schema> schemas);

/// How many rows the tables of these schemas have. Needs: they are there.
std::uint64_t count_rows(store::Database& database, std::span<const Schema> schemas);

/// Copies every table of these schemas, row by row, with its version.
/// Needs: none of them in `to`. Errors: StoreFault, also if the tables of `from` are of another
/// version than this program's.
void copy_rows(store::Database& from, store::Database& to, std::span<const Schema> schemas,
               const EachRow& each);

/// Why the tables of two databases do not hold the same, in words for people.
std::optional<std::string> why_different(store::Database& one, store::Database& other,
                                         std::span<const Schema> schemas, const EachRow& each);

/// Removes the tables of these schemas, where they are.
void drop_rows(store::Database& database, std::span<const Schema> schemas);

}  // namespace tributary::rows
