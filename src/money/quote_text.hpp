#pragma once

#include <string>

#include "money/quote.hpp"

namespace tributary::money {

/// For people: the instalments with their totals, what the loan costs, and, given a bid, the
/// investor's calendar below it.
std::string to_table(const Quote&);

/// `period,due_date,principal,interest,fee,total,balance`, a line each: of the borrower's
/// instalments, or, given a bid, of the investor's payouts. Lines end in a line feed.
std::string to_csv(const Quote&);

/// One object with the members of `Quote` by their names: amounts and rates (percent) as decimal
/// strings, dates as `2024-02-29`, what is absent as null.
std::string to_json(const Quote&);

}  // namespace tributary::money
