#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string_view>

namespace tributary::protocol {

/// What a token's role must allow. One bit each.
enum class Permission : std::uint32_t {
  read_own = 1U << 0,         ///< a member's own accounts, bids and statement
  read_all = 1U << 1,         ///< anybody's
  invest = 1U << 2,           ///< bid with own money
  withdraw = 1U << 3,         ///< ask for own money back
  manage_accounts = 1U << 4,  ///< open and close accounts, set profiles
  move_cash = 1U << 5,        ///< deposits, the bank's side of withdrawals
  adjust = 1U << 6,           ///< own money, transfers, reversals and write-offs by hand
  manage_listings = 1U << 7,  ///< create, approve, schedule, open, extend, cancel, fail
  service_loans = 1U << 8,    ///< settle, collect, charge, compensate
  prepay = 1U << 9,           ///< repay an own loan early
  run_days = 1U << 10,        ///< begin business days, set the calendar, run and retry their work
};
BOOST_DESCRIBE_ENUM(Permission, read_own, read_all, invest, withdraw, manage_accounts, move_cash,
                    adjust, manage_listings, service_loans, prepay, run_days)

/// Where a command is sent, who may send it, and what it does in one line of the reference.
struct Endpoint {
  std::string_view path;
  Permission permission;
  std::string_view summary;
};

}  // namespace tributary::protocol
