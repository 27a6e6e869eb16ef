#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/peers/books.hpp"

/// What the three SQL peers have in common: tables, the market in them, and reading the books.
namespace tributary::bench::peers {

/// Runs a statement and gives the whole numbers of its first row, if it has one.
using Query = std::function<std::vector<std::int64_t>(const std::string& sql)>;

/// Where their SQL differs.
struct Dialect {
  std::string divide;          ///< whole numbers
  std::string table_tail;      ///< of every table
  std::string hot_table_tail;  ///< of one whose rows change again and again
  /// A table expression `numbers(n)` that counts from 0 to `count` - 1.
  std::string (*numbers)(std::uint64_t count);
};

/// Makes the tables and the market. Needs: none of them there.
void found_market(const Query& query, const Dialect& dialect, const Setting& setting);

BidBooks read_bid_books(const Query& query, const Setting& setting);
PayoutBooks read_payout_books(const Query& query, const Setting& setting);

/// Columns of `payouts` for each claim: `loan, period, claim, member, principal, interest, fee`.
/// Interest is rounded half up. Needs: `loan` and `period` as SQL expressions.
std::string payouts_of_period(const Dialect& dialect, const std::string& loan,
                              const std::string& period);

}  // namespace tributary::bench::peers
