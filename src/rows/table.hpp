#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>

#include "base/strong_id.hpp"
#include "money/amount.hpp"
#include "money/date.hpp"
#include "money/text.hpp"
#include "protocol/refusal.hpp"
#include "protocol/types.hpp"
#include "rows/encoded.hpp"
#include "store/database.hpp"

/// A table made from a described struct: its members, in their order, are the columns; a member
/// that is a described struct itself gives a column for each of its members, `outer_inner`. A
/// packed row has two columns: its first member, which is its key, and the whole of it, in the
/// journal's binary form, in the column that `packed` names. It costs SQLite a fraction.
namespace tributary::rows {

template <class Row>
concept Packed = requires { Row::packed; };

namespace column {

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
concept Struct = boost::describe::has_describe_members<T>::value;

/// The one number or text that a value is stored as.
template <class Tag>
auto& stored(base::StrongId<Tag>& id) {
  return id.value;
}
inline auto& stored(money::Amount& amount) { return amount.minor; }
inline auto& stored(money::Rate& rate) { return rate.ppm; }
inline auto& stored(money::Date& date) { return date.days; }
inline auto& stored(protocol::Time& time) { return time.ms; }
inline auto& stored(protocol::ActorId& actor) { return actor.value; }
template <class T>
  requires std::is_arithmetic_v<T> ||
           (std::is_enum_v<T> && !std::is_same_v<T, protocol::Refusal>) ||
           std::is_same_v<T, std::string> || std::is_same_v<T, Bytes>
T& stored(T& value) {
  return value;
}

/// Databases have no integer this wide; as text it is exact in all of them.
inline money::WideAmount& stored(money::WideAmount& amount) { return amount; }

/// A refusal's place among the others may change, its number never does.
inline protocol::Refusal& stored(protocol::Refusal& refusal) { return refusal; }

template <class T>
using Stored = std::remove_cvref_t<decltype(stored(std::declval<T&>()))>;

inline std::string value_of(const money::WideAmount& amount) { return to_string(amount); }
inline std::int64_t value_of(protocol::Refusal refusal) { return protocol::number_of(refusal); }

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
store::Value value_of(const T& member) {
  const auto& raw = stored(const_cast<T&>(member));
  if constexpr (std::is_enum_v<Stored<T>>) {
    return static_cast<std::int64_t>(raw);
  } else if constexpr (std::is_same_v<Stored<T>, Bytes>) {
    return std::span<const std::byte>(raw);
  } else if constexpr (std::is_same_v<Stored<T>, std::string>) {
    return std::string_view(raw);
  } else {
    return raw;
  }
}

/// An empty one is NULL.
template <class T>
store::Value value_of(const std::optional<T>& member) {
  if (!member) return nullptr;
  return value_of(*member);
}

template <class T>
void read_value(const store::Statement& row, int at, T& member) {
  auto& raw = stored(member);
  if constexpr (std::is_same_v<Stored<T>, Bytes>) {
    const auto bytes = row.blob(at);
    raw.assign(bytes.begin(), bytes.end());
  } else if constexpr (std::is_same_v<T, money::WideAmount>) {
    const auto amount = money::parse_wide_amount(row.text(at));
    if (!amount) throw TablesDamaged("the tables hold a sum that nobody wrote");
    raw = *amount;
  } else if constexpr (std::is_same_v<T, protocol::Refusal>) {
    const auto refusal = protocol::refusal_of(static_cast<std::uint64_t>(row.integer(at)));
    if (!refusal) throw TablesDamaged("the tables hold a refusal that there is not");
    raw = *refusal;
  } else if constexpr (std::is_same_v<Stored<T>, std::string>) {
    raw = row.text(at);
  } else {
    raw = static_cast<Stored<T>>(row.integer(at));
  }
}

template <class T>
void read_value(const store::Statement& row, int at, std::optional<T>& member) {
  member.reset();
  if (!row.is_null(at)) read_value(row, at, member.emplace());
}

/// As the database declares a column that holds a T.
template <class T>
constexpr std::string_view declared_as() {
  if constexpr (is_optional<T>) {
    using Inner = typename T::value_type;
    static_assert(!std::is_same_v<Stored<Inner>, money::WideAmount>);
    if constexpr (std::is_same_v<Stored<Inner>, Bytes>) return "BLOB";
    if constexpr (std::is_same_v<Stored<Inner>, std::string>) return "TEXT";
    return "INTEGER";
  } else {
    if constexpr (std::is_same_v<Stored<T>, Bytes>) return "BLOB NOT NULL";
    if constexpr (std::is_same_v<Stored<T>, std::string>) return "TEXT NOT NULL";
    if constexpr (std::is_same_v<Stored<T>, money::WideAmount>) return "TEXT NOT NULL";
    return "INTEGER NOT NULL";
  }
}

/// Calls `visit(name, declaration)` for each column of T.
template <class T, class Visit>
void for_each(const std::string& prefix, Visit&& visit) {
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Type = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    const std::string name = prefix + member.name;
    if constexpr (Struct<Type>) {
      for_each<Type>(name + "_", visit);
    } else {
      visit(name, declared_as<Type>());
    }
  });
}

