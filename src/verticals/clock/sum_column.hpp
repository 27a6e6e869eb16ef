#pragma once

#include "base/assert.hpp"
#include "money/text.hpp"
#include "store/statement.hpp"

namespace tributary::clock {

/// A sum that a row keeps as text: databases have no integer as wide. Only this program writes it.
inline money::WideAmount read_sum(const store::Statement& row, int column) {
  const auto sum = money::parse_wide_amount(row.text(column));
  ASSERT(sum.has_value());
  return *sum;
}

}  // namespace tributary::clock
