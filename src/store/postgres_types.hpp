#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <string_view>

namespace tributary::store {

/// The types of PostgreSQL that can meet us. Source: src/include/catalog/pg_type.dat, where their
/// numbers are fixed for ever.
namespace postgres_type {
inline constexpr Oid boolean = 16;
inline constexpr Oid bytea = 17;
inline constexpr Oid name = 19;
inline constexpr Oid int8 = 20;
inline constexpr Oid int2 = 21;
inline constexpr Oid int4 = 23;
inline constexpr Oid text = 25;
inline constexpr Oid oid = 26;
inline constexpr Oid float4 = 700;
inline constexpr Oid float8 = 701;
inline constexpr Oid bpchar = 1042;
inline constexpr Oid varchar = 1043;
inline constexpr Oid numeric = 1700;
}  // namespace postgres_type

/// Whether the server takes it for a number of another width than our 64 bits.
bool is_other_number(Oid type);

bool is_text(Oid type);

/// A number out of its binary form: of any width, a truth value as 0 or 1, a `sum` (which is
/// numeric there) if it fits.
/// Errors: StoreFault, kind `bad_value` for a number that 64 bits do not hold; `other` for a type
/// that is none.
std::int64_t number_of(Oid type, std::string_view bytes);

}  // namespace tributary::store