template <class T>
auto values_of(const T& row) {
  if constexpr (Struct<T>) {
    return [&]<class... Member>(boost::mp11::mp_list<Member...>) {
      return std::tuple_cat(values_of(row.*Member::pointer)...);
    }(boost::mp11::mp_rename<Members<T>, boost::mp11::mp_list>());
  } else {
    return std::tuple(value_of(row));
  }
}

template <class T>
void read_from(const store::Statement& statement, int& at, T& value) {
  if constexpr (Struct<T>) {
    boost::mp11::mp_for_each<Members<T>>(
        [&](auto member) { read_from(statement, at, value.*member.pointer); });
  } else {
    read_value(statement, at++, value);
  }
}

}  // namespace column

/// Calls `visit(name, declaration)` for each column of a table of Row.
template <class Row, class Visit>
void for_each_column(Visit&& visit) {
  if constexpr (Packed<Row>) {
    visit(std::string(Row::key), "INTEGER NOT NULL");
    visit(std::string(Row::packed), "BLOB NOT NULL");
  } else {
    column::for_each<Row>("", visit);
  }
}

/// Whether a column is one of those that name a row.
template <class Row>
constexpr bool is_key_of(std::string_view column) {
  std::string_view keys = Row::key;
  for (;;) {
    const std::size_t end = keys.find(", ");
    if (keys.substr(0, end) == column) return true;
    if (end == keys.npos) return false;
    keys.remove_prefix(end + 2);
  }
}

/// The values of the columns that name a row. Needs: the key names them in the order of the
/// members.
template <class Row>
auto key_values(const Row& row) {
  return [&]<class... Member>(boost::mp11::mp_list<Member...>) {
    return std::tuple_cat([&] {
      if constexpr (is_key_of<Row>(Member::name)) {
        return std::tuple(column::value_of(row.*Member::pointer));
      } else {
        return std::tuple();
      }
    }()...);
  }(boost::mp11::mp_rename<column::Members<Row>, boost::mp11::mp_list>());
}

/// "$1, $2, …"
inline std::string places(std::size_t count) {
  std::string places = "$1";
  for (std::size_t n = 2; n <= count; ++n) places += ", $" + std::to_string(n);
  return places;
}

/// "sequence, time, …"
template <class Row>
std::string columns_of() {
  std::string names;
  for_each_column<Row>([&](const std::string& name, std::string_view) {
    names += (names.empty() ? "" : ", ") + name;
  });
  return names;
}

template <class Row>
std::string create_table() {
  std::string sql = "CREATE TABLE " + std::string(Row::table) + " (";
  for_each_column<Row>([&](const std::string& name, std::string_view declaration) {
    sql.append(name).append(" ").append(declaration).append(", ");
  });
  return sql.append("PRIMARY KEY (").append(Row::key).append("))");
}

