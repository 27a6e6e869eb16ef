#pragma once

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rows/audit.hpp"
#include "rows/row_json.hpp"

/// The audit says what each row of a table is: this is how one looks whether it is that.
namespace tributary::rows {

/// A row as the audit spells it.
struct SpelledRow {
  std::string key;
  std::string text;  ///< by `write_row`
};

/// A table that is changed by orders alone.
struct AuditedTable {
  std::string_view name;
  /// Up to so many rows, in the order of their keys, behind that of `after`; empty: from the first.
  std::vector<SpelledRow> (*page)(store::Database&, std::string_view after,
                                  std::size_t at_most) = nullptr;
  /// The row of a key; nothing: there is none.
  std::optional<SpelledRow> (*find)(store::Database&, std::string_view key) = nullptr;
};

namespace audited_detail {

/// Errors: none; false for a text that is no T.
template <class T>
bool read_key_part(std::string_view text, T& part) {
  if constexpr (std::is_same_v<T, std::string>) {
    part = text;
    return true;
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
    return error == std::errc{} && end == text.data() + text.size();
  }
}

/// A row with the members that `key_text` has spelled; nothing for a text that spells none.
/// Needs: of the columns of the key none but the last is a text.
template <class Row>
std::optional<Row> row_of_key(std::string_view key) {
  constexpr std::size_t columns = 1 + std::ranges::count(Row::key, ',');
  Row row;
  std::size_t seen = 0;
  bool good = true;
  boost::mp11::mp_for_each<column::Members<Row>>([&](auto member) {
    if constexpr (is_key_of<Row>(decltype(member)::name)) {
      auto& part = column::stored(row.*decltype(member)::pointer);
      const std::size_t end = ++seen == columns ? key.size() : std::min(key.find('.'), key.size());
      good = good && read_key_part(key.substr(0, end), part);
      key.remove_prefix(std::min(end + 1, key.size()));
    }
  });
  return good ? std::optional(std::move(row)) : std::nullopt;
}

template <class Row>
SpelledRow spelled(const Row& row) {
  SpelledRow spelled{.key = key_text(row), .text = {}};
  write_row(spelled.text, row);
  return spelled;
}

template <class Row>
std::vector<SpelledRow> page(store::Database& database, std::string_view after,
                             std::size_t at_most) {
  const std::string select = "SELECT " + columns_of<Row>() + " FROM " + std::string(Row::table);
  const std::string key(Row::key);
  std::vector<SpelledRow> rows;
  const auto read = [&](store::Statement& found) {
    while (found.step()) rows.push_back(spelled(read_row<Row>(found)));
  };
  if (after.empty()) {
    read(database.statement(select + " ORDER BY " + key + " LIMIT $1").bind(at_most));
    return rows;
  }
  const auto begin = row_of_key<Row>(after);
  if (!begin) return rows;
  std::apply(
      [&](const auto&... keys) {
        read(database
                 .statement(select + " WHERE (" + key + ") > (" + places(sizeof...(keys)) +
                            ") ORDER BY " + key + " LIMIT $" + std::to_string(sizeof...(keys) + 1))
                 .bind(keys..., at_most));
      },
      key_values(*begin));
  return rows;
}

template <class Row>
std::optional<SpelledRow> find(store::Database& database, std::string_view key) {
  const auto wanted = row_of_key<Row>(key);
  if (!wanted) return std::nullopt;
  return std::apply(
      [&](const auto&... keys) -> std::optional<SpelledRow> {
        static const std::string sql =
            "SELECT " + columns_of<Row>() + " FROM " + std::string(Row::table) + " WHERE (" +
            std::string(Row::key) + ") = (" + places(sizeof...(keys)) + ")";
        store::Statement& found = database.statement(sql);
        if (!found.bind(keys...).step()) return std::nullopt;
        SpelledRow row = spelled(read_row<Row>(found));
        found.reset();
        return row;
      },
      key_values(*wanted));
}

}  // namespace audited_detail

/// Said beside a Row, and named in its line's `Schema`.
template <class Row>
constexpr AuditedTable audited() {
  static_assert(!Packed<Row>);
  return {.name = Row::table, .page = audited_detail::page<Row>, .find = audited_detail::find<Row>};
}

/// A row that is not what the audit says of it.
struct Difference {
  enum class What { added, changed, missing };
  What what = What::changed;
  std::string_view table;
  std::string key;
  std::optional<SpelledRow> row{};  ///< as it is; nothing: it is missing
  std::optional<SaidOfRow> said{};  ///< by the audit; nothing: it says nothing
};

/// Visits each of the table. Memory: bounded. Gives how many rows there are.
/// Needs: the table `audit_row`. Errors: StoreFault, TablesDamaged.
std::uint64_t compare_with_audit(store::Database& database, const AuditedTable& table,
                                 const std::function<void(Difference&&)>& visit);

/// The same in words for people, such as "api_token 17 was changed: its role is \"admin\", and by
/// audit line 3 \"investor\"".
std::string words_of(store::Database& database, const Difference& difference);

}  // namespace tributary::rows
