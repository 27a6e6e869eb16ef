#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "money/wide_amount.hpp"
#include "money/xirr.hpp"
#include "verticals/books/statement.hpp"

/// For tests: what claims went out and came back with, the slow way: from every line of their
/// holder's statement.
namespace tributary::books {

struct SlowFlows {
  std::map<Date, money::WideAmount> days;
  money::WideAmount outstanding;  ///< of loans that are not written off

  SlowFlows& operator+=(const SlowFlows& more) {
    for (const auto& [day, amount] : more.days) days[day] += amount;
    outstanding += more.outstanding;
    return *this;
  }
  std::optional<Rate> rate(Snapshot& books) const {
    if (days.empty()) return std::nullopt;
    auto with_outstanding = days;
    Date today = books.newest_day().value_or(BegunDay{}).day;
    for (const auto& [day, amount] : days) {
      if (amount != money::WideAmount{}) today = std::max(today, day);
    }
    with_outstanding[today] += outstanding;
    std::vector<money::CashFlow> flows;
    for (const auto& [day, amount] : with_outstanding) {
      flows.push_back({day, {static_cast<std::int64_t>(amount.minor)}});
    }
    const auto rate = money::xirr(flows);
    return rate ? std::optional(*rate) : std::nullopt;
  }
};

/// A payment that is taken back is the newest that stands, and several may be in one line.
inline void take_off(std::vector<const StatementLine*>& standing, Amount taken) {
  while (taken > Amount{} && !standing.empty()) {
    taken -= standing.back()->posted;
    standing.pop_back();
  }
}

/// In the place of a bid: what all bids of an account on a loan earned until the settlement. A line
/// says no more of it.
inline constexpr std::uint32_t all_bids = ~std::uint32_t{0};

/// Of each claim of an account, by its loan and bid.
inline std::map<std::pair<LoanId, std::uint32_t>, SlowFlows> slow_flows(Snapshot& books,
                                                                        AccountId account) {
  auto lines = statement(books, account, std::nullopt, 1'000'000)->lines;
  std::ranges::reverse(lines);
  std::map<std::pair<LoanId, std::uint32_t>, std::vector<const StatementLine*>> standing;
  std::map<std::pair<LoanId, std::uint32_t>, SlowFlows> claims;
  for (const StatementLine& line : lines) {
    const bool of_bids = !line.bid && line.parts && line.kind == FactKind::loan_settled &&
                         line.parts->interest > Amount{};
    if (of_bids) claims[{*line.loan, all_bids}].days[*line.on] += line.posted;
    if (!line.bid || !line.parts) continue;
    const std::pair claim(*line.loan, *line.bid);
    const bool lost = books.loan(*line.loan)->state == LoanState::written_off;
    if (!lost) claims[claim].outstanding -= line.parts->principal;
    if (line.kind == FactKind::payment_reversed) {
      take_off(standing[claim], -line.posted);
    } else {
      standing[claim].push_back(&line);
    }
  }
  for (const auto& [claim, all] : standing) {
    for (const StatementLine* line : all) claims[claim].days[*line->on] += line->posted;
  }
  return claims;
}

}  // namespace tributary::books
