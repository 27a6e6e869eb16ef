#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/state.hpp"

/// The laws. Each looks at the whole state and says what breaks it, or nothing. What a command
/// touches is asserted as it is touched, by the nouns themselves; these run at snapshots and in
/// audits.
namespace tributary::engine {

using Broken = std::optional<std::string>;

Broken books_balance(const State&);
Broken money_is_backed(const State&);
Broken balances_hold_what_is_held(const State&);
Broken holds_are_bids_and_withdrawals(const State&);
Broken claims_tile_the_loan(const State&);
Broken schedule_repays_the_loan(const State&);
Broken states_follow_from_periods(const State&);
Broken payments_reach_the_totals(const State&);
Broken agenda_is_complete(const State&);
Broken borrowing_is_what_loans_owe(const State&);
Broken debts_are_of_people(const State&);
Broken unbacked_money_is_in_the_gap(const State&);
Broken what_is_kept_is_found(const State&);
Broken state_hash_is_that_of_the_rows(const State&);

struct Invariant {
  std::string_view name;
  Broken (*check)(const State&);
};

inline constexpr std::array invariants{
    Invariant{"books_balance", books_balance},
    Invariant{"money_is_backed", money_is_backed},
    Invariant{"balances_hold_what_is_held", balances_hold_what_is_held},
    Invariant{"holds_are_bids_and_withdrawals", holds_are_bids_and_withdrawals},
    Invariant{"claims_tile_the_loan", claims_tile_the_loan},
    Invariant{"schedule_repays_the_loan", schedule_repays_the_loan},
    Invariant{"states_follow_from_periods", states_follow_from_periods},
    Invariant{"payments_reach_the_totals", payments_reach_the_totals},
    Invariant{"agenda_is_complete", agenda_is_complete},
    Invariant{"borrowing_is_what_loans_owe", borrowing_is_what_loans_owe},
    Invariant{"debts_are_of_people", debts_are_of_people},
    Invariant{"unbacked_money_is_in_the_gap", unbacked_money_is_in_the_gap},
    Invariant{"what_is_kept_is_found", what_is_kept_is_found},
    Invariant{"state_hash_is_that_of_the_rows", state_hash_is_that_of_the_rows},
};

}  // namespace tributary::engine
