#pragma once

#include <cstddef>
#include <cstdint>

#include "money/amount.hpp"

/// Every bound of the engine. Reaching one is a refusal, never a surprise.
namespace tributary::engine::limits {

inline constexpr std::size_t accounts_max = 1U << 26;
inline constexpr std::size_t loans_max = 1U << 24;
inline constexpr std::size_t withdrawals_max = 1U << 26;
inline constexpr std::size_t postings_max = 1U << 27;
/// A loan settles and pays in one atomic step; this bounds the step.
inline constexpr std::size_t claims_per_loan_max = 65'536;
inline constexpr std::size_t calendar_days_max = 4096;
/// Late interest and overdue fee a day.
inline constexpr money::Rate late_rate_max{50'000};  // a day
inline constexpr money::Rate late_rate_a_year_max{late_rate_max.ppm * 365};
inline constexpr money::Rate late_rate_of_contract_max{100'000'000};  // a hundred times
inline constexpr std::int32_t reminder_days_max = 30;
/// Bids of a full raise are frozen no longer.
inline constexpr std::uint16_t settle_within_days_max = 365;
/// One page of what timers have to do: loans looked at, and debts listed.
inline constexpr std::uint32_t work_page_max = 1024;
/// One page of withdrawals, or of who owes: rows looked at.
inline constexpr std::uint64_t rows_looked_at_max = 16'384;
/// All money of one currency: what the custodian holds, and what accounts owe. No balance can be
/// above it, so no sum of balances leaves 64 bits.
inline constexpr money::Amount currency_total_max{1'000'000'000'000'000'000};
/// What a bank says has happened is written down beyond that, as long as no sum leaves 64 bits.
inline constexpr money::Amount currency_fact_max{4'000'000'000'000'000'000};
/// Taking back what was paid from a bounced deposit is done in steps of as many claims.
inline constexpr std::size_t claims_per_bounce_max = 65'536;
inline constexpr std::size_t payments_per_bounce_max = 16;
/// Each part prepayment keeps the schedule before it; more of one loan are refused.
inline constexpr std::size_t schedules_kept_max = 256;
/// Due dates that one step moves to another calendar are looked for in as many loans and lines.
inline constexpr std::size_t due_dates_per_step_max = 16'384;
/// Looks at claims to find how much of a part payment can be shared.
inline constexpr std::int64_t looks_per_part_max = 1 << 22;
/// What has left is given back to memory so many rows at a time, that no day's beginning takes
/// long.
inline constexpr std::size_t rows_given_back_a_day = 1U << 16;
/// And so many whenever one is added, of the same kind: two for one, or a loan or two.
inline constexpr std::size_t rows_given_back_a_row = 2;
inline constexpr std::size_t rows_given_back_a_command = 64;

}  // namespace tributary::engine::limits
