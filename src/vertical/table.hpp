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
#include "store/database.hpp"
#include "vertical/encoded.hpp"

/// A table made from a described struct: its members, in their order, are the columns; a member
/// that is a described struct itself gives a column for each of its members, `outer_inner`. A
/// packed row has two columns: its first member, which is its key, and the whole of it, in the
/// journal's binary form, in the column that `packed` names. It costs SQLite a fraction.
namespace tributary::vertical {

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
constexpr std::string_view type_of() {
  if constexpr (std::is_same_v<Stored<T>, Bytes>) return "BLOB";
  if constexpr (std::is_same_v<Stored<T>, std::string>) return "TEXT";
  if constexpr (std::is_same_v<Stored<T>, money::WideAmount>) return "TEXT";
  return "INTEGER";
}

/// Calls `visit(name, type)` for each column of T.
template <class T, class Visit>
void for_each(const std::string& prefix, Visit&& visit) {
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Type = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    const std::string name = prefix + member.name;
    if constexpr (Struct<Type>) {
      for_each<Type>(name + "_", visit);
    } else {
      visit(name, type_of<Type>());
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

/// Calls `visit(name, type)` for each column of a table of Row.
template <class Row, class Visit>
void for_each_column(Visit&& visit) {
  if constexpr (Packed<Row>) {
    visit(std::string(Row::key), "INTEGER");
    visit(std::string(Row::packed), "BLOB");
  } else {
    column::for_each<Row>("", visit);
  }
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
  for_each_column<Row>([&](const std::string& name, std::string_view type) {
    sql.append(name).append(" ").append(type).append(" NOT NULL, ");
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
        if (is_of_key(name)) return;
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
      std::string places = "$1";
      for (std::size_t n = 2; n <= sizeof...(Keys); ++n) places += ", $" + std::to_string(n);
      find_ =
          database_->prepare("SELECT " + columns_of<Row>() + " FROM " + std::string(Row::table) +
                             " WHERE (" + std::string(Row::key) + ") = (" + places + ")");
    }
    if (!find_->bind(column::value_of(keys)...).step()) return std::nullopt;
    Row row = read_row<Row>(*find_);
    find_->reset();
    return row;
  }

 private:
  static bool is_of_key(std::string_view name) {
    const std::string keys = ", " + std::string(Row::key) + ",";
    return keys.contains(", " + std::string(name) + ",");
  }
  void run(std::optional<store::Statement>& statement, const Row& row, const std::string& end) {
    if (!statement) {
      std::string places;
      int count = 0;
      for_each_column<Row>([&](const std::string&, std::string_view) {
        places.append(places.empty() ? "$" : ", $").append(std::to_string(++count));
      });
      statement = database_->prepare("INSERT INTO " + std::string(Row::table) + " (" +
                                     columns_of<Row>() + ") VALUES (" + places + ")" + end);
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
};

}  // namespace tributary::vertical
