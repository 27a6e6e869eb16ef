#pragma once

#include <string>
#include <string_view>

namespace tributary::store {

/// Our SQL in the words of PostgreSQL. Where types are written, in capitals: `INTEGER` becomes
/// `BIGINT`, `BLOB` becomes `BYTEA`; and in `CREATE TABLE` and `ALTER TABLE` `TEXT` gets
/// `COLLATE "C"`, so that it is compared by its bytes as in SQLite. Quoted text, quoted names and
/// comments stay as they are.
std::string postgres_words(std::string_view sql);

}  // namespace tributary::store
