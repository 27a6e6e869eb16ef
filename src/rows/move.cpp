#include "rows/move.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"
#include "store/migrate.hpp"
#include "store/transaction.hpp"

namespace tributary::rows {

namespace {

constexpr std::size_t rows_of_transaction = 1'000;
constexpr std::size_t columns_max = 32;

enum class Kind : std::uint8_t { integer, text, blob };

/// A table as `create_table` declares it.
struct Declared {
  std::string name;
  std::vector<std::string> columns;
  std::vector<Kind> kinds;
  std::string key;

  std::string select() const { return "SELECT " + list() + " FROM " + name + " ORDER BY " + key; }
  std::string insert() const {
    std::string places;
    for (std::size_t n = 1; n <= columns.size(); ++n) {
      places += (n == 1 ? "$" : ", $") + std::to_string(n);
    }
    return "INSERT INTO " + name + " (" + list() + ") VALUES (" + places + ")";
  }

 private:
  std::string list() const {
    std::string names;
    for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + column;
    return names;
  }
};

Kind kind_of(std::string_view declaration) {
  if (declaration.starts_with("INTEGER")) return Kind::integer;
  if (declaration.starts_with("TEXT")) return Kind::text;
  ASSERT(declaration.starts_with("BLOB"));
  return Kind::blob;
}

/// "CREATE TABLE name (column TYPE …, …, PRIMARY KEY (…))"; nothing for another statement.
std::optional<Declared> read_declaration(std::string_view sql) {
  constexpr std::string_view begin = "CREATE TABLE ";
  constexpr std::string_view key = "PRIMARY KEY (";
  if (!sql.starts_with(begin)) return std::nullopt;
  sql.remove_prefix(begin.size());
  Declared table;
  table.name = sql.substr(0, sql.find(" ("));
  sql.remove_prefix(table.name.size() + 2);
  while (!sql.starts_with(key)) {
    const std::size_t name_end = sql.find(' ');
    const std::size_t end = sql.find(", ");
    ASSERT(name_end < end && end != sql.npos);
    table.columns.emplace_back(sql.substr(0, name_end));
    table.kinds.push_back(kind_of(sql.substr(name_end + 1)));
    sql.remove_prefix(end + 2);
  }
  sql.remove_prefix(key.size());
  table.key = sql.substr(0, sql.find(')'));
  ASSERT(table.columns.size() <= columns_max);
  return table;
}

std::vector<Declared> tables_of(const Schema& schema) {
  std::vector<Declared> tables;
  for (const std::string& sql : schema.create()) {
    if (auto table = read_declaration(sql)) tables.push_back(std::move(*table));
  }
  return tables;
}

store::Value value_at(const store::Statement& row, const Declared& table, std::size_t column) {
  const int at = static_cast<int>(column);
  if (row.is_null(at)) return nullptr;
  switch (table.kinds[column]) {
    case Kind::integer:
      return row.integer(at);
    case Kind::text:
      return row.text(at);
    case Kind::blob:
      return row.blob(at);
  }
  std::unreachable();
}

/// A statement takes its values as arguments: as many as the table has columns.
template <std::size_t... n>
void run_with(store::Statement& statement, const std::vector<store::Value>& values,
              std::index_sequence<n...>) {
  statement.run(values[n]...);
}

template <std::size_t count = 1>
void run(store::Statement& statement, const std::vector<store::Value>& values) {
  if (values.size() == count) {
    run_with(statement, values, std::make_index_sequence<count>());
  } else if constexpr (count < columns_max) {
    run<count + 1>(statement, values);
  }
}

void copy_table(store::Database& from, store::Database& to, const Declared& table,
                const EachRow& each) {
  store::Statement source = from.prepare(table.select());
  store::Statement target = to.prepare(table.insert());
  std::vector<store::Value> values;
  for (bool more = source.step(); more;) {
    store::Transaction transaction(to);
    for (std::size_t n = 0; more && n < rows_of_transaction; ++n) {
      values.clear();
      for (std::size_t column = 0; column < table.columns.size(); ++column) {
        values.push_back(value_at(source, table, column));
      }
      run(target, values);
      each();
      more = source.step();
    }
    transaction.commit();
  }
}

bool are_same(const store::Value& one, const store::Value& other) {
  if (one.kind() != other.kind()) return false;
  if (one.kind() == store::Value::Kind::integer) return one.integer() == other.integer();
  return std::string_view(one.start(), one.size()) == std::string_view(other.start(), other.size());
}

bool is_same_table(store::Database& one, store::Database& other, const Declared& table,
                   const EachRow& each) {
  store::Statement left = one.prepare(table.select());
  store::Statement right = other.prepare(table.select());
  for (;; each()) {
    const bool more = left.step();
    if (right.step() != more) return false;
    if (!more) return true;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      if (!are_same(value_at(left, table, column), value_at(right, table, column))) return false;
    }
  }
}

}  // namespace

void require_version(store::Database& database, std::span<const Schema> schemas) {
  for (const Schema& schema : schemas) {
    const int version = store::version_of(database, schema.part);
    if (version == schema.version()) continue;
    throw store::StoreFault(
        store::FaultKind::other, 0,
        "the rows of " + std::string(schema.part) + " have version " + std::to_string(version) +
            " and not " + std::to_string(schema.version()) +
            ": use the program that made them, or start and stop the platform once with this one");
  }
}

std::uint64_t count_rows(store::Database& database, std::span<const Schema> schemas) {
  std::uint64_t rows = 0;
  for (const Schema& schema : schemas) {
    for (const Declared& table : tables_of(schema)) {
      store::Statement query = database.prepare("SELECT count(*) FROM " + table.name);
      if (query.step()) rows += static_cast<std::uint64_t>(query.integer(0));
    }
  }
  return rows;
}

void copy_rows(store::Database& from, store::Database& to, std::span<const Schema> schemas,
               const EachRow& each) {
  require_version(from, schemas);
  for (const Schema& schema : schemas) {
    prepare(to, schema);
    for (const Declared& table : tables_of(schema)) copy_table(from, to, table, each);
  }
}

std::optional<std::string> why_different(store::Database& one, store::Database& other,
                                         std::span<const Schema> schemas, const EachRow& each) {
  for (const Schema& schema : schemas) {
    if (store::version_of(one, schema.part) != store::version_of(other, schema.part)) {
      return "the rows of " + std::string(schema.part) + " are of two versions";
    }
    for (const Declared& table : tables_of(schema)) {
      if (!is_same_table(one, other, table, each)) {
        return "the rows of table " + table.name + " are not the same";
      }
    }
  }
  return std::nullopt;
}

void drop_rows(store::Database& database, std::span<const Schema> schemas) {
  store::Transaction transaction(database);
  for (const Schema& schema : schemas) {
    for (const Declared& table : tables_of(schema)) {
      database.execute("DROP TABLE IF EXISTS " + table.name);
    }
    if (!database.has_table("schema_version")) continue;
    database.statement("DELETE FROM schema_version WHERE part = $1").run(schema.part);
  }
  transaction.commit();
}

}  // namespace tributary::rows
