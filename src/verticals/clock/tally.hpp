#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include "base/by_enum.hpp"
#include "vertical/ring.hpp"
#include "verticals/clock/task.hpp"

namespace tributary::clock {

/// What a day's list says of one kind of work in one currency: sums over several would say nothing.
struct PlannedKind {
  WorkKind kind = WorkKind::open_listing;
  std::uint64_t items = 0;
  WideAmount amount;
  std::uint64_t lacking = 0;  ///< items whose payer does not have enough now
  WideAmount amount_lacking;  ///< that they miss, each by itself
  /// None: kept by an older program, a sum over all currencies.
  std::optional<Currency> currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(PlannedKind, (), (kind, items, amount, lacking, amount_lacking, currency))

/// What has become of one kind of work.
struct WorkedKind {
  WorkKind kind = WorkKind::open_listing;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t repeated = 0;  ///< sent before, by this or another run: nothing happened twice
};
BOOST_DESCRIBE_STRUCT(WorkedKind, (), (kind, accepted, refused, repeated))

/// What became of a command that was sent.
enum class Came : std::uint8_t {
  accepted,
  refused,
  repeated,  ///< it was sent before and has its first answer: nothing happened now
};

inline Came came_of(const vertical::Ring::Outcome& outcome) {
  // An id with another body was sent by somebody who saw another moment: it has its answer.
  if (outcome.is_of_before()) return Came::repeated;
  return outcome.refusal == protocol::Refusal::none ? Came::accepted : Came::refused;
}

/// A row for each kind, found by it.
template <class Row>
class ByKind {
 public:
  ByKind() {
    std::size_t number = 0;
    for (Row& row : rows_) row.kind = static_cast<WorkKind>(number++);
  }
  Row& operator[](WorkKind kind) { return rows_[kind]; }
  const Row& operator[](WorkKind kind) const { return rows_[kind]; }

  /// The rows of which `something` holds, in the order of kinds.
  template <class Predicate>
  std::vector<Row> where(Predicate&& something) const {
    std::vector<Row> rows;
    for (const Row& row : rows_) {
      if (something(row)) rows.push_back(row);
    }
    return rows;
  }

 private:
  base::ByEnum<WorkKind, Row> rows_;
};

/// What a run of the day would do.
class Plan {
 public:
  void add(const Task& task) {
    PlannedKind& row = rows_[{task.key.kind, task.currency}];
    row.kind = task.key.kind;
    row.currency = task.currency;
    ++row.items;
    row.amount += task.amount;
    if (!task.lacks_funds()) return;
    ++row.lacking;
    row.amount_lacking += task.amount - task.available;
  }
  /// In the order of kinds and currencies.
  std::vector<PlannedKind> rows() const {
    const auto rows = std::views::values(rows_);
    return {rows.begin(), rows.end()};
  }

 private:
  std::map<std::pair<WorkKind, Currency>, PlannedKind> rows_;
};

/// What a run has done.
class Worked {
 public:
  void count(WorkKind kind, Came came) {
    WorkedKind& row = rows_[kind];
    ++(came == Came::accepted ? row.accepted : came == Came::refused ? row.refused : row.repeated);
  }
  std::vector<WorkedKind> rows() const {
    return rows_.where(
        [](const WorkedKind& row) { return row.accepted + row.refused + row.repeated != 0; });
  }

 private:
  ByKind<WorkedKind> rows_;
};

}  // namespace tributary::clock
