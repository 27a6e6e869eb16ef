#pragma once

#include <algorithm>

#include "engine/borrowing_book.hpp"
#include "engine/business_days.hpp"
#include "engine/confirmed_time.hpp"
#include "engine/ledger.hpp"
#include "engine/loan.hpp"
#include "engine/party_book.hpp"
#include "engine/present_days.hpp"
#include "engine/request_window.hpp"
#include "engine/state_hash.hpp"
#include "engine/withdrawal.hpp"

namespace tributary::engine {

/// All that the engine knows. Each noun owns its rows and keeps the running hash of them; requests
/// are no part of the hash, because they follow from the journal alone and no decision looks at
/// them.
struct State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  StateHash hash;
  ConfirmedTime confirmed{hash};
  BusinessDays days{hash};
  PartyBook parties{hash};
  BorrowingBook borrowings{hash};
  GroupBorrowingBook group_borrowings{hash};
  Ledger ledger{hash};
  WithdrawalBook withdrawals{hash};
  LoanBook loans{hash};
  RequestWindow requests;
  protocol::Sequence sequence = 0;  ///< of the last command decided
  protocol::Time now;               ///< of the last group; never goes back

  /// What listings and days are held against: `now`, but after a wrong clock was set right.
  protocol::Time time() const { return confirmed.at(now); }
  /// The day of what has no date of its own: the business day, or the first day that it can be,
  /// where that is later.
  protocol::Date day() const { return std::max(days.today(), present_days(time()).first); }
};

}  // namespace tributary::engine
