#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/permissions.hpp"
#include "rows/fact.hpp"
#include "rows/refused.hpp"
#include "rows/row_json.hpp"
#include "rows/tables.hpp"

namespace tributary::rows {

/// Who orders, from where, and which version of a row that one has seen.
struct Orderer {
  protocol::Sender sender;
  std::string address;                      ///< of the network, or "command line"
  std::optional<std::uint64_t> if_match{};  ///< the version that the header names; absent: any
  api::Permissions permissions{};           ///< for an order that asks for more than its route does
};

/// Fills a span with bytes that nobody can guess, or, where lives are played, that a seed gives.
using Chance = std::function<void(std::span<std::byte>)>;

/// Numbers of people and things are drawn at random below this: what is restored from an old copy
/// never gives one a second time.
inline constexpr std::uint64_t drawn_number_max = std::uint64_t{1} << 47;

/// A row that was added, changed or erased.
struct ChangedRow {
  std::string_view table;
  std::string key;  ///< as `key_text` spells it
  friend bool operator==(const ChangedRow&, const ChangedRow&) = default;
};

/// What the decision of an order sees and gives. It reads rows as the orders before it have left
/// them; what it changes is written once it is accepted, and not before. All that it decides by is
/// in here or in the rows.
class Work {
 public:
  Work(Tables& tables, const Orderer& by, protocol::Time time, const Chance& chance)
      : tables_(tables), by_(by), time_(time), chance_(chance) {}

  const Orderer& by() const { return by_; }
  protocol::Time time() const { return time_; }
  void draw(std::span<std::byte> bytes) const { chance_(bytes); }
  std::uint64_t draw_number() const;  ///< from 1 to `drawn_number_max` - 1

  /// For reading by more than a key.
  store::Database& database() { return tables_.database(); }

  template <class Row, class... Keys>
  std::optional<Row> find(const Keys&... keys) {
    return tables_.of<Row>().find(keys...);
  }

  /// The row that is to be changed. Errors: not_found, row_changed.
  template <class Row, class... Keys>
  Or<Row> find_to_change(const Keys&... keys) {
    std::optional<Row> row = find<Row>(keys...);
    if (!row) return std::unexpected(protocol::Refusal::not_found);
    if (by_.if_match && *by_.if_match != row->version) {
      return std::unexpected(Refused(row_changed, {{"version", std::to_string(row->version)}}));
    }
    return std::move(*row);
  }

  /// Its version becomes 1. Needs: no row has its keys; a decision looks before.
  template <class Row>
  Row add(Row row) {
    if constexpr (requires { row.version; }) row.version = 1;
    note_change<Row>(nullptr, &row);
    write([row](Tables& tables) { tables.of<Row>().insert(row); });
    return row;
  }
  /// Gives the row as it will be, with its next version. Needs: the same key.
  template <class Row>
  Row change(const Row& before, Row after) {
    if constexpr (requires { after.version; }) after.version = before.version + 1;
    note_change(&before, &after);
    write([after](Tables& tables) { tables.of<Row>().save(after); });
    return after;
  }
  template <class Row>
  void erase(const Row& row) {
    note_change<Row>(&row, nullptr);
    write([row](Tables& tables) { tables.of<Row>().erase(row); });
  }
  /// Bookkeeping of the machine itself, such as how far somebody has read: it stands in no audit
  /// line, and nobody is told. Puts the row in the place of any with its key.
  template <class Row>
  void keep(const Row& row) {
    write([row](Tables& tables) { tables.of<Row>().save(row); });
  }
  /// Likewise: takes it away.
  template <class Row>
  void drop(const Row& row) {
    write([row](Tables& tables) { tables.of<Row>().erase(row); });
  }
  /// Tells all who follow.
  template <Fact T>
  void tell(const T& fact) {
    facts_.push_back(
        {.number = 0, .time = time_, .word = std::string(T::word), .body = encoded(fact)});
  }

  // What came of it, for whoever commits it.
  void write_to(Tables& tables) const;
  std::vector<FactRow>& facts() { return facts_; }
  /// JSON, as the audit keeps it; empty: nothing was changed.
  std::string changes() const { return changes_.empty() ? "" : "[" + changes_ + "]"; }
  std::vector<ChangedRow>& changed_rows() { return changed_rows_; }

 private:
  void write(std::function<void(Tables&)> write) { writes_.push_back(std::move(write)); }

  template <class Row>
  void note_change(const Row* before, const Row* after) {
    const std::string& key =
        changed_rows_.emplace_back(Row::table, key_text(after != nullptr ? *after : *before)).key;
    changes_.append(changes_.empty() ? "" : ",").append(R"({"table":")").append(Row::table);
    changes_.append(R"(","key":)");
    http::write_json_string(changes_, key);
    if (before != nullptr) write_row(changes_.append(R"(,"before":)"), *before);
    if (after != nullptr) write_row(changes_.append(R"(,"after":)"), *after);
    changes_ += '}';
  }

  Tables& tables_;
  const Orderer& by_;
  const protocol::Time time_;
  const Chance& chance_;
  std::vector<std::function<void(Tables&)>> writes_;
  std::vector<FactRow> facts_;
  std::string changes_;
  std::vector<ChangedRow> changed_rows_;
};

}  // namespace tributary::rows