/// The row under a statement that selects `columns_of<Row>()`.
/// Errors: TablesDamaged if it is packed and its bytes are no Row.
template <class Row>
Row read_row(const store::Statement& statement) {
  if constexpr (Packed<Row>) {
    return decoded<Row>(statement.blob(1));
  } else {
    Row row;
    int at = 0;
    column::read_from(statement, at, row);
    return row;
  }
}

/// Visits every row, in no order.
template <class Row, class Visit>
void for_each_row(store::Database& database, Visit&& visit) {
  store::Statement rows =
      database.prepare("SELECT " + columns_of<Row>() + " FROM " + std::string(Row::table));
  while (rows.step()) visit(read_row<Row>(rows));
}

/// The statements on a table of Row; each is prepared at its first use.
template <class Row>
class Table {
 public:
  explicit Table(store::Database& database) : database_(&database) {}

  /// Errors: StoreConflict if the key is there already.
  void insert(const Row& row) { run(insert_, row, ""); }

  /// Puts the row in the place of any with its key.
  void save(const Row& row) {
    const auto keep = [] {
      std::string sql = " ON CONFLICT (" + std::string(Row::key) + ") DO UPDATE SET ";
      for_each_column<Row>([&](const std::string& name, std::string_view) {
        if (is_key_of<Row>(name)) return;
        sql.append(sql.ends_with("SET ") ? "" : ", ").append(name).append(" = excluded." + name);
      });
      return sql;
    };
    run(save_, row, save_ ? std::string() : keep());
  }

  /// The row of a key that other rows point at. Errors: TablesDamaged if there is none.
  template <class... Keys>
  Row get(std::uint64_t key, Keys... more) {
    if (auto row = find(key, more...)) return std::move(*row);
    throw TablesDamaged("the tables lack " + std::string(Row::table) + " " + std::to_string(key));
  }

  /// All of the key, in the order of `Row::key`.
  template <class... Keys>
  std::optional<Row> find(const Keys&... keys) {
    if (!find_) {
      find_ = database_->prepare("SELECT " + columns_of<Row>() + " FROM " +
                                 std::string(Row::table) + " WHERE " + key_is(sizeof...(Keys)));
    }
    if (!find_->bind(column::value_of(keys)...).step()) return std::nullopt;
    Row row = read_row<Row>(*find_);
    find_->reset();
    return row;
  }

  /// Takes away the row that has the keys of this one.
  void erase(const Row& row) {
    std::apply(
        [&](const auto&... keys) {
          if (!erase_) {
            erase_ = database_->prepare("DELETE FROM " + std::string(Row::table) + " WHERE " +
                                        key_is(sizeof...(keys)));
          }
          erase_->run(keys...);
        },
        key_values(row));
  }

 private:
  /// "(a, b) = ($1, $2)"
  static std::string key_is(std::size_t keys) {
    return "(" + std::string(Row::key) + ") = (" + places(keys) + ")";
  }
  void run(std::optional<store::Statement>& statement, const Row& row, const std::string& end) {
    if (!statement) {
      std::size_t count = 0;
      for_each_column<Row>([&](const std::string&, std::string_view) { ++count; });
      statement = database_->prepare("INSERT INTO " + std::string(Row::table) + " (" +
                                     columns_of<Row>() + ") VALUES (" + places(count) + ")" + end);
    }
    if constexpr (Packed<Row>) {
      using Key = boost::mp11::mp_front<column::Members<Row>>;
      packed_.clear();
      protocol::encode(packed_, row);
      statement->run(column::value_of(row.*Key::pointer), packed_.view());
    } else {
      std::apply([&](const auto&... values) { statement->run(values...); }, column::values_of(row));
    }
  }

  store::Database* database_;
  base::ByteBuffer packed_;
  std::optional<store::Statement> insert_;
  std::optional<store::Statement> save_;
  std::optional<store::Statement> find_;
  std::optional<store::Statement> erase_;
};

}  // namespace tributary::rows
