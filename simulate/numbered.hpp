#pragma once

#include <cstdint>
#include <vector>

#include "base/assert.hpp"

namespace tributary::simulation {

/// Rows that are numbered from 1 in the order of their coming and never go.
template <class Row>
class Numbered {
 public:
  std::uint64_t size() const { return rows_.size(); }
  bool contains(std::uint64_t number) const { return number - 1 < rows_.size(); }
  const Row* find(std::uint64_t number) const {
    return contains(number) ? &rows_[number - 1] : nullptr;
  }
  const Row& at(std::uint64_t number) const {
    ASSERT(contains(number));
    return rows_[number - 1];
  }
  Row& at(std::uint64_t number) {
    ASSERT(contains(number));
    return rows_[number - 1];
  }
  void add(Row row) { rows_.push_back(std::move(row)); }

  /// Without their numbers: the place of the first is 1.
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

 private:
  std::vector<Row> rows_;
};

}  // namespace tributary::simulation
