#pragma once

#include <expected>

#include "protocol/refusal.hpp"
#include "rows/page.hpp"
#include "verticals/books/earned.hpp"
#include "verticals/books/schedule.hpp"

/// What an account has bid, and what it holds.
namespace tributary::books {

enum class BidState : std::uint8_t {
  held,      ///< the money is frozen
  settled,   ///< the bid is a claim
  released,  ///< the listing ended without a loan
};
BOOST_DESCRIBE_ENUM(BidState, held, settled, released)

struct BidLine {
  Sequence sequence = 0;
  Time time;
  LoanId loan;
  std::uint32_t bid = 0;
  std::string title;
  LoanState loan_state{};
  BidState state{};
  Amount amount;
};
BOOST_DESCRIBE_STRUCT(BidLine, (), (sequence, time, loan, bid, title, loan_state, state, amount))

/// An account's bids, newest first. Errors: malformed_request for a cursor that is none of its.
std::expected<Page<BidLine, ChainCursor>, protocol::Refusal> bids_of(
    Snapshot& books, AccountId account, const std::optional<ChainCursor>& after,
    std::size_t lines_max);

struct ClaimLine {
  Sequence sequence = 0;  ///< of the bid
  LoanId loan;
  std::uint32_t bid = 0;
  std::string title;
  LoanState loan_state{};
  Rate annual_rate;
  Date settled_on;
  Amount from;  ///< the claim is [from, to) of the loan
  Amount to;
  Parts received;
  Amount bid_interest;  ///< besides: what its bid earned until the settlement
  Amount outstanding;   ///< principal
  std::vector<PayoutToCome> to_come;
  Earned earned;
};
BOOST_DESCRIBE_STRUCT(ClaimLine, (),
                      (sequence, loan, bid, title, loan_state, annual_rate, settled_on, from, to,
                       received, bid_interest, outstanding, to_come, earned))

/// An account's claims on settled loans, newest bid first. Looks at a bounded number of bids: a
/// page may hold fewer lines than asked for and yet not be the last. Errors: as `bids_of`.
std::expected<Page<ClaimLine, ChainCursor>, protocol::Refusal> claims_of(
    Snapshot& books, AccountId account, const std::optional<ChainCursor>& after,
    std::size_t lines_max);

}  // namespace tributary::books
